import type { Day } from '../../common/index.js';
import type { DateRules } from '../read-date.js';
import type { ValueMap } from '../value-map.js';

/** What the profile says beyond the columns, ready for use. */
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
  columns: { disposition: string; sentenceUnit: string; birthDate: string; convictionOffense: string; offense: string };
  /** A date of birth cannot lie after it. */
  today: Day | undefined;
}
