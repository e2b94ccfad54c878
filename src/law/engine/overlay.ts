/**
 * An office's own numbers for a shipped pack, without a fork of it: values of dated parameters, and paths switched on or
 * off. What an overlay changes is part of the pack's content, so it changes the pack's hash, and findings name it. Each
 * value names the office's own authority; the sentences that rest on it then say the new number and that it is the
 * office's rule, and no longer cite the law for it.
 *
 * How one is written: README.md, "An office's own numbers".
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { makePack } from './make-pack.js';
import {
  authoritySchema,
  identifier,
  parameterSchema,
  sentence,
  type Pack,
  type Parameter,
  type PathFile,
} from './pack.js';
import type { PackIssue } from './pack-issue.js';
import { parametersIn } from './parameters-in.js';
import { readYaml } from './read-yaml.js';

const overlaySchema = z.strictObject({
  overlay: identifier,
  for: z.string(),
  because: sentence,
  authorities: z.record(identifier, authoritySchema).default({}),
  parameters: z.record(z.string(), parameterSchema).default({}),
  paths: z.record(z.string(), z.strictObject({ enabled: z.boolean() })).default({}),
});

export type Overlay = z.output<typeof overlaySchema>;

/** An overlay with its file and the lines of its fields. */
export interface ReadOverlay {
  file: string;
  overlay: Overlay;
  line: (at: string[]) => number;
}

/** The overlays in a folder (`*.overlay.yaml`), in the order of their names; problems are pushed to `issues`. */
export function readOverlays(folder: string, issues: PackIssue[]): ReadOverlay[] {
  const found: ReadOverlay[] = [];
  if (!existsSync(folder)) return found;
  for (const name of readdirSync(folder).sort()) {
    if (!name.endsWith('.overlay.yaml')) continue;
    const file = join(folder, name);
    const read = readYaml(file, overlaySchema, issues);
    if (read !== null) found.push({ file, overlay: read.value, line: read.line });
  }
  return found;
}

/** What the pack's notes say of an overlay. */
function overlayNote(name: string, because: string): string {
  return `Overlay ${name}: ${because}`;
}

/** The overlays of a pack, each with the reason that the office gave for it. */
export function overlaysOf(pack: Pack): { name: string; because: string }[] {
  return pack.overlays.map((name) => {
    const start = overlayNote(name, '');
    return { name, because: pack.file.notes.find((note) => note.startsWith(start))?.slice(start.length) ?? '' };
  });
}

/** The pack with the overlay's values in place of its own. Problems name what the pack does not have; then it is unchanged. */
export function applyOverlay(
  pack: Pack,
  overlay: Overlay,
): { pack: Pack; problems: { at: string[]; message: string }[] } {
  const problems: { at: string[]; message: string }[] = [];
  const file = {
    ...pack.file,
    notes: [...pack.file.notes, overlayNote(overlay.overlay, overlay.because)],
    authorities: { ...pack.file.authorities, ...overlay.authorities },
    parameters: { ...pack.file.parameters },
  };
  const paths = new Map(
    pack.paths.map((path): [string, PathFile] => [path.path, { ...path, parameters: { ...path.parameters } }]),
  );
  const changes: Change[] = [];
  for (const [name, value] of Object.entries(overlay.parameters)) {
    const dot = name.lastIndexOf('.');
    const target = dot < 0 ? file.parameters : paths.get(name.slice(0, dot))?.parameters;
    const key = name.slice(dot + 1);
    const known = target?.[key];
    if (target === undefined || known === undefined) {
      problems.push({ at: ['parameters', name], message: `${pack.file.jurisdiction} has no parameter "${name}"` });
      continue;
    }
    if (!(value.authority in overlay.authorities)) {
      problems.push({
        at: ['parameters', name, 'authority'],
        message: `there is no authority "${value.authority}" in the overlay; the law does not vouch for an office's number`,
      });
      continue;
    }
    target[key] = { ...known, ...value };
    changes.push({ path: dot < 0 ? null : name.slice(0, dot), name: key, was: known, is: target[key] });
  }
  for (const [name, { enabled }] of Object.entries(overlay.paths)) {
    const path = paths.get(name);
    if (path === undefined)
      problems.push({ at: ['paths', name], message: `${pack.file.jurisdiction} has no path "${name}"` });
    else paths.set(name, { ...path, enabled });
  }
  if (problems.length > 0) return { pack, problems };
  const reworded = [...paths.values()].map((path) => withOwnRules(path, pack, changes));
  return { pack: makePack(file, reworded, [...pack.overlays, overlay.overlay]), problems };
}

/** A parameter that an overlay changed: the pack's, or that of one path. */
interface Change {
  readonly path: string | null;
  readonly name: string;
  readonly was: Parameter;
  readonly is: Parameter;
}

/** The path with every sentence that rests on a changed number saying the office's, on the office's authority. */
function withOwnRules(path: PathFile, pack: Pack, changes: readonly Change[]): PathFile {
  const shipped = pack.paths.find((each) => each.path === path.path)?.parameters ?? {};
  const here = changes.filter((each) => (each.path === null ? !(each.name in shipped) : each.path === path.path));
  if (here.length === 0) return path;
  const definitions: Record<string, unknown> = { ...pack.file.definitions, ...path.definitions };
  const rulesIn = (when: unknown): Change[] => {
    const used = parametersIn(when, definitions);
    return here.filter(({ name }) => used.has(name));
  };
  const citeOf = (id: string | undefined): string => pack.file.authorities[id ?? path.authority]?.cite ?? path.title;
  /** The sentence with the office's numbers in it, and what says so after it. */
  const reworded = (text: string, cite: string, rules: readonly Change[]): string =>
    [rules.reduce(withNumber, text), ...rules.map((rule) => ownRule(rule, cite))].join(' ');
  const criteria = (list: PathFile['requires']): PathFile['requires'] =>
    list.map((each) => {
      const rules = rulesIn(each.when);
      const [first] = rules;
      if (first === undefined) return each;
      const cite = citeOf(each.authority);
      const { question } = each;
      return {
        ...each,
        text: reworded(each.text, cite, rules),
        authority: first.is.authority,
        ...(question === undefined ? {} : { question: rules.reduce(withNumber, question) }),
      };
    });
  const inPath = rulesIn([path.covers, ...[...path.requires, ...path.unless, ...path.review].map(({ when }) => when)]);
  return {
    ...path,
    summary: inPath.length === 0 ? path.summary : reworded(path.summary, citeOf(undefined), inPath),
    requires: criteria(path.requires),
    unless: criteria(path.unless),
    review: path.review.map((each) => {
      const rules = rulesIn(each.when);
      const [first] = rules;
      return first === undefined
        ? each
        : {
            ...each,
            question: reworded(each.question, citeOf(each.authority), rules),
            authority: first.is.authority,
          };
    }),
  };
}

const WORDS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

/** The text with the office's number where the law's stands once, as digits or as a word. Elsewhere it is left alone. */
function withNumber(text: string, { was, is }: Change): string {
  const [old, ...others] = Object.values(was.values);
  if (typeof old !== 'number' || others.length > 0) return text;
  const word = WORDS[old];
  const number = new RegExp(
    `(?<![\\w.,])(?:${String(old).replace('.', '\\.')}${word === undefined ? '' : `|${word}`})(?![\\w,]|\\.\\d)`,
    'gi',
  );
  if ([...text.matchAll(number)].length !== 1) return text;
  return text.replace(number, valuesOf(is));
}

/** The values of a parameter in words, each but the first with the day from which it holds. */
function valuesOf({ values }: Parameter): string {
  const [first, ...later] = Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
  const say = (value: unknown): string => (Array.isArray(value) ? value.join(', ') : String(value));
  const more = later.map(([from, value]) => `from ${from} ${say(value)}`).join(', ');
  return `${say(first?.[1])}${more === '' ? '' : ` (${more})`}`;
}

function ownRule({ name, is }: Change, cite: string): string {
  const unit = is.unit === undefined ? '' : ` ${is.unit}`;
  return `The office's own rule applies, not that of ${cite}: ${is.title ?? name} ${valuesOf(is)}${unit}.`;
}
