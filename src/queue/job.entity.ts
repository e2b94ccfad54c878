import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import type { JobStatus } from './job-status.js';

/** A piece of long work: a scan, an import, a drafting run. Moments are ISO 8601 in UTC. */
@Entity('jobs')
@Index('jobs_by_status', ['status'])
export class JobEntity {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column('text')
  kind!: string;

  @Column('text')
  status!: JobStatus;

  /** The size of all chunks together, in the unit of the kind (people, rows, motions). */
  @Column('integer')
  total!: number;

  /** What the work was asked for, as JSON. */
  @Column('text')
  params!: string;

  /** What came of it, as JSON; absent until the job is done. */
  @Column('text', { nullable: true })
  result!: string | null;

  /** One sentence about why it failed. */
  @Column('text', { nullable: true })
  error!: string | null;

  @Column('text', { name: 'created_at' })
  createdAt!: string;

  @Column('text', { name: 'started_at', nullable: true })
  startedAt!: string | null;

  @Column('text', { name: 'finished_at', nullable: true })
  finishedAt!: string | null;
}
