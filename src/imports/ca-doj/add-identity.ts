import type { Identifier, LegalDate, PersonName, PersonRecord, Sex } from '../../records/record.js';
import type { IssueCollector } from '../issue-collector.js';
import { readDate } from '../read-date.js';
import { readName } from '../read-name.js';
import { inAlphabet } from './blank.js';
import type { CaDojSubject } from './event.js';
import type { CaDojRules } from './rules.js';

/** Who the person is: names (the first row's is the name, others are aliases), dates of birth, sex, race and numbers. */
export function addIdentity(
  person: PersonRecord,
  subject: CaDojSubject,
  rules: CaDojRules,
  issues: IssueCollector,
): void {
  addNames(person, subject);
  addBirthDates(person, subject, rules, issues);
  if (subject.sex !== '') {
    const sex = rules.sexes.get(subject.sex);
    if (sex === null) (person.original ??= {})['sex'] = subject.sex;
    else person.sex = sex as Sex;
  }
  if (subject.race !== '') person.race = subject.race;
  const identifiers: Identifier[] = [];
  for (const value of subject.ciiNumbers) identifiers.push({ type: 'CII', value });
  for (const value of subject.fbiNumbers) identifiers.push({ type: 'FBI', value });
  if (identifiers.length > 0) person.identifiers = identifiers;
  if (person.original !== undefined) person.original = inAlphabet(person.original);
}

function addNames(person: PersonRecord, subject: CaDojSubject): void {
  for (const text of subject.names) {
    const name: PersonName | null = readName(text);
    if (name === null) continue;
    if (person.name === undefined) {
      person.name = name;
      person.original = { name: text };
    } else {
      (person.aliases ??= []).push(name);
    }
  }
}

/** The first date that can be read is the date of birth; others are kept, and a person has to choose. */
function addBirthDates(person: PersonRecord, subject: CaDojSubject, rules: CaDojRules, issues: IssueCollector): void {
  const column = rules.columns.birthDate;
  for (const { text, source } of subject.birthDates) {
    const reading = readDate(text, rules.dates, rules.today);
    if (reading.kind === 'date') {
      addBirthDate(person, reading.value);
      continue;
    }
    const original = (person.original ??= {});
    original['birthDate'] ??= text;
    if (reading.kind === 'unknown') continue;
    issues.note(
      source,
      'bad-date',
      `Row ${source.row} of ${source.file}: the date of birth ${reading.problem}; the person went in without it, so add it on the record page.`,
      { column, value: text, personId: subject.id },
    );
  }
  if (person.otherBirthDates === undefined) return;
  issues.note(
    subject.source,
    'several-birth-dates',
    `Row ${subject.source.row} of ${subject.source.file}: the rows of this subject give ${person.otherBirthDates.length + 1} dates of birth; the first was taken and the others kept, so say on the record page which is right.`,
    { column, personId: subject.id },
  );
}

function addBirthDate(person: PersonRecord, date: LegalDate): void {
  if (person.birthDate === undefined) person.birthDate = date;
  else if (person.birthDate !== date && person.otherBirthDates?.includes(date) !== true) {
    (person.otherBirthDates ??= []).push(date);
  }
}
