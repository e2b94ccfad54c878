import type { Charge, DispositionType, Grade } from '../../records/record.js';
import type { IssueCollector } from '../issue-collector.js';
import { readDate } from '../read-date.js';
import { blankCharge, inAlphabet } from './blank.js';
import { countOf, type CaDojEvent } from './event.js';
import { readOffense } from './offense.js';
import type { CaDojRules } from './rules.js';
import { partText, readSentence } from './sentence.js';

/** The charge of one count, from all its rows; the row that convicts says what the count came to. */
export function buildCharge(rows: readonly CaDojEvent[], rules: CaDojRules, issues: IssueCollector): Charge {
  const first = rows[0] as CaDojEvent;
  const main = rows.find((row) => row.convicted) ?? rows.find((row) => row.step === 'court') ?? first;
  const original: Record<string, string> = {};
  const charge = blankCharge(countOf(main.place), original, main.source);

  addOffense(charge, main, original);
  const gradeText = main.convictionGrade === '' ? main.offenseGrade : main.convictionGrade;
  if (gradeText !== '') {
    const grade = (main.convictionGrade === '' ? rules.offenseGrades : rules.convictionGrades).get(gradeText);
    if (grade === null) original['grade'] = gradeText;
    else charge.grade = grade as Grade;
  }
  if (main.date === undefined && main.dateText !== '') original['eventDate'] = main.dateText;
  if (main.step === 'arrest' && main.date !== undefined) charge.arrestDate = main.date;
  addDisposition(charge, main, original, rules);
  addSentence(charge, main, rows, original, rules, issues);
  if (main.convictionOffense !== '' && main.convictionOffense !== main.offense) {
    noteOtherOffense(main, original, rules, issues);
  }
  if (rows.length > 1) noteContradictions(main, rows, original, rules, issues);
  charge.original = inAlphabet(original);
  return charge;
}

function addOffense(charge: Charge, main: CaDojEvent, original: Record<string, string>): void {
  const offense = readOffense(main.offense, main.comment);
  if (offense.statute !== undefined) charge.statute = offense.statute;
  if (offense.description !== undefined) charge.description = offense.description;
  if (offense.fromComment) {
    original['statuteFrom'] = 'comment';
    if (main.offense !== '') original['statute'] = main.offense;
  } else if (main.comment !== '') {
    original['comment'] = main.comment;
  }
}

function addDisposition(charge: Charge, main: CaDojEvent, original: Record<string, string>, rules: CaDojRules): void {
  if (main.disposition === '') {
    // A court action is reported because something was decided; what it was is then unknown. An arrest without an
    // outcome may still be pending.
    if (main.step === 'arrest') charge.disposition = { date: undefined, text: undefined, type: 'none-recorded' };
    return;
  }
  const type = (rules.dispositions.get(main.disposition) ?? 'other') as DispositionType;
  let date = main.date;
  if (date === undefined && main.dispositionDate !== '') {
    const reading = readDate(main.dispositionDate, rules.dates);
    if (reading.kind === 'date') date = reading.value;
  } else if (main.dispositionDate !== '' && main.dispositionDate !== main.dateText) {
    original['disposition.date'] = main.dispositionDate;
  }
  // The day of an arrest is not the day on which it was disposed of.
  const isDay = main.step !== 'arrest' || main.convicted;
  charge.disposition = { date: isDay ? date : undefined, text: main.disposition, type };
}

function addSentence(
  charge: Charge,
  main: CaDojEvent,
  rows: readonly CaDojEvent[],
  original: Record<string, string>,
  rules: CaDojRules,
  issues: IssueCollector,
): void {
  const parts = [];
  for (const row of rows) {
    if (row.sentenceKind === '' && row.sentenceLength === '' && row.sentenceUnit === '') continue;
    parts.push({ kind: row.sentenceKind, length: row.sentenceLength, unit: row.sentenceUnit });
  }
  if (parts.length > 0) original['sentence'] = parts.map(partText).join('; ');
  // Without a conviction there is no sentence; what the row says is kept, and judged by a person.
  if (!main.convicted) return;
  const reading = readSentence(parts, charge.disposition?.date, rules.sentenceKinds, rules.sentenceUnits);
  if (reading.sentence !== undefined) charge.sentence = reading.sentence;
  if (rows.length > 1) original['sentenceRows'] = rows.map((row) => row.source.row).join(', ');
  if (reading.unreadable === undefined) return;
  issues.note(
    main.source,
    'sentence-length-unreadable',
    `Row ${main.source.row} of ${main.source.file}: the length of a sentence part cannot be read, so the end of the sentence is unknown; add it on the record page.`,
    { column: rules.columns.sentenceUnit, value: partText(reading.unreadable) },
  );
}

function noteOtherOffense(
  main: CaDojEvent,
  original: Record<string, string>,
  rules: CaDojRules,
  issues: IssueCollector,
): void {
  original['convictionOffense'] = main.convictionOffense;
  issues.note(
    main.source,
    'other-conviction-offense',
    `Row ${main.source.row} of ${main.source.file}: the conviction is recorded for another offence than the charge; the charge's section was taken, so compare the two before relying on it.`,
    { column: rules.columns.convictionOffense, value: main.convictionOffense },
  );
}

/** Rows of one count should differ in their sentence parts alone. */
function noteContradictions(
  main: CaDojEvent,
  rows: readonly CaDojEvent[],
  original: Record<string, string>,
  rules: CaDojRules,
  issues: IssueCollector,
): void {
  const taken = main.convicted ? 'the conviction' : 'the first';
  const offenses = different(rows, (row) => row.offense, main.offense);
  if (offenses !== '' && main.offense !== '') {
    original['otherOffense'] = offenses;
    issues.note(
      main.source,
      'count-with-two-offenses',
      `Row ${main.source.row} of ${main.source.file}: the rows of this count name more than one offence; ${taken} was taken, so look at the court's own record.`,
      { column: rules.columns.offense, value: offenses },
    );
  }
  const dispositions = different(rows, (row) => row.disposition, main.disposition);
  if (dispositions !== '') {
    original['otherDispositions'] = dispositions;
    issues.note(
      main.source,
      'count-with-two-dispositions',
      `Row ${main.source.row} of ${main.source.file}: the rows of this count give more than one disposition; ${taken} was taken, so look at the court's own record.`,
      { column: rules.columns.disposition, value: dispositions },
    );
  }
}

function different(rows: readonly CaDojEvent[], textOf: (row: CaDojEvent) => string, main: string): string {
  const others = new Set(rows.map(textOf).filter((text) => text !== '' && text !== main));
  return [...others].join('; ');
}
