import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { ScanEntity } from '../scan.entity.js';
import { ScheduleEntity } from './schedule.entity.js';

/** What came of a due time: a scan, or the reason why there is none. */
@Entity('schedule_runs')
@Index('schedule_runs_due', ['scheduleId', 'dueAt'], { unique: true })
export class ScheduleRunEntity {
  @PrimaryGeneratedColumn('increment')
  id!: number;

  @Column('integer', { name: 'schedule_id' })
  scheduleId!: number;

  @ManyToOne(() => ScheduleEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'schedule_id', foreignKeyConstraintName: 'schedule_runs_schedule' })
  schedule?: ScheduleEntity;

  /** The moment at which it was due; null for a run by hand. */
  @Column('text', { name: 'due_at', nullable: true })
  dueAt!: string | null;

  /** How many later due times it stands for, because nothing ran when they came. */
  @Column('integer')
  missed!: number;

  @Column('text', { name: 'began_at' })
  beganAt!: string;

  /** The day of `beganAt` in the schedule's time zone, as of which the scan judges. */
  @Column('text', { name: 'as_of' })
  asOf!: string;

  @Column('integer', { name: 'scan_id', nullable: true })
  scanId!: number | null;

  @ManyToOne(() => ScanEntity, { onDelete: 'SET NULL' })
  @JoinColumn({ name: 'scan_id', foreignKeyConstraintName: 'schedule_runs_scan' })
  scan?: ScanEntity | null;

  /** Why there was no scan. */
  @Column('text', { nullable: true })
  problem!: string | null;
}
