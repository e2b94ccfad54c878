/** What other rooms may use of intake. */
export type { BatchStep, BatchWork } from './batch-step.js';
export { checkProfile, type ProfileCheck } from './check-profile.js';
export { csvColumns, type CsvColumn, type CsvFile } from './canonical/csv-columns.js';
export { recordJsonSchema } from './canonical/json-schema.js';
export type {
  Intake,
  IntakeBatch,
  IntakeFile,
  IntakeIssue,
  IntakeOptions,
  IntakeProgress,
  UnmappedValue,
} from './intake.js';
export { listProfiles, loadProfile, type ListedProfile } from './load-profile.js';
export { mergeRecords } from './merge-records.js';
export { openIntake } from './open-intake.js';
export type { SourceProfile } from './profile.js';
export { type BegunIntake, readAhead } from './read-ahead.js';
export { ThreadLost } from './thread-lost.js';
export { DISPOSITION_PHRASE, unmappedIn } from './unmapped-issue.js';
