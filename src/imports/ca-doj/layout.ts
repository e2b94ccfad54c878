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
  const at = {} as Record<CaDojRole, number>;
  const column = {} as Record<CaDojRole, string>;
  const mapOf = (role: CaDojRole): ValueMap => {
    const source = fields[role];
    const name = typeof source === 'object' ? source.map : undefined;
    return new ValueMap(name === undefined ? {} : (profile.maps[name] ?? {}));
  };
  for (const role of CA_DOJ_ROLES) {
    const source = fields[role];
    column[role] = (typeof source === 'object' ? source.column : source) ?? '';
    at[role] = column[role] === '' ? -1 : columns.indexOf(column[role]);
  }
  return {
    at,
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
