/**
 * An office's own numbers for a shipped pack, without a fork of it: values of dated parameters, and paths switched on or
 * off. What an overlay changes is part of the pack's content, so it changes the pack's hash, and findings name it.
 *
 * ```yaml
 * # 60-years.overlay.yaml, in a folder of PACKS_DIR
 * overlay: 60-years
 * for: us-ca-los-angeles
 * because: The office decided so on 1 March 2026.
 * authorities:
 *   memo: {cite: 'Office memorandum of 1 March 2026', verified: no}
 * parameters:
 *   ageThreshold: {values: {2019-01-01: 50, 2026-03-01: 60}, authority: memo}
 *   prop-64/dismiss.maxGrams: {values: {2016-11-09: 28.5}, authority: memo}    # a parameter of one path
 * paths:
 *   prop-64-dismissal: {enabled: false}
 * ```
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { makePack } from './make-pack.js';
import { authoritySchema, identifier, parameterSchema, sentence, type Pack, type PathFile } from './pack.js';
import type { PackIssue } from './pack-issue.js';
import { readYaml } from './read-yaml.js';

const overlaySchema = z.strictObject({
  overlay: identifier,
  for: z.string(),
  because: sentence,
  authorities: z.record(identifier, authoritySchema).default({}),
  parameters: z.record(z.string(), parameterSchema.partial({ authority: true })).default({}),
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
  for (const [name, value] of Object.entries(overlay.parameters)) {
    const dot = name.lastIndexOf('.');
    const target = dot < 0 ? file.parameters : paths.get(name.slice(0, dot))?.parameters;
    const key = name.slice(dot + 1);
    const known = target?.[key];
    if (target === undefined || known === undefined) {
      problems.push({ at: ['parameters', name], message: `${pack.file.jurisdiction} has no parameter "${name}"` });
      continue;
    }
    const authority = value.authority ?? known.authority;
    if (!(authority in file.authorities)) {
      problems.push({
        at: ['parameters', name, 'authority'],
        message: `there is no authority "${authority}" in the pack or the overlay`,
      });
      continue;
    }
    target[key] = { ...known, ...value, authority };
  }
  for (const [name, { enabled }] of Object.entries(overlay.paths)) {
    const path = paths.get(name);
    if (path === undefined)
      problems.push({ at: ['paths', name], message: `${pack.file.jurisdiction} has no path "${name}"` });
    else paths.set(name, { ...path, enabled });
  }
  if (problems.length > 0) return { pack, problems };
  return { pack: makePack(file, [...paths.values()], [...pack.overlays, overlay.overlay]), problems };
}
