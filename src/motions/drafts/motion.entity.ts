import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import type { ItemRef, Relief } from '../../law/index.js';
import type { WrittenFile } from '../packet/render-job.js';

/** A motion drafted from a scan: what it asks, for whom, under which paths, and its files. */
@Entity('motions')
@Index('motions_by_draft', ['scanId', 'draftId'])
@Index('motions_by_job', ['jobId'])
export class MotionEntity {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column('integer', { name: 'scan_id' })
  scanId!: number;

  /** The drafting job that made it. */
  @Column('integer', { name: 'job_id' })
  jobId!: number;

  /** Stable for the same person, case, template and result. */
  @Column('text', { name: 'draft_id' })
  draftId!: string;

  @Column('text', { name: 'person_key' })
  personKey!: string;

  @Column('text')
  template!: string;

  @Column('text')
  title!: string;

  @Column('text')
  relief!: Relief;

  @Column('text')
  jurisdiction!: string;

  @Column('text')
  state!: string;

  @Column('text', { nullable: true })
  county!: string | null;

  @Column('text')
  court!: string;

  @Column('text', { nullable: true })
  judge!: string | null;

  @Column('text', { name: 'case_number' })
  caseNumber!: string;

  /** The name in the caption, for lists. */
  @Column('text')
  defendant!: string;

  /** `eligible`, or `needs-review` where questions to the attorney are open. */
  @Column('text')
  outcome!: 'eligible' | 'needs-review';

  @Column('simple-json')
  paths!: string[];

  @Column('simple-json')
  items!: ItemRef[];

  @Column('simple-json')
  files!: WrittenFile[];
}
