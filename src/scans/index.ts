export type { ChunkCounts, OutcomeCounts, ScanCounts } from './chunk-counts.js';
export { type ChunkEvaluator, InlineEvaluator } from './chunk-evaluator.js';
export {
  type ChunkEvaluation,
  type ChunkPeople,
  compileLaw,
  evaluateChunk,
  type ScanLaw,
  type ScanProblem,
} from './evaluate-chunk.js';
export {
  ANSWER_PARTS,
  FINDING_COLUMNS,
  type FindingDetail,
  type FindingRow,
  findingKey,
  packFinding,
  rowText,
  unpackDetail,
} from './finding-row.js';
export { FINDING_SINK, type FindingSink, type TakenOver } from './finding-sink.js';
export { PackSnapshotEntity } from './pack-snapshot.entity.js';
export type { PeopleSource } from './people-source.js';
export { type PackUsed, ScanEntity } from './scan.entity.js';
export { type AskedAsRead, canBeScannedAsRead, scanningAsRead } from './evaluate-as-read.js';
export { NeedsOrdinaryScan, ScanAsRead } from './scan-as-read.js';
export { type Scan, ScanStore } from './scan-store.js';
export { SCAN_JOB, ScanWork } from './scan-work.js';
export { type AlsoPlan, type ScanRequest, ScanService } from './scan.service.js';
export { checkDueTimes, clockTime, dayIn, type DueTimes, nextTimes } from './schedules/due-times.js';
export { ScheduleClock } from './schedules/schedule-clock.js';
export { type ScheduleRun, ScheduleStore } from './schedules/schedule-store.js';
export { type DueOutcome, type Schedule, type ScheduleRequest, ScheduleService } from './schedules/schedule.service.js';
export { scansEntities } from './scans-entities.js';
export { ScansModule } from './scans.module.js';
export { makeEvaluator, ThreadEvaluator, type ThreadOptions } from './thread-evaluator.js';
