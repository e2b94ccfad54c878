/** A cause in words: what it is called, and what a person reads about it. */
import { type Factor, UNKNOWN_CAUSE } from './difference.js';
import type { LawChange, PackVersion } from './law-changes.js';
import type { RecordChange } from './record-changes.js';

/** `record and law` where it takes both, `record or law` where either is enough, `unknown` for an empty list. */
export function causeWord(by: readonly (readonly Factor[])[]): string {
  return by.length === 0 ? UNKNOWN_CAUSE : by.map((set) => set.join(' and ')).join(' or ');
}

/** So many changes of a record are said in a sentence. */
const CHANGES_SAID = 5;

/** What changed in the record, in a sentence. */
export function recordSays(changes: readonly RecordChange[]): string {
  const said = changes.slice(0, CHANGES_SAID).map(({ says }) => says);
  const more = changes.length - said.length;
  return `Record: ${said.join('; ')}${more > 0 ? `; and ${more} more` : ''}.`;
}

/** What changed in the law, in a sentence. */
export function lawSays({ packs, path, engine }: LawChange): string {
  const parts: string[] = [];
  if (path === 'new') parts.push('the path is new');
  if (path === 'gone') parts.push('the path is gone');
  if (path === 'changed') parts.push('the path changed');
  if (path === 'same' && packs.length > 0)
    parts.push('the path is the same, and what its pack holds beside it changed');
  for (const { jurisdiction, from, to } of packs) {
    if (from !== null && to !== null) parts.push(`${jurisdiction} ${packWords(from, to)}`);
  }
  if (engine !== undefined) parts.push(`the program judges by engine ${engine.to} instead of ${engine.from}`);
  return `Law: ${parts.join('; ')}.`;
}

function packWords(from: PackVersion, to: PackVersion): string {
  if (from.version !== to.version) return `version ${from.version} → ${to.version}`;
  const overlays = (pack: PackVersion): string => (pack.overlays.length === 0 ? 'none' : pack.overlays.join(', '));
  if (overlays(from) !== overlays(to)) return `overlays ${overlays(from)} → ${overlays(to)}`;
  return `version ${from.version}, ${from.hash.slice(0, 8)} → ${to.hash.slice(0, 8)}`;
}

/** What passed, in a sentence: a wait that is over, a path that began or ended, or only the days. */
export function timeSays(
  days: { from: string; to: string },
  eligibleOn: string | undefined,
  inForce: { from: string; until?: string | undefined } | undefined,
): string {
  const passed = (day: string | undefined): day is string => day !== undefined && day > min(days) && day <= max(days);
  const turned = days.from <= days.to ? '' : ' (looking back)';
  if (passed(eligibleOn)) return `Time: its first day, ${eligibleOn}, has come${turned}.`;
  if (passed(inForce?.from)) return `Time: the path is in force from ${inForce?.from}${turned}.`;
  if (passed(inForce?.until)) return `Time: the path was in force until ${inForce?.until}${turned}.`;
  return `Time: judged as of ${days.to} instead of ${days.from}.`;
}

function min({ from, to }: { from: string; to: string }): string {
  return from < to ? from : to;
}

function max({ from, to }: { from: string; to: string }): string {
  return from < to ? to : from;
}

/** What the office assumes otherwise, in a sentence. */
export function assumptionsSay(from: readonly string[], to: readonly string[]): string {
  const added = to.filter((name) => !from.includes(name));
  const dropped = from.filter((name) => !to.includes(name));
  const parts = [
    ...(added.length === 0 ? [] : [`now assumed: ${added.join(', ')}`]),
    ...(dropped.length === 0 ? [] : [`no longer assumed: ${dropped.join(', ')}`]),
  ];
  return `Assumptions: ${parts.join('; ')}.`;
}
