import { PackSnapshotEntity } from './pack-snapshot.entity.js';
import { ScanProblemEntity } from './scan-problem.entity.js';
import { ScanEntity } from './scan.entity.js';

/** The tables of this room. */
export const scansEntities = [ScanEntity, PackSnapshotEntity, ScanProblemEntity] as const;
