import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** A paused schedule has no due time; what would have been due meanwhile is not made up for. */
export type ScheduleStatus = 'active' | 'paused';

/** A scan that is repeated: what it asks, and when it is due next. */
@Entity('scan_schedules')
export class ScheduleEntity {
  @PrimaryGeneratedColumn('increment')
  id!: number;

  @Column('text')
  name!: string;

  /** Five parts, read in the time zone. */
  @Column('text')
  cron!: string;

  /** An IANA name. */
  @Column('text', { name: 'time_zone' })
  timeZone!: string;

  @Column('simple-json')
  jurisdictions!: string[];

  @Column('simple-json')
  assume!: string[];

  @Column('text')
  status!: ScheduleStatus;

  /** The moment at which it is due next, or has been due since; null where it is not due any more. */
  @Column('text', { name: 'next_due_at', nullable: true })
  nextDueAt!: string | null;

  /** The process that is planning the scan which is due, and until when it is believed to be at it. */
  @Column('text', { name: 'taken_by', nullable: true })
  takenBy!: string | null;

  @Column('text', { name: 'taken_until', nullable: true })
  takenUntil!: string | null;

  @Column('text', { name: 'created_by' })
  createdBy!: string;

  @Column('text', { name: 'created_at' })
  createdAt!: string;
}
