/**
 * A subject's rows in the California DOJ file → one person with their cases.
 *
 * A *cycle* is one arrest and what came of it; a *step* is one event of it (arrest, court action, registration ...); a
 * *count* is one offence of a step. `CNT_ORDER` is cycle, step and count in three digits each. How they become a record:
 *
 * - A step heard in one county is a **case**. Its number is the court's (`OFN`, several joined by "; "); a step without
 *   one gets the stable stand-in `cycle 101 step 002`, marked in `original.caseNumberFrom`. A number that another step
 *   already bears gets its step behind it, so that no count of one replaces a count of the other.
 * - A count of a court action is a **charge**, and so is any row whose disposition says CONVICTED, whatever its step.
 *   Rows with the same `CNT_ORDER` are sentence parts of one charge.
 * - **Arrests.** A count of an arrest that a court action of the same cycle followed is not a second charge: the day of
 *   the arrest goes onto that action's charges (those of the same section, or all where the cycle has one arrest day),
 *   and the row is kept under the case's `unmapped.arrests`. An arrest that no court action followed stays a charge of
 *   its own. With no disposition it is `none-recorded`: possibly pending.
 * - DECEASED marks the person; REGISTRATION under section 290 is a registration. Both, and steps of other kinds, are kept
 *   under the person's `unmapped.otherSteps`.
 */
import { parseLegalDate } from '../../common/index.js';
import type {
  Charge,
  CourtCase,
  Disposition,
  DispositionType,
  Grade,
  Identifier,
  LegalDate,
  PersonName,
  PersonRecord,
  Registration,
  Sex,
  Warrant,
} from '../../records/record.js';
import type { IssueCollector } from '../issue-collector.js';
import { readDate, type DateReading, type DateRules } from '../read-date.js';
import { readName } from '../read-name.js';
import type { ValueMap } from '../value-map.js';
import { courtOf } from './court.js';
import type { CaDojEvent, CaDojSubject } from './event.js';
import { readOffense } from './offense.js';
import { partText, readSentence } from './sentence.js';

/** What the profile says beyond columns, ready for use. */
export interface CaDojRules {
  dates: DateRules;
  state: string;
  courtPattern: string;
  dispositions: ValueMap;
  offenseGrades: ValueMap;
  convictionGrades: ValueMap;
  sentenceKinds: ValueMap;
  sentenceUnits: ValueMap;
  sexes: ValueMap;
  /** The columns' names, for issues. */
  columns: { disposition: string; sentenceKind: string; sentenceUnit: string; birthDate: string; grade: string };
  today: number | undefined;
}

/** Builds the person; what is unclear is noted in `issues`. The same rows in any order of cases give the same record. */
export function buildPerson(subject: CaDojSubject, rules: CaDojRules, issues: IssueCollector): PersonRecord {
  const person: PersonRecord = { personId: subject.id, source: subject.source, cases: [] };
  addIdentity(person, subject, rules, issues);

  const cycles = new Map<string, CaDojEvent[]>();
  const otherSteps: Record<string, unknown>[] = [];
  for (const event of subject.events) {
    if (event.step === 'deceased') person.deceased = true;
    if (event.step === 'registration') addRegistration(person, event);
    if (event.convicted || event.step === 'court' || event.step === 'arrest') {
      const cycle = event.order.slice(0, 3);
      const events = cycles.get(cycle);
      if (events === undefined) cycles.set(cycle, [event]);
      else events.push(event);
    } else if (event.stepText !== '' || event.offense !== '') {
      otherSteps.push(described(event));
    }
  }
  if (otherSteps.length > 0) person.unmapped = { otherSteps };

  const numbers = new Set<string>();
  for (const cycle of [...cycles.keys()].sort()) {
    addCycle(person, cycles.get(cycle) as CaDojEvent[], numbers, rules, issues);
  }
  person.cases.sort((a, b) => compare(a.court.name, b.court.name) || compare(a.caseNumber, b.caseNumber));
  return person;
}

function addIdentity(person: PersonRecord, subject: CaDojSubject, rules: CaDojRules, issues: IssueCollector): void {
  const original: Record<string, string> = {};
  const names = subject.names.map(readName).filter((name): name is PersonName => name !== null);
  if (names[0] !== undefined) {
    person.name = names[0];
    original['name'] = subject.names[0] as string;
    if (names.length > 1) person.aliases = names.slice(1);
  }
  const birthDates: LegalDate[] = [];
  for (const { text, source } of subject.birthDates) {
    const reading = readDate(text, rules.dates, rules.today);
    if (reading.kind === 'date') {
      if (!birthDates.includes(reading.value)) birthDates.push(reading.value);
      continue;
    }
    original['birthDate'] ??= text;
    if (reading.kind === 'problem') noteDate(issues, source, rules.columns.birthDate, text, 'date of birth', reading);
  }
  if (birthDates[0] !== undefined) person.birthDate = birthDates[0];
  if (birthDates.length > 1) {
    person.otherBirthDates = birthDates.slice(1);
    issues.note(
      subject.source,
      'several-birth-dates',
      `Row ${subject.source.row} of ${subject.source.file}: the rows of this subject give ${birthDates.length} dates of birth; the first was taken and the others kept, so a person has to say which is right.`,
      { column: rules.columns.birthDate, personId: subject.id },
    );
  }
  if (subject.sex !== '') {
    const sex = rules.sexes.get(subject.sex);
    if (sex === null) original['sex'] = subject.sex;
    else person.sex = sex as Sex;
  }
  if (subject.race !== '') person.race = subject.race;
  const identifiers: Identifier[] = [
    ...subject.ciiNumbers.map((value): Identifier => ({ type: 'CII', value })),
    ...subject.fbiNumbers.map((value): Identifier => ({ type: 'FBI', value })),
  ];
  if (identifiers.length > 0) person.identifiers = identifiers;
  if (Object.keys(original).length > 0) person.original = original;
}

function addRegistration(person: PersonRecord, event: CaDojEvent): void {
  const { statute } = readOffense(event.offense, event.comment);
  if (statute === undefined || !statute.startsWith('290')) return;
  const registration: Registration = { kind: 'sex-offense', statute, source: event.source };
  if (event.date !== undefined) registration.date = event.date;
  (person.registrations ??= []).push(registration);
}

function addCycle(
  person: PersonRecord,
  events: CaDojEvent[],
  numbers: Set<string>,
  rules: CaDojRules,
  issues: IssueCollector,
): void {
  const heard = events.filter((event) => event.convicted || event.step === 'court');
  const arrests = events.filter((event) => !event.convicted && event.step === 'arrest');
  const superseded = arrests.filter((arrest) => heard.some((court) => mayFollow(court.date, arrest.date)));
  const standing = superseded.length === 0 ? arrests : arrests.filter((arrest) => !superseded.includes(arrest));
  fillCounties([...heard, ...standing]);

  const steps = new Map<string, CaDojEvent[]>();
  for (const event of standing.length === 0 ? heard : [...heard, ...standing]) {
    const key = `${event.order.slice(0, 6)}\u0000${event.county}`;
    const step = steps.get(key);
    if (step === undefined) steps.set(key, [event]);
    else step.push(event);
  }
  const cases: CourtCase[] = [];
  for (const key of [...steps.keys()].sort()) {
    const built = buildCase(steps.get(key) as CaDojEvent[], numbers, rules, issues);
    cases.push(built);
    person.cases.push(built);
  }
  if (superseded.length > 0) placeArrests(superseded, cases);
}

/** Whether the court action may have come of the arrest: not when it is known to lie before it. */
function mayFollow(court: LegalDate | undefined, arrest: LegalDate | undefined): boolean {
  if (court === undefined || arrest === undefined) return true;
  if (court.length === 10 && arrest.length === 10) return court >= arrest;
  const courtDays = parseLegalDate(court);
  const arrestDays = parseLegalDate(arrest);
  return courtDays === null || arrestDays === null || courtDays.to >= arrestDays.from;
}

/** A row without a county belongs to the county of its count, or else of its step. */
function fillCounties(events: CaDojEvent[]): void {
  if (!events.some((event) => event.county === '')) return;
  for (const event of events) {
    if (event.county !== '') continue;
    const step = event.order.slice(0, 6);
    const from =
      events.find((other) => other.county !== '' && other.order === event.order) ??
      events.find((other) => other.county !== '' && other.order.startsWith(step));
    if (from !== undefined) event.county = from.county;
  }
}

function buildCase(events: CaDojEvent[], numbers: Set<string>, rules: CaDojRules, issues: IssueCollector): CourtCase {
  const first = events[0] as CaDojEvent;
  const court = courtOf(first.county, rules.courtPattern, rules.state);
  const heard = events.some((event) => event.convicted || event.step === 'court');
  const built: CourtCase = {
    caseNumber: '',
    court: { ...court },
    source: first.source,
    charges: [],
    original: { cycleStep: first.order.slice(0, 6) },
  };
  if (first.county !== '' && first.county !== court.county) (built.original ??= {})['court.county'] = first.county;
  nameCase(built, events, heard, numbers);
  if (!heard) {
    built.status = 'unknown';
    (built.original ??= {})['courtFrom'] = 'county of the arrest';
  }

  const counts = new Map<string, CaDojEvent[]>();
  for (const event of events) {
    const rows = counts.get(event.order);
    if (rows === undefined) counts.set(event.order, [event]);
    else rows.push(event);
  }
  const byCount = new Set<number>();
  for (const order of [...counts.keys()].sort()) {
    const rows = counts.get(order) as CaDojEvent[];
    const charge = buildCharge(rows, rules, issues);
    // The last three digits are zeros in every file seen; where they are not, two orders could share a count.
    while (byCount.has(charge.count)) charge.count += 1000;
    byCount.add(charge.count);
    built.charges.push(charge);
    addWarrants(built, rows, charge.count);
  }
  built.charges.sort((a, b) => a.count - b.count);
  return built;
}

/** Gives the case its number: the court's own, or a stand-in that stays the same from one export to the next. */
function nameCase(built: CourtCase, events: CaDojEvent[], heard: boolean, numbers: Set<string>): void {
  const original = (built.original ??= {});
  const order = (events[0] as CaDojEvent).order;
  const position = `cycle ${order.slice(0, 3)} step ${order.slice(3, 6)}`;
  const own: string[] = [];
  for (const event of events) {
    const counts = !heard || event.convicted || event.step === 'court';
    if (counts && event.caseNumber !== '' && !own.includes(event.caseNumber)) own.push(event.caseNumber);
  }
  let number = own.join('; ');
  if (number === '') {
    number = position;
    original['caseNumberFrom'] = 'position in the file';
  } else if (!heard) {
    original['caseNumberFrom'] = 'arrest';
  }
  if (numbers.has(`${built.court.name}\u0000${number}`)) {
    original['caseNumber'] = number;
    original['caseNumberFrom'] = 'repeated in the file';
    number = `${number} (${position})`;
  }
  numbers.add(`${built.court.name}\u0000${number}`);
  built.caseNumber = number;
}

function buildCharge(rows: CaDojEvent[], rules: CaDojRules, issues: IssueCollector): Charge {
  // The row that convicts says what the count came to; without one the first row speaks.
  const main = rows.find((row) => row.convicted) ?? rows.find((row) => row.step === 'court') ?? (rows[0] as CaDojEvent);
  const charge: Charge = { count: Number(main.order.slice(6, 9)), source: main.source };
  const original: Record<string, string> = {};

  const offense = readOffense(main.offense, main.comment);
  if (offense.statute !== undefined) charge.statute = offense.statute;
  if (offense.description !== undefined) charge.description = offense.description;
  if (offense.fromComment) {
    original['statuteFrom'] = 'comment';
    if (main.offense !== '') original['statute'] = main.offense;
  }
  if (main.convictionOffense !== '' && main.convictionOffense !== main.offense) {
    original['convictionOffense'] = main.convictionOffense;
    issues.note(
      main.source,
      'other-conviction-offense',
      `Row ${main.source.row} of ${main.source.file}: the conviction is recorded for another offence than the charge; the charge's section was taken, so compare the two before relying on it.`,
      { value: main.convictionOffense },
    );
  }
  for (const row of rows) {
    if (row.offense !== '' && row.offense !== main.offense && main.offense !== '') {
      original['otherOffense'] = row.offense;
      issues.note(
        row.source,
        'count-with-two-offenses',
        `Row ${row.source.row} of ${row.source.file}: the same count has another offence on row ${main.source.row}; the one that was convicted, or came first, was taken.`,
        { value: row.offense },
      );
    }
  }

  const gradeText = main.convictionGrade === '' ? main.offenseGrade : main.convictionGrade;
  const grade =
    gradeText === ''
      ? null
      : (main.convictionGrade === '' ? rules.offenseGrades : rules.convictionGrades).get(gradeText);
  if (grade !== null) charge.grade = grade as Grade;
  else if (gradeText !== '') original['grade'] = gradeText;

  if (main.step === 'arrest' && main.date !== undefined) charge.arrestDate = main.date;
  addDisposition(charge, main, rows, original, rules, issues);
  addSentence(charge, main, rows, original, rules, issues);
  if (main.date === undefined && main.dateText !== '') original['eventDate'] = main.dateText;
  if (Object.keys(original).length > 0) charge.original = original;
  return charge;
}

function addDisposition(
  charge: Charge,
  main: CaDojEvent,
  rows: CaDojEvent[],
  original: Record<string, string>,
  rules: CaDojRules,
  issues: IssueCollector,
): void {
  const others = [...new Set(rows.map((row) => row.disposition))].filter(
    (text) => text !== '' && text !== main.disposition,
  );
  if (others.length > 0) {
    original['otherDispositions'] = others.join('; ');
    issues.note(
      main.source,
      'count-with-two-dispositions',
      `Row ${main.source.row} of ${main.source.file}: the rows of this count give more than one disposition; ${main.convicted ? 'the conviction' : 'the first'} was taken, so look at the court's own record.`,
      { column: rules.columns.disposition, value: others.join('; ') },
    );
  }
  if (main.disposition === '') {
    // A court action is reported because something was decided; what it was is then unknown. An arrest without an
    // outcome may still be pending.
    if (main.step === 'arrest') charge.disposition = { type: 'none-recorded' };
    return;
  }
  const disposition: Disposition = {
    type: (rules.dispositions.get(main.disposition) ?? 'other') as DispositionType,
    text: main.disposition,
  };
  let date = main.date;
  if (date === undefined && main.dispositionDate !== '') {
    const reading = readDate(main.dispositionDate, rules.dates);
    if (reading.kind === 'date') date = reading.value;
  } else if (main.dispositionDate !== '' && main.dispositionDate !== main.dateText) {
    original['disposition.date'] = main.dispositionDate;
  }
  // The day of an arrest is not the day on which it was disposed of.
  if (date !== undefined && (main.step !== 'arrest' || main.convicted)) disposition.date = date;
  charge.disposition = disposition;
}

function addSentence(
  charge: Charge,
  main: CaDojEvent,
  rows: CaDojEvent[],
  original: Record<string, string>,
  rules: CaDojRules,
  issues: IssueCollector,
): void {
  const parts = rows.map((row) => ({ kind: row.sentenceKind, length: row.sentenceLength, unit: row.sentenceUnit }));
  if (!main.convicted) {
    // Without a conviction there is no sentence; what the row says is kept, and judged by a person.
    const text = parts.map(partText).filter((part) => part !== '');
    if (text.length > 0) original['sentence'] = text.join('; ');
    return;
  }
  const reading = readSentence(parts, charge.disposition?.date, {
    kinds: rules.sentenceKinds,
    units: rules.sentenceUnits,
  });
  if (reading.sentence !== undefined) charge.sentence = reading.sentence;
  if (reading.text !== '') original['sentence'] = reading.text;
  if (rows.length > 1) original['sentenceRows'] = rows.map((row) => row.source.row).join(', ');
  if (reading.unreadable !== undefined) {
    issues.note(
      main.source,
      'sentence-length-unreadable',
      `Row ${main.source.row} of ${main.source.file}: the length of a sentence part cannot be read, so the end of the sentence is unknown; add it on the record page.`,
      { column: rules.columns.sentenceUnit, value: partText(reading.unreadable) },
    );
  }
}

/** Warrant numbers of the count; the file does not say what became of them, so their status is unknown. */
function addWarrants(built: CourtCase, rows: CaDojEvent[], count: number): void {
  for (const row of rows) {
    addWarrant(built, row.benchWarrant, 'bench', count, row);
    addWarrant(built, row.warrant, 'arrest', count, row);
  }
}

function addWarrant(built: CourtCase, number: string, kind: 'bench' | 'arrest', count: number, row: CaDojEvent): void {
  if (number === '') return;
  const known = built.warrants?.find((warrant) => warrant.warrantNumber === number);
  if (known === undefined) {
    const warrant: Warrant = { warrantNumber: number, kind, counts: [count], source: row.source };
    (built.warrants ??= []).push(warrant);
  } else if (known.counts?.includes(count) === false) {
    known.counts.push(count);
  }
}

/** Puts arrests that a court action followed onto that action: their day on the charges, the rows beside the case. */
function placeArrests(arrests: CaDojEvent[], cases: CourtCase[]): void {
  const first = cases[0];
  if (first === undefined) return;
  const days = [...new Set(arrests.map((arrest) => arrest.date))];
  const onlyDay = days.length === 1 ? days[0] : undefined;
  const bySection = new Map<string, LegalDate>();
  for (const arrest of arrests) {
    const { statute } = readOffense(arrest.offense, arrest.comment);
    if (statute === undefined || arrest.date === undefined) continue;
    const known = bySection.get(statute);
    if (known === undefined || arrest.date < known) bySection.set(statute, arrest.date);
  }
  for (const built of cases) {
    for (const charge of built.charges) {
      if (charge.arrestDate !== undefined) continue;
      const day = (charge.statute === undefined ? undefined : bySection.get(charge.statute)) ?? onlyDay;
      if (day !== undefined && mayFollow(charge.disposition?.date, day)) charge.arrestDate = day;
    }
  }
  const home = (arrest: CaDojEvent): CourtCase =>
    cases.find((built) => built.original?.['cycleStep'] === arrest.order.slice(0, 6)) ?? first;
  for (const arrest of arrests) {
    const unmapped = (home(arrest).unmapped ??= {});
    ((unmapped['arrests'] ??= []) as Record<string, unknown>[]).push(described(arrest));
  }
}

/** A row that became no charge, in the file's own words. */
function described(event: CaDojEvent): Record<string, unknown> {
  const words: Record<string, unknown> = { row: event.source.row };
  const put = (name: string, value: string | undefined): void => {
    if (value !== undefined && value !== '') words[name] = value;
  };
  put('file', event.source.file);
  put('step', event.stepText);
  put('order', event.order);
  put('date', event.date ?? event.dateText);
  put('county', event.county);
  put('number', event.caseNumber);
  put('offense', event.offense);
  put('comment', event.comment);
  put('grade', event.convictionGrade === '' ? event.offenseGrade : event.convictionGrade);
  put('disposition', event.disposition);
  put('sentence', partText({ kind: event.sentenceKind, length: event.sentenceLength, unit: event.sentenceUnit }));
  put('warrant', [event.benchWarrant, event.warrant].filter((number) => number !== '').join('; '));
  return words;
}

function noteDate(
  issues: IssueCollector,
  source: CaDojEvent['source'],
  column: string,
  text: string,
  what: string,
  reading: Extract<DateReading, { kind: 'problem' }>,
): void {
  issues.note(
    source,
    'bad-date',
    `Row ${source.row} of ${source.file}: the ${what} ${text} ${reading.problem}; the person was imported without it.`,
    { column, value: text },
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
