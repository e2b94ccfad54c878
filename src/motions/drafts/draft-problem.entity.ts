import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** A document that was not made, and why: it needs a person. */
@Entity('draft_problems')
@Index('draft_problems_by_job', ['jobId'])
export class DraftProblemEntity {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column('integer', { name: 'job_id' })
  jobId!: number;

  @Column('text')
  code!: string;

  @Column('text', { name: 'person_key' })
  personKey!: string;

  @Column('text', { name: 'case_number' })
  caseNumber!: string;

  @Column('text')
  court!: string;

  @Column('text')
  sentence!: string;
}
