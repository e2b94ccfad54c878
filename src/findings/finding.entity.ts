import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { ScanEntity } from '../scans/index.js';

/** One determination of a scan, packed as `scans/finding-row.ts` says. Written in bulk and read as lists of values. */
@Entity('findings')
@Index('findings_by_person', ['scanId', 'personKey', 'ordinal'], { unique: true })
@Index('findings_by_key', ['key'])
export class FindingEntity {
  @PrimaryGeneratedColumn('increment')
  id!: number;

  @Column({ type: 'text', name: 'finding_key', collation: 'C' })
  key!: string;

  @Column('integer', { name: 'scan_id' })
  scanId!: number;

  @ManyToOne(() => ScanEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'scan_id', foreignKeyConstraintName: 'findings_scan' })
  scan?: ScanEntity;

  @Column('integer', { name: 'chunk_index' })
  chunkIndex!: number;

  @Column({ type: 'text', name: 'person_key', collation: 'C' })
  personKey!: string;

  @Column('integer')
  ordinal!: number;

  @Column('integer', { name: 'version_id' })
  versionId!: number;

  @Column('text')
  jurisdiction!: string;

  @Column('text')
  path!: string;

  @Column('text')
  relief!: string;

  @Column('text')
  outcome!: string;

  @Column('integer')
  preferred!: number;

  @Column('text', { name: 'eligible_on', nullable: true })
  eligibleOn!: string | null;

  @Column('text')
  state!: string;

  @Column('text')
  court!: string;

  @Column('text', { nullable: true })
  county!: string | null;

  @Column('text', { name: 'case_number' })
  caseNumber!: string;

  @Column('text', { name: 'item_kind' })
  itemKind!: string;

  @Column('integer', { name: 'item_count', nullable: true })
  itemCount!: number | null;

  @Column('text', { name: 'item_number', nullable: true })
  itemNumber!: string | null;

  @Column('text')
  detail!: string;
}

/** The tables of this room. */
export const findingsEntities = [FindingEntity] as const;
