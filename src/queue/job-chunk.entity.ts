import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { JobEntity } from './job.entity.js';
import type { ChunkStatus } from './job-status.js';

/** One row of the ledger: a part of a job that is done as a whole or not at all. */
@Entity('job_chunks')
@Index('job_chunks_by_status', ['jobId', 'status'])
export class JobChunkEntity {
  @PrimaryColumn('integer', { name: 'job_id' })
  jobId!: number;

  @ManyToOne(() => JobEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'job_id', foreignKeyConstraintName: 'job_chunks_job' })
  job?: JobEntity;

  /** Counts from 0 in the order of the keys. */
  @PrimaryColumn('integer', { name: 'chunk_index' })
  index!: number;

  /** First and last key of what the chunk covers, both included; the kind of job says what a key is. */
  @Column('text', { name: 'from_key' })
  fromKey!: string;

  @Column('text', { name: 'to_key' })
  toKey!: string;

  @Column('integer')
  size!: number;

  @Column('text')
  status!: ChunkStatus;

  /** How often it was begun, whether or not that ended well. */
  @Column('integer')
  attempts!: number;

  @Column('text', { nullable: true })
  error!: string | null;

  /** Who has it or had it last. */
  @Column('text', { nullable: true })
  worker!: string | null;

  @Column('text', { name: 'started_at', nullable: true })
  startedAt!: string | null;

  @Column('text', { name: 'finished_at', nullable: true })
  finishedAt!: string | null;

  /** How many of its units are done while it is under way, where its work says so. */
  @Column('integer', { name: 'noted_units', nullable: true })
  notedUnits!: number | null;

  /** When its worker was last heard of while it is under way. */
  @Column('text', { name: 'noted_at', nullable: true })
  notedAt!: string | null;

  /** What the chunk counted, as JSON. */
  @Column('text', { nullable: true })
  result!: string | null;
}
