/**
 * The statute of a text, interned.
 *
 * A county's file has millions of charges and a few thousand spellings, so each spelling is read once and statutes that
 * mean the same are one object; whoever judges a statute can keep the answer beside that object. The caches are bounded:
 * two generations, the older dropped when the younger is full.
 */
import type { Grade, Inchoate } from '../../records/record.js';
import { readText, type Reading } from './read-statute.js';
import { stateLaw, type StateLaw } from './state-law.js';
import { printSubdivisions, type Statute } from './statute.js';

/** A map that forgets what has not been asked for during the last `size` new entries. */
class Generations<V> {
  private young = new Map<string, V>();
  private old = new Map<string, V>();

  constructor(private readonly size: number) {}

  get(key: string): V | undefined {
    const value = this.young.get(key);
    if (value !== undefined) return value;
    const kept = this.old.get(key);
    if (kept !== undefined) this.set(key, kept);
    return kept;
  }

  set(key: string, value: V): void {
    if (this.young.size >= this.size) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(key, value);
  }
}

interface StateCache {
  readonly law: StateLaw;
  /** Text to statute; `unreadable` where there is none. */
  readonly texts: Generations<Statute | typeof UNREADABLE>;
  /** Canonical spelling to statute. */
  readonly statutes: Generations<Statute>;
}

const UNREADABLE = Symbol('unreadable');
const TEXTS = 50_000;
const caches = new Map<string, StateCache>();

/**
 * The statute that a text of a state cites; null when no section can be read in it or the state is unknown.
 * Never throws. The same text, and texts that mean the same, give the same object.
 */
export function parseStatute(text: string, state: string): Statute | null {
  const cache = caches.get(state) ?? openCache(state);
  if (cache === null) return null;
  const cached = cache.texts.get(text);
  if (cached !== undefined) return cached === UNREADABLE ? null : cached;
  const read = readText(text, cache.law);
  if (read === null) {
    cache.texts.set(text, UNREADABLE);
    return null;
  }
  const [first, ...others] = read.readings;
  const statute = shareStatute(cache, first, others, read.inchoate, read.grade);
  cache.texts.set(text, statute);
  return statute;
}

/** The same statute as an offence of another kind: what is attempted, without or with the attempt. Interned. */
export function withInchoate(statute: Statute, inchoate: Inchoate | null): Statute {
  const cache = caches.get(statute.state) ?? openCache(statute.state);
  if (cache === null || statute.inchoate === inchoate) return statute;
  return shareStatute(cache, statute, statute.alternatives, inchoate, statute.grade);
}

/** The same offence under another number of its code or another: of the same kind and grade unless others are given. Interned. */
export function renumbered(
  statute: Statute,
  number: { code: string | null; section: string; subdivisions: readonly string[] },
  inchoate: Inchoate | null = statute.inchoate,
  grade: Grade | null = statute.grade,
): Statute {
  const cache = caches.get(statute.state) ?? openCache(statute.state);
  return cache === null ? statute : shareStatute(cache, number, [], inchoate, grade);
}

/** The canonical spelling, which parses to the same statute: `HS 11350(a)`, `attempt of HS 11377, felony`. */
export function printStatute(statute: Statute): string {
  const law = stateLaw(statute.state);
  // Among several readings a missing code is marked, so that none is lent to it from the others.
  const unknown = law?.impliesCodes || statute.alternatives.length > 0 ? '?' : '';
  const spell = ({ code, section, subdivisions }: Reading): string => {
    const of = statute.inchoate === null || standsForItself(law, code, section) ? '' : `${statute.inchoate} of `;
    const codeInFront = code ?? unknown;
    return `${of}${codeInFront} ${section}${printSubdivisions(subdivisions)}`.replace(/(^| ) /, '$1');
  };
  const readings = [statute, ...statute.alternatives].map(spell).join(' or ');
  return statute.grade === null ? readings : `${readings}, ${statute.grade}`;
}

/** The kind of incomplete offence that a section is of its own: attempt for `PC 664`; null for all others. */
export function inchoateSection(state: string, code: string | null, section: string): Inchoate | null {
  const entry = stateLaw(state)?.inchoateSections.get(section);
  return entry !== undefined && entry.code === code ? entry.kind : null;
}

function standsForItself(law: StateLaw | null, code: string | null, section: string): boolean {
  const entry = law?.inchoateSections.get(section);
  return entry !== undefined && entry.code === code;
}

function openCache(state: string): StateCache | null {
  const law = stateLaw(state);
  if (law === null) return null;
  const cache = caches.get(law.state) ?? { law, texts: new Generations(TEXTS), statutes: new Generations(TEXTS) };
  caches.set(law.state, cache);
  caches.set(state, cache);
  return cache;
}

function shareStatute(
  cache: StateCache,
  first: Reading,
  others: readonly Reading[],
  inchoate: Inchoate | null,
  grade: Grade | null,
): Statute {
  const alternatives = others.map((other) => shareStatute(cache, other, [], inchoate, grade));
  const statute: Statute = Object.freeze({
    state: cache.law.state,
    code: first.code,
    section: first.section,
    subdivisions: Object.freeze([...first.subdivisions]),
    inchoate,
    grade,
    alternatives: Object.freeze(alternatives),
  });
  const spelling = printStatute(statute);
  const shared = cache.statutes.get(spelling);
  if (shared !== undefined) return shared;
  cache.statutes.set(spelling, statute);
  return statute;
}
