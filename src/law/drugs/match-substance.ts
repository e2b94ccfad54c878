/** Whether the drug that a record names is one of those a law names. */
import { AppError } from '../../common/index.js';
import type { LegalDate } from '../../records/record.js';
import { MET, NOT_MET, UNKNOWN, type Truth } from '../engine/determination.js';
import { drugCatalogue, type Schedule, type Substance } from './catalogue.js';
import type { SubstanceReading } from './read-substance.js';

const SCHEDULES: ReadonlySet<string> = new Set([
  'schedule-I',
  'schedule-II',
  'schedule-III',
  'schedule-IV',
  'schedule-V',
]);

/** Whether a pack may use the name: a substance id, a class, or a federal schedule such as `schedule-II`. */
export function isSubstanceName(name: string): boolean {
  const { substances, classes } = drugCatalogue();
  return substances.has(name) || classes.has(name) || SCHEDULES.has(name);
}

/** Every name a pack may use, sorted. */
export function substanceNames(): string[] {
  const { substances, classes } = drugCatalogue();
  return [...new Set([...substances.keys(), ...classes.keys(), ...SCHEDULES])].sort();
}

/**
 * Whether the drug read from a record is one of `names` (substance ids, classes, `schedule-II`). Unknown where the
 * record names none, or no more than a wider kind. `on` picks the schedule in force; without it a schedule that has
 * changed is unknown. Refuses (AppError `unknown-substance`) a name that the catalogue does not hold.
 */
export function substanceMatches(reading: SubstanceReading | null, names: readonly string[], on?: LegalDate): Truth {
  let truth: Truth = NOT_MET;
  for (const name of names) {
    if (!isSubstanceName(name)) {
      throw new AppError(
        'unknown-substance',
        `"${name}" is no substance, class or schedule of the drug catalogue. Use one of its names, or add it to law/drugs/catalogue.yaml.`,
      );
    }
    const one = reading === null ? UNKNOWN : matchOne(reading, name, on);
    if (one > truth) truth = one;
  }
  return truth;
}

function matchOne(reading: SubstanceReading, name: string, on: LegalDate | undefined): Truth {
  const { substances, classes } = drugCatalogue();
  if ('is' in reading) {
    const substance = substances.get(reading.is);
    if (substance === undefined) return UNKNOWN;
    if (SCHEDULES.has(name)) return matchSchedule(substance, name.slice('schedule-'.length) as Schedule, on);
    if (substance.belongsTo.has(name)) return MET;
    // "Cocaine" may be cocaine base, "cannabis" may be concentrate: the record names only the wider kind.
    for (const kind of substances.values()) {
      if (kind.belongsTo.has(reading.is) && kind.belongsTo.has(name)) return UNKNOWN;
    }
    return NOT_MET;
  }
  if ('isA' in reading) {
    if (reading.isA === name || classes.get(reading.isA)?.belongsTo.has(name)) return MET;
    return SCHEDULES.has(reading.isA) && SCHEDULES.has(name) ? NOT_MET : UNKNOWN;
  }
  const belongsTo = substances.get(name)?.belongsTo ?? classes.get(name)?.belongsTo;
  return belongsTo?.has(reading.not) ? NOT_MET : UNKNOWN;
}

function matchSchedule(substance: Substance, wanted: Schedule, on: LegalDate | undefined): Truth {
  const possible = new Set<Schedule>();
  // On no federal schedule, or not yet: a state may list it all the same.
  let uncontrolled = substance.scheduled.length === 0;
  // A partial date stands for every day of its month or year.
  const first = on === undefined ? '' : on.padEnd(10, '-00').slice(0, 10);
  for (const [i, { from, schedules }] of substance.scheduled.entries()) {
    const next = substance.scheduled[i + 1]?.from;
    const begins = on === undefined || from.slice(0, on.length) <= on;
    const ended = on !== undefined && next !== undefined && next <= first;
    if (begins && !ended) for (const one of schedules) possible.add(one);
    if (i === 0 && on !== undefined && from > first) uncontrolled = true;
  }
  if (!possible.has(wanted)) return uncontrolled ? UNKNOWN : NOT_MET;
  return possible.size === 1 && !uncontrolled ? MET : UNKNOWN;
}
