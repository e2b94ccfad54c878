/**
 * A subject's rows in the California DOJ file → one person with their cases.
 *
 * A *cycle* is one arrest and what came of it; a *step* is one event of it (arrest, court action, registration ...); a
 * *count* is one offence of a step. `CNT_ORDER` is cycle, step and count in three digits each. How they become a record:
 *
 * - A step heard in one county is a **case** (`build-case.ts`), a count of it a **charge** (`build-charge.ts`). Any row
 *   whose disposition says CONVICTED is such a count, whatever its step; rows with the same `CNT_ORDER` are sentence
 *   parts of one charge.
 * - **Arrests** that a court action of the same cycle followed are no second charges (`place-arrests.ts`); an arrest that
 *   none followed stays a charge of its own, and without a disposition it is `none-recorded`: possibly pending.
 * - DECEASED marks the person; REGISTRATION under section 290 is a registration. Both, and steps of other kinds, are kept
 *   in the file's words under the person's `unmapped.otherSteps`.
 */
import type { PersonRecord, Registration } from '../../records/record.js';
import type { IssueCollector } from '../issue-collector.js';
import { addIdentity } from './add-identity.js';
import { blankPerson } from './blank.js';
import { buildCase } from './build-case.js';
import { cycleOf, isHeard, keptRow, runs, stepOf, type CaDojEvent, type CaDojSubject, type KeptRow } from './event.js';
import { readOffense } from './offense.js';
import { mayFollow, placeArrests } from './place-arrests.js';
import type { CaDojRules } from './rules.js';

/** Builds the person; what is unclear is noted in `issues`. */
export function buildPerson(subject: CaDojSubject, rules: CaDojRules, issues: IssueCollector): PersonRecord {
  const person = blankPerson(subject.id, subject.source);
  addIdentity(person, subject, rules, issues);

  const placed: CaDojEvent[] = [];
  const otherSteps: KeptRow[] = [];
  for (const event of subject.events) {
    if (event.step === 'deceased') person.deceased = true;
    if (event.step === 'registration') addRegistration(person, event);
    if (isHeard(event) || event.step === 'arrest') placed.push(event);
    else otherSteps.push(keptRow(event));
  }
  if (otherSteps.length > 0) person.unmapped = { otherSteps };

  fillCounties(placed);
  const numbers = new Set<string>();
  for (const cycle of runs(inOrder(placed), (a, b) => cycleOf(a.place) === cycleOf(b.place))) {
    addCycle(person, cycle, numbers, rules, issues);
  }
  if (person.cases.length > 1) {
    person.cases.sort((a, b) => compare(a.court.name, b.court.name) || compare(a.caseNumber, b.caseNumber));
  }
  return person;
}

function addCycle(
  person: PersonRecord,
  cycle: CaDojEvent[],
  numbers: Set<string>,
  rules: CaDojRules,
  issues: IssueCollector,
): void {
  const superseded = cycle.filter(
    (event) => !isHeard(event) && cycle.some((court) => isHeard(court) && mayFollow(court.date, event.date)),
  );
  const standing = superseded.length === 0 ? cycle : cycle.filter((event) => !superseded.includes(event));
  const steps = runs(standing, (a, b) => stepOf(a.place) === stepOf(b.place) && a.county === b.county);
  const cases = steps.map((events) => buildCase(events, numbers, rules, issues));
  person.cases.push(...cases);
  if (superseded.length > 0) placeArrests(superseded, cases);
}

/** By step, then county, then count; rows of one count stay in the order of the file. */
function inOrder(events: CaDojEvent[]): CaDojEvent[] {
  for (let i = 1; i < events.length; i++) {
    if (byPlace(events[i - 1] as CaDojEvent, events[i] as CaDojEvent) > 0) return events.sort(byPlace);
  }
  return events;
}

function byPlace(a: CaDojEvent, b: CaDojEvent): number {
  return stepOf(a.place) - stepOf(b.place) || compare(a.county, b.county) || a.place - b.place;
}

/** A row without a county belongs to the county of its count, or else of its step. */
function fillCounties(events: CaDojEvent[]): void {
  for (const event of events) {
    if (event.county !== '') continue;
    const from =
      events.find((other) => other.county !== '' && other.place === event.place) ??
      events.find((other) => other.county !== '' && stepOf(other.place) === stepOf(event.place));
    if (from !== undefined) event.county = from.county;
  }
}

function addRegistration(person: PersonRecord, event: CaDojEvent): void {
  const { statute } = readOffense(event.offense, event.comment);
  if (statute === undefined || !statute.startsWith('290')) return;
  const registration: Registration = { date: event.date, kind: 'sex-offense', source: event.source, statute };
  (person.registrations ??= []).push(registration);
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
