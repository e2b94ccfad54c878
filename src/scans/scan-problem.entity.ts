import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { ScanEntity } from './scan.entity.js';

/** A person whose record a scan could not evaluate, set aside alone. */
@Entity('scan_problems')
@Index('scan_problems_scan', ['scanId', 'personKey'])
export class ScanProblemEntity {
  @PrimaryGeneratedColumn('increment')
  id!: number;

  @Column('integer', { name: 'scan_id' })
  scanId!: number;

  @ManyToOne(() => ScanEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'scan_id', foreignKeyConstraintName: 'scan_problems_to_scan' })
  scan?: ScanEntity;

  @Column({ type: 'text', name: 'person_key', collation: 'C' })
  personKey!: string;

  @Column('text')
  reason!: string;
}
