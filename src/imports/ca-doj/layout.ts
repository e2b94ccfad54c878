import type { Day } from '../../common/index.js';
import { CA_DOJ_ROLES, type CaDojRole, type ProfileTable, type SourceProfile } from '../profile.js';
import { DateMemory } from '../read-date.js';
import { ValueMap } from '../value-map.js';
import type { CaDojRules } from './rules.js';

/** Where each role's column stands in the files, and the profile's rules, ready for use. */
export interface CaDojLayout {
  /** A role's place among the columns; -1 where the profile gives it none. */
  at: Record<CaDojRole, number>;
  /** A role's column name, for issues. */
  column: Record<CaDojRole, string>;
  stepTypes: ValueMap;
  eventDates: DateMemory;
  rules: CaDojRules;
}

/** The layout of a table in the `ca-doj` grouping whose columns stand in the order `columns`. */
export function caDojLayout(
  profile: SourceProfile,
  table: ProfileTable,
  columns: readonly string[],
  today: Day | undefined,
): CaDojLayout {
  const fields = typeof table.fields === 'object' ? table.fields : {};
  const column = {} as Record<CaDojRole, string>;
  const mapOf = (role: CaDojRole): ValueMap => {
    const source = fields[role];
    const name = typeof source === 'object' ? source.map : undefined;
    return new ValueMap(name === undefined ? {} : (profile.maps[name] ?? {}));
  };
  for (const role of CA_DOJ_ROLES) {
    const source = fields[role];
    column[role] = (typeof source === 'object' ? source.column : source) ?? '';
  }
  return {
    at: placesOf((role) => (column[role] === '' ? -1 : columns.indexOf(column[role]))),
    column,
    stepTypes: mapOf('stepType'),
    eventDates: new DateMemory(profile.dates),
    rules: {
      dates: profile.dates,
      state: profile.constants['state'] ?? '',
      courtPattern: profile.constants['court'] ?? '',
      dispositions: mapOf('disposition'),
      offenseGrades: mapOf('offenseGrade'),
      convictionGrades: mapOf('convictionGrade'),
      sentenceKinds: mapOf('sentenceKind'),
      sentenceUnits: mapOf('sentenceUnit'),
      sexes: mapOf('sex'),
      columns: {
        disposition: column.disposition,
        sentenceUnit: column.sentenceUnit,
        birthDate: column.birthDate,
        convictionOffense: column.convictionOffense,
        offense: column.offense,
      },
      today,
    },
  };
}

/**
 * The place of each role. Written out, since JavaScript's engine keeps an object that gets its fields one by one under
 * computed names as a table, in which looking one up takes several times as long; each row asks for all of them.
 */
function placesOf(of: (role: CaDojRole) => number): CaDojLayout['at'] {
  return {
    subjectId: of('subjectId'),
    ciiNumber: of('ciiNumber'),
    requestedCiiNumber: of('requestedCiiNumber'),
    fbiNumber: of('fbiNumber'),
    name: of('name'),
    birthDate: of('birthDate'),
    sex: of('sex'),
    race: of('race'),
    cycleStepCount: of('cycleStepCount'),
    stepType: of('stepType'),
    eventDate: of('eventDate'),
    county: of('county'),
    caseNumber: of('caseNumber'),
    offense: of('offense'),
    offenseGrade: of('offenseGrade'),
    comment: of('comment'),
    disposition: of('disposition'),
    dispositionDate: of('dispositionDate'),
    convictionOffense: of('convictionOffense'),
    convictionGrade: of('convictionGrade'),
    sentenceKind: of('sentenceKind'),
    sentenceLength: of('sentenceLength'),
    sentenceUnit: of('sentenceUnit'),
    benchWarrant: of('benchWarrant'),
    warrant: of('warrant'),
  };
}
