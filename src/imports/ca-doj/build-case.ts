import type { CourtCase, Warrant } from '../../records/record.js';
import type { IssueCollector } from '../issue-collector.js';
import { blankCase, inAlphabet } from './blank.js';
import { buildCharge } from './build-charge.js';
import { courtOf } from './court.js';
import { isHeard, runs, stepOf, type CaDojEvent } from './event.js';
import type { CaDojRules } from './rules.js';

/**
 * The case of one step in one county. `numbers` are the case numbers this person has so far, by court; the case's own is
 * added.
 *
 * Its number is the court's (`OFN`; several are joined by "; "). A step without one gets the stand-in `cycle 101 step
 * 002`, which stays the same from one export to the next, and a number that another step already bears gets the step
 * behind it, so that no count of one case replaces a count of the other. Both are marked in `original.caseNumberFrom`.
 */
export function buildCase(
  events: readonly CaDojEvent[],
  numbers: Set<string>,
  rules: CaDojRules,
  issues: IssueCollector,
): CourtCase {
  const first = events[0] as CaDojEvent;
  const court = courtOf(first.county, rules.courtPattern, rules.state);
  const heard = events.some(isHeard);
  const original: Record<string, string> = {};
  const built = blankCase(court, original, first.source);
  built.caseNumber = caseNumberOf(events, heard);
  original['cycleStep'] = String(stepOf(first.place)).padStart(6, '0');
  if (first.county !== '' && first.county !== court.county) original['court.county'] = first.county;
  if (!heard) {
    built.status = 'unknown';
    original['courtFrom'] = 'county of the arrest';
  }
  const position = positionOf(first);
  if (built.caseNumber === '') {
    built.caseNumber = position;
    original['caseNumberFrom'] = 'position in the file';
  } else if (!heard) {
    original['caseNumberFrom'] = 'arrest';
  }
  if (numbers.has(`${court.name}|${built.caseNumber}`)) {
    original['caseNumber'] = built.caseNumber;
    original['caseNumberFrom'] = 'repeated in the file';
    built.caseNumber = `${built.caseNumber} (${position})`;
  }
  numbers.add(`${court.name}|${built.caseNumber}`);
  built.original = inAlphabet(original);

  for (const rows of runs(events, (a, b) => a.place === b.place)) {
    const charge = buildCharge(rows, rules, issues);
    // The last three digits are zeros in every file seen; where they are not, two places could share a count.
    while (built.charges.some((other) => other.count === charge.count)) charge.count += 1000;
    built.charges.push(charge);
    for (const row of rows) {
      if (row.benchWarrant !== '') addWarrant(built, row.benchWarrant, 'bench', charge.count, row);
      if (row.warrant !== '') addWarrant(built, row.warrant, 'arrest', charge.count, row);
    }
  }
  return built;
}

/** The court's numbers of the case; the agency's, where no court heard it. */
function caseNumberOf(events: readonly CaDojEvent[], heard: boolean): string {
  let number = '';
  const seen: string[] = [];
  for (const event of events) {
    if (event.caseNumber === '' || (heard && !isHeard(event)) || seen.includes(event.caseNumber)) continue;
    seen.push(event.caseNumber);
    number = number === '' ? event.caseNumber : `${number}; ${event.caseNumber}`;
  }
  return number;
}

function positionOf(event: CaDojEvent): string {
  return `cycle ${event.order.slice(0, 3)} step ${event.order.slice(3, 6)}`;
}

/** The file says that there was a warrant and not what became of it: its status is unknown. */
function addWarrant(built: CourtCase, number: string, kind: 'bench' | 'arrest', count: number, row: CaDojEvent): void {
  const warrants = (built.warrants ??= []);
  const known = warrants.find((warrant) => warrant.warrantNumber === number);
  if (known === undefined) {
    const warrant: Warrant = { counts: [count], kind, source: row.source, warrantNumber: number };
    warrants.push(warrant);
  } else if (known.counts?.includes(count) === false) {
    known.counts.push(count);
  }
}
