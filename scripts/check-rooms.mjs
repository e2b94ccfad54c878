/**
 * `npm run rooms`: refuses an import that goes against the order of the rooms, prints who imports whom, and plants one
 * violation of every rule to see that the rule notices it. A check that cannot fail says nothing.
 */
import { mkdirSync, mkdtempSync, copyFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cruise } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { BACKGROUND, PLANTED } from './lib/planted-violations.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');
const { forbidden, options } = createRequire(import.meta.url)(join(ROOT, '.dependency-cruiser.cjs'));
const ORDER = ['impact', 'filings', 'motions', 'findings', 'scans', 'law', 'records', 'imports'];

/** Every module under `root`/src with its dependencies, and the violations of the rules. */
async function look(root) {
  const { output } = await cruise(
    ['src'],
    { ...options, baseDir: root, validate: true, ruleSet: { forbidden, options } },
    { bustTheCache: true },
    { tsConfig: extractTSConfig(join(ROOT, 'tsconfig.json')) },
  );
  return { modules: output.modules, violations: output.summary.violations };
}

const line = (violation) => {
  const way = violation.cycle?.map((step) => step.name).join(' → ') ?? violation.to;
  return `${violation.from} → ${way}\n    ${violation.rule.name}: ${commentOf(violation.rule.name)}`;
};
const commentOf = (name) => forbidden.find((rule) => rule.name === name)?.comment ?? '';

/** The first folder under src; a file at the top stands for itself. */
const roomOf = (path) => /^src\/([^/]+)/.exec(path)?.[1];

function printGraph(modules) {
  const uses = new Map();
  for (const module of modules) {
    const from = roomOf(module.source);
    if (from === undefined || module.source.endsWith('.spec.ts')) continue;
    const to = uses.get(from) ?? uses.set(from, new Map()).get(from);
    for (const { resolved } of module.dependencies) {
      const room = roomOf(resolved);
      if (room !== undefined && room !== from) to.set(room, (to.get(room) ?? 0) + 1);
    }
  }
  const place = (room) => (room.endsWith('.ts') || room === 'commands' ? -1 : (ORDER.indexOf(room) + 1 || 99) - 1);
  const rooms = [...uses.keys()].sort((a, b) => place(a) - place(b) || a.localeCompare(b));
  for (const room of rooms) {
    const to = [...uses.get(room)].sort((a, b) => place(a[0]) - place(b[0]) || a[0].localeCompare(b[0]));
    const text = to.map(([name, times]) => `${name} (${times})`).join(', ');
    process.stdout.write(`${room.padEnd(16)} → ${text || '–'}\n`);
  }
}

/** What the rules fail to notice, or notice wrongly, in houses with one planted violation each; empty when all is well. */
async function missedViolations() {
  const house = mkdtempSync(join(tmpdir(), 'second-look-rooms-'));
  const put = (files) => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(house, path)), { recursive: true });
      writeFileSync(join(house, path), `${text}\n`);
    }
  };
  try {
    copyFileSync(join(ROOT, 'package.json'), join(house, 'package.json'));
    copyFileSync(join(ROOT, 'tsconfig.json'), join(house, 'tsconfig.json'));
    symlinkSync(join(ROOT, 'node_modules'), join(house, 'node_modules'), 'junction');
    put(BACKGROUND);
    for (const [path, text, , beside] of PLANTED) put({ [path]: text, ...beside });
    const { violations } = await look(house);
    const found = new Set(violations.map((violation) => `${violation.from} ${violation.rule.name}`));
    const missed = PLANTED.filter(([path, , rule]) => rule !== null && !found.has(`${path} ${rule}`)).map(
      ([path, , rule]) => `${rule} does not notice ${path}`,
    );
    const wrong = PLANTED.filter(([path, , rule]) => rule === null && violations.some(({ from }) => from === path)).map(
      ([path]) => `${path} is lawful and was refused`,
    );
    const planted = new Set(PLANTED.map(([, , rule]) => rule));
    // The order of the rooms is one rule per room; two of them stand for all.
    const unproven = forbidden
      .filter(({ name }) => !planted.has(name) && !name.endsWith('-imports-no-later-room'))
      .map(({ name }) => `${name} has no planted violation`);
    return [...missed, ...wrong, ...unproven];
  } finally {
    rmSync(house, { recursive: true, force: true });
  }
}

const { modules, violations } = await look(ROOT);
printGraph(modules);
for (const violation of violations) process.stdout.write(`\nrefused: ${line(violation)}\n`);
const missed = await missedViolations();
for (const sentence of missed) process.stdout.write(`\nthe check itself is broken: ${sentence}\n`);
const planted = PLANTED.filter(([, , rule]) => rule !== null).length;
process.stdout.write(
  `\n${modules.filter(({ source }) => roomOf(source)).length} files, ${violations.length} refused imports; ` +
    `${planted - missed.length} of ${planted} planted violations noticed.\n`,
);
process.exitCode = violations.length + missed.length > 0 ? 1 : 0;
