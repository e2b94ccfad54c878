/**
 * A folder of YAML → a checked pack. Every problem names file, line and field, and all of them are collected.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../common/app-error.js';
import { parseDay } from '../../common/legal-date.js';
import { readEntry } from '../statutes/index.js';
import { factVocabulary, parseExpression, type PackProblem, type Vocabulary } from './expression.js';
import { makePack } from './make-pack.js';
import { applyOverlay, readOverlays } from './overlay.js';
import { definitionOf, packFileSchema, pathFileSchema, type Pack, type PackFile, type PathFile } from './pack.js';
import { refuseIssues, type PackIssue } from './pack-issue.js';
import { readYaml, type Read } from './read-yaml.js';
import { selectPacks } from './select-packs.js';

/** The folder of the packs that come with the product. */
export const SHIPPED_PACKS = fileURLToPath(new URL('../packs', import.meta.url));

/** The folders within `dir` that hold a `pack.yaml`, by name; `dir` itself when it holds one. */
export function packFolders(dir: string): string[] {
  if (existsSync(join(dir, 'pack.yaml'))) return [dir];
  if (!existsSync(dir)) throw new AppError('no-pack-folder', `There is no folder ${dir} to read packs from.`);
  return readdirSync(dir)
    .sort()
    .map((name) => join(dir, name))
    .filter((folder) => statSync(folder).isDirectory() && existsSync(join(folder, 'pack.yaml')));
}

/**
 * Loads every pack of the shipped folder and of `extra` folders, and lays the overlays of the extra folders over them;
 * throws one AppError that lists every problem.
 */
export function loadPacks(extra: readonly string[] = []): Pack[] {
  return loadFolders([SHIPPED_PACKS, ...extra].flatMap(packFolders), extra);
}

/**
 * The packs for the jurisdictions named, as `selectPacks` chooses them among all. Reading all the law there is takes
 * seconds, so that of other states is left alone where nothing but shipped packs is in use. A shipped folder has the name
 * of its jurisdiction, which for an office begins with that of its state. Throws as `loadPacks` and `selectPacks` do.
 */
export function loadPacksFor(jurisdictions: readonly string[], extra: readonly string[] = []): Pack[] {
  const folders = packFolders(SHIPPED_PACKS);
  const names = new Set(folders.map((folder) => basename(folder)));
  if (extra.length > 0 || jurisdictions.length === 0 || jurisdictions.some((name) => !names.has(name))) {
    return selectPacks(loadPacks(extra), jurisdictions);
  }
  const wanted = folders.filter((folder) =>
    jurisdictions.some((name) => basename(folder) === name || basename(folder).startsWith(`${name}-`)),
  );
  return selectPacks(loadFolders(wanted, []), jurisdictions);
}

function loadFolders(folders: readonly string[], extra: readonly string[]): Pack[] {
  const packs: Pack[] = [];
  const issues: PackIssue[] = [];
  for (const folder of folders) {
    const loaded = loadPackFolder(folder);
    issues.push(...loaded.issues);
    if (loaded.pack === null) continue;
    const jurisdiction = loaded.pack.file.jurisdiction;
    if (packs.some((pack) => pack.file.jurisdiction === jurisdiction)) {
      issues.push({
        file: join(folder, 'pack.yaml'),
        line: 1,
        field: 'jurisdiction',
        message: `another pack already speaks for ${jurisdiction}`,
      });
    }
    packs.push(loaded.pack);
  }
  for (const folder of extra) {
    for (const { file, overlay, line } of readOverlays(folder, issues)) {
      const at = packs.findIndex((pack) => pack.file.jurisdiction === overlay.for);
      const target = packs[at];
      if (target === undefined) {
        issues.push({ file, line: line(['for']), field: 'for', message: `there is no pack for "${overlay.for}"` });
        continue;
      }
      const { pack, problems } = applyOverlay(target, overlay);
      packs[at] = pack;
      for (const { at: keys, message } of problems) {
        issues.push({ file, line: line(keys), field: keys.join('.'), message });
      }
    }
  }
  refuseIssues(issues);
  return packs.sort((a, b) => (a.file.jurisdiction < b.file.jurisdiction ? -1 : 1));
}

/** Loads one folder; `pack` is null when anything in it is wrong. */
export function loadPackFolder(folder: string): { pack: Pack | null; issues: PackIssue[] } {
  const issues: PackIssue[] = [];
  const head = readYaml(join(folder, 'pack.yaml'), packFileSchema, issues);
  const paths: { file: string; read: Read<PathFile> }[] = [];
  for (const name of readdirSync(folder).sort()) {
    if (!name.endsWith('.yaml') || name.endsWith('.test.yaml') || name === 'pack.yaml') continue;
    const file = join(folder, name);
    const read = readYaml(file, pathFileSchema, issues);
    if (read !== null) paths.push({ file, read });
  }
  if (head === null || issues.length > 0) return { pack: null, issues };
  if (basename(folder) !== head.value.jurisdiction) {
    issues.push({
      file: join(folder, 'pack.yaml'),
      line: head.line(['jurisdiction']),
      field: 'jurisdiction',
      message: `the folder is called ${basename(folder)}; give both the same name`,
    });
  }
  checkPack(head, join(folder, 'pack.yaml'), paths, issues);
  if (issues.length > 0) return { pack: null, issues };
  return {
    pack: makePack(
      head.value,
      paths.map(({ read }) => read.value),
    ),
    issues,
  };
}

function checkPack(
  head: Read<PackFile>,
  headFile: string,
  paths: readonly { file: string; read: Read<PathFile> }[],
  issues: PackIssue[],
): void {
  const pack = head.value;
  const authorities = new Set(Object.keys(pack.authorities));
  const problemsIn = (file: string, read: Read<unknown>, problems: readonly PackProblem[]): void => {
    for (const { at, message } of problems) issues.push({ file, line: read.line(at), field: at.join('.'), message });
  };
  const checkAuthority = (name: string | undefined, at: (string | number)[], problems: PackProblem[]): void => {
    if (name !== undefined && !authorities.has(name)) {
      problems.push({ at, message: `there is no authority "${name}" in pack.yaml` });
    }
  };

  const problems: PackProblem[] = [];
  for (const [name, list] of Object.entries(pack.offenses)) {
    checkAuthority(list.authority, ['offenses', name, 'authority'], problems);
    for (const key of ['include', 'exclude'] as const) {
      list[key].forEach((entry, index) => {
        try {
          readEntry(entry, pack.state);
        } catch (error) {
          problems.push({
            at: ['offenses', name, key, index],
            message: error instanceof Error ? error.message : String(error),
          });
        }
      });
    }
  }
  const facts = factVocabulary(pack.facts);
  const vocabularyOf = (path: PathFile | null): Vocabulary => ({
    definitions: new Set([...Object.keys(pack.definitions), ...Object.keys(path?.definitions ?? {})]),
    offenses: new Set(Object.keys(pack.offenses)),
    parameters: new Set([...Object.keys(pack.parameters), ...Object.keys(path?.parameters ?? {})]),
    facts,
  });
  const checkParameters = (parameters: PackFile['parameters'], into: PackProblem[]): void => {
    for (const [name, parameter] of Object.entries(parameters)) {
      checkAuthority(parameter.authority, ['parameters', name, 'authority'], into);
      if (parameter.by !== 'as-of' && facts.get(parameter.by)?.type !== 'date') {
        into.push({ at: ['parameters', name, 'by'], message: `"${parameter.by}" is neither as-of nor a date fact` });
      }
    }
  };
  const checkDefinitions = (
    definitions: Record<string, unknown>,
    all: Record<string, unknown>,
    vocabulary: Vocabulary,
    into: PackProblem[],
  ): void => {
    for (const [name, expression] of Object.entries(definitions)) {
      const { when, authority } = definitionOf(expression);
      const at = ['definitions', name];
      checkAuthority(authority, [...at, 'authority'], into);
      parseExpression(when, when === expression ? at : [...at, 'when'], vocabulary, into);
      if (leadsTo(expression, name, all)) {
        into.push({ at: ['definitions', name], message: `the definition "${name}" uses itself` });
      }
    }
  };
  checkParameters(pack.parameters, problems);
  checkDefinitions(pack.definitions, pack.definitions, vocabularyOf(null), problems);
  const names = new Set(paths.map(({ read }) => read.value.path));
  pack.cautions.forEach(({ id, authority, when, paths: named }, index) => {
    (named ?? []).forEach((name, at) => {
      if (!names.has(name))
        problems.push({ at: ['cautions', index, 'paths', at], message: `there is no path "${name}" in the pack` });
    });
    checkAuthority(authority, ['cautions', index, 'authority'], problems);
    if (when !== undefined) parseExpression(when, ['cautions', index, 'when'], vocabularyOf(null), problems);
    if (pack.cautions.findIndex((other) => other.id === id) < index)
      problems.push({ at: ['cautions', index, 'id'], message: `the id "${id}" is taken in this pack` });
  });
  problemsIn(headFile, head, problems);

  const seen = new Map<string, string>();
  for (const { file, read } of paths) {
    const own: PackProblem[] = [];
    const path = read.value;
    const vocabulary = vocabularyOf(path);
    const earlier = seen.get(path.path);
    if (earlier !== undefined)
      own.push({ at: ['path'], message: `${basename(earlier)} already has the path "${path.path}"` });
    seen.set(path.path, file);
    checkAuthority(path.authority, ['authority'], own);
    checkParameters(path.parameters, own);
    checkDefinitions(path.definitions, { ...pack.definitions, ...path.definitions }, vocabulary, own);
    const { from, until } = path.inForce;
    if (until !== undefined && (parseDay(until) ?? 0) <= (parseDay(from) ?? 0)) {
      own.push({ at: ['inForce', 'until'], message: 'a path cannot end before it begins' });
    }
    (path.offense ?? []).forEach((name, index) => {
      if (!vocabulary.offenses.has(name))
        own.push({ at: ['offense', index], message: `there is no offence list "${name}" in pack.yaml` });
    });
    if (path.covers !== undefined) parseExpression(path.covers, ['covers'], vocabulary, own);
    const ids = new Set<string>(['in-force', 'item', 'court', 'offense', 'covers']);
    for (const section of ['requires', 'unless', 'review', 'cautions'] as const) {
      path[section].forEach((entry, index) => {
        if (ids.has(entry.id))
          own.push({ at: [section, index, 'id'], message: `the id "${entry.id}" is taken in this path` });
        ids.add(entry.id);
        checkAuthority(entry.authority, [section, index, 'authority'], own);
        if (entry.when !== undefined) parseExpression(entry.when, [section, index, 'when'], vocabulary, own);
      });
    }
    // A path may have a caution of the pack in words of its own, but no other part of that name.
    for (const { id } of pack.cautions) {
      if (ids.has(id) && path.cautions.every((own) => own.id !== id))
        own.push({ at: ['path'], message: `the id "${id}" is that of a caution of the pack` });
    }
    path.result.afterwards.forEach((entry, index) =>
      checkAuthority(entry.authority, ['result', 'afterwards', index, 'authority'], own),
    );
    path.history.forEach((entry, index) => checkAuthority(entry.authority, ['history', index, 'authority'], own));
    if (path.prefers.length > 0 && path.prefersBecause === undefined) {
      own.push({ at: ['prefers'], message: 'say why in "prefersBecause"' });
    }
    problemsIn(file, read, own);
  }
}

/** Whether following `use` from an expression comes back to the definition `target`. */
function leadsTo(
  expression: unknown,
  target: string,
  definitions: Record<string, unknown>,
  visited = new Set<string>(),
): boolean {
  if (Array.isArray(expression)) return expression.some((child) => leadsTo(child, target, definitions, visited));
  if (typeof expression !== 'object' || expression === null) return false;
  return Object.entries(expression).some(([key, value]) => {
    if (key === 'use' && typeof value === 'string') {
      if (value === target) return true;
      if (visited.has(value)) return false;
      visited.add(value);
      return leadsTo(definitions[value], target, definitions, visited);
    }
    return leadsTo(value, target, definitions, visited);
  });
}
