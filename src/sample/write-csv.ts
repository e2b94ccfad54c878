import type { Charge, CourtCase, PersonRecord } from '../records/record.js';

/** The four tables of the canonical CSV; `charges` alone is a whole caseload without its warrants and violations. */
export const CSV_TABLES = ['charges', 'people', 'warrants', 'violations'] as const;
export type CsvTable = (typeof CSV_TABLES)[number];

type Value = string | number | boolean | undefined;
type Column<T> = readonly [name: string, read: (row: T) => Value];

interface CaseRow {
  person: PersonRecord;
  theCase: CourtCase;
}

interface ChargeRow extends CaseRow {
  charge: Charge;
}

const person: readonly Column<{ person: PersonRecord }>[] = [
  ['person_id', (row) => row.person.personId],
  ['name_first', (row) => row.person.name?.first],
  ['name_middle', (row) => row.person.name?.middle],
  ['name_last', (row) => row.person.name?.last],
  ['name_suffix', (row) => row.person.name?.suffix],
  ['birth_date', (row) => row.person.birthDate],
  ['sex', (row) => row.person.sex],
  ['race', (row) => row.person.race],
  ['residence_city', (row) => row.person.residence?.city],
  ['residence_state', (row) => row.person.residence?.state],
  ['residence_zip', (row) => row.person.residence?.zip],
  ['deceased', (row) => row.person.deceased],
  ['immigration_concern', (row) => row.person.immigrationConcern],
];

const theCase: readonly Column<CaseRow>[] = [
  ['case_number', (row) => row.theCase.caseNumber],
  ['court_name', (row) => row.theCase.court.name],
  ['court_county', (row) => row.theCase.court.county],
  ['court_state', (row) => row.theCase.court.state],
];

const charge: readonly Column<ChargeRow>[] = [
  ['filed_date', (row) => row.theCase.filedDate],
  ['closed_date', (row) => row.theCase.closedDate],
  ['case_status', (row) => row.theCase.status],
  ['judge', (row) => row.theCase.judge],
  ['has_victim', (row) => row.theCase.hasVictim],
  ['count', (row) => row.charge.count],
  ['statute', (row) => row.charge.statute],
  ['description', (row) => row.charge.description],
  ['grade', (row) => row.charge.grade],
  ['offense_date', (row) => row.charge.offenseDate],
  ['arrest_date', (row) => row.charge.arrestDate],
  ['inchoate', (row) => row.charge.inchoate],
  ['substance', (row) => row.charge.substance],
  ['quantity_amount', (row) => row.charge.quantities?.[0]?.amount],
  ['quantity_unit', (row) => row.charge.quantities?.[0]?.unit],
  ['value_cents', (row) => row.charge.valueCents],
  ['indicia', (row) => row.charge.indicia?.join(';')],
  ['disposition_type', (row) => row.charge.disposition?.type],
  ['disposition_date', (row) => row.charge.disposition?.date],
  ['disposition_text', (row) => row.charge.disposition?.text],
  ['disposition_granted_date', (row) => row.charge.disposition?.grantedDate],
  ['sentence_imposed_date', (row) => row.charge.sentence?.imposedDate],
  ['sentence_confinement_days', (row) => row.charge.sentence?.confinementDays],
  ['sentence_suspended_days', (row) => row.charge.sentence?.suspendedDays],
  ['sentence_probation_days', (row) => row.charge.sentence?.probationDays],
  ['sentence_fine_cents', (row) => row.charge.sentence?.fineCents],
  ['sentence_status', (row) => row.charge.sentence?.status],
  ['sentence_start_date', (row) => row.charge.sentence?.startDate],
  ['sentence_end_date', (row) => row.charge.sentence?.endDate],
  ['sentence_release_date', (row) => row.charge.sentence?.releaseDate],
  ['sentence_probation_end_date', (row) => row.charge.sentence?.probationEndDate],
  ['sentence_supervision', (row) => row.charge.sentence?.supervision],
];

const warrant: readonly Column<CaseRow & { warrant: NonNullable<CourtCase['warrants']>[number] }>[] = [
  ['person_id', (row) => row.person.personId],
  ...theCase,
  ['warrant_number', (row) => row.warrant.warrantNumber],
  ['kind', (row) => row.warrant.kind],
  ['issued_date', (row) => row.warrant.issuedDate],
  ['status', (row) => row.warrant.status],
];

const violation: readonly Column<CaseRow & { violation: NonNullable<CourtCase['violations']>[number] }>[] = [
  ['person_id', (row) => row.person.personId],
  ...theCase,
  ['violation_id', (row) => row.violation.violationId],
  ['kind', (row) => row.violation.kind],
  ['filed_date', (row) => row.violation.filedDate],
  ['hearing_date', (row) => row.violation.hearingDate],
  ['status', (row) => row.violation.status],
  ['alleged_statute', (row) => row.violation.alleged?.[0]?.statute],
  ['alleged_description', (row) => row.violation.alleged?.[0]?.description],
];

const CHARGE_COLUMNS = [...person, ...theCase, ...charge] as readonly Column<ChargeRow>[];

/** The header line of a table. */
export function csvHeader(table: CsvTable): string {
  const columns = { charges: CHARGE_COLUMNS, people: person, warrants: warrant, violations: violation }[table];
  return columns.map(([name]) => name).join(',');
}

/** The rows of one person in a table, without line ends. */
export function csvRows(record: PersonRecord, table: CsvTable): string[] {
  if (table === 'people') return [rowOf(person, { person: record })];
  return record.cases.flatMap((each) => {
    const row = { person: record, theCase: each };
    if (table === 'charges') return each.charges.map((one) => rowOf(CHARGE_COLUMNS, { ...row, charge: one }));
    if (table === 'warrants') return (each.warrants ?? []).map((one) => rowOf(warrant, { ...row, warrant: one }));
    return (each.violations ?? []).map((one) => rowOf(violation, { ...row, violation: one }));
  });
}

function rowOf<T>(columns: readonly Column<T>[], row: T): string {
  return columns.map(([, read]) => cell(read(row))).join(',');
}

function cell(value: Value): string {
  if (value === undefined) return '';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  const text = String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
