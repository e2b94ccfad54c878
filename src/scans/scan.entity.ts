import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { JobEntity } from '../queue/index.js';
import type { ScanCounts } from './chunk-counts.js';

/** A pack as a scan used it; its whole content is in `pack_snapshots` under the hash. */
export interface PackUsed {
  jurisdiction: string;
  title: string;
  version: string;
  hash: string;
  overlays: readonly string[];
}

/**
 * One question to one state of the records: everything that decides its findings. Where it stands is in its job, which
 * is the only place that knows.
 */
@Entity('scans')
@Index('scans_job', ['jobId'], { unique: true })
export class ScanEntity {
  @PrimaryGeneratedColumn('increment')
  id!: number;

  @Column('integer', { name: 'job_id' })
  jobId!: number;

  @ManyToOne(() => JobEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'job_id', foreignKeyConstraintName: 'scans_to_job' })
  job?: JobEntity;

  @Column('text')
  name!: string;

  /** The day as of which everything was judged, `YYYY-MM-DD`. */
  @Column('text', { name: 'as_of' })
  asOf!: string;

  /** As they were asked for. */
  @Column('simple-json')
  jurisdictions!: string[];

  /** Assumptions and answers that the office accepted for the whole scan. */
  @Column('simple-json')
  assume!: string[];

  @Column('simple-json')
  packs!: PackUsed[];

  @Column('text', { name: 'engine_version' })
  engineVersion!: string;

  /** The content hash of the snapshot of the records; of a scan of files as they are read, of the files and the reading. */
  @Column('text', { name: 'input_hash' })
  inputHash!: string;

  /** The snapshot of the records, by its sequence. */
  @Column('integer')
  snapshot!: number;

  /**
   * What else was chosen, none of which changes a finding: people in a chunk, and the scan whose findings are taken over
   * for everybody whose record is still the same.
   */
  @Column('simple-json')
  settings!: { chunkPeople: number; after?: number };

  @Column('text', { name: 'started_by' })
  startedBy!: string;

  @Column('text', { name: 'created_at' })
  createdAt!: string;

  /** Absent until the scan is done. */
  @Column('simple-json', { nullable: true })
  counts!: ScanCounts | null;
}
