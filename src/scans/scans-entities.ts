import { PackSnapshotEntity } from './pack-snapshot.entity.js';
import { ScanProblemEntity } from './scan-problem.entity.js';
import { ScanEntity } from './scan.entity.js';
import { ScheduleRunEntity } from './schedules/schedule-run.entity.js';
import { ScheduleEntity } from './schedules/schedule.entity.js';

/** The tables of this room. */
export const scansEntities = [
  ScanEntity,
  PackSnapshotEntity,
  ScanProblemEntity,
  ScheduleEntity,
  ScheduleRunEntity,
] as const;
