import type { MigrationInterface } from 'typeorm';
import { CreateRecords1795309200000 } from './1795309200000-create-records.js';
import { CreateJobs1795309300000 } from './1795309300000-create-jobs.js';
import { CreateScans1795309400000 } from './1795309400000-create-scans.js';
import { CreateFindings1795309500000 } from './1795309500000-create-findings.js';
import { CreateMotions1795309600000 } from './1795309600000-create-motions.js';
import { NotePartOfChunk1795316000000 } from './1795316000000-note-part-of-chunk.js';
import { CompressRecordsFaster1795400100000 } from './1795400100000-compress-records-faster.js';
import { CreateSchedules1795400300000 } from './1795400300000-create-schedules.js';

/** Every change of the schema, oldest first. Append; never edit one that was released. */
export const migrations: readonly (new () => MigrationInterface)[] = [
  CreateRecords1795309200000,
  CreateJobs1795309300000,
  CreateScans1795309400000,
  CreateFindings1795309500000,
  CreateMotions1795309600000,
  NotePartOfChunk1795316000000,
  CompressRecordsFaster1795400100000,
  CreateSchedules1795400300000,
];
