import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { ImportEntity } from './import.entity.js';

/** Something imperfect in an imported file, with its place: a row that was set aside, or a value that did not go in. */
@Entity('quarantine_rows')
@Index('quarantine_rows_import_id', ['importId'])
export class QuarantineRowEntity {
  @PrimaryGeneratedColumn('increment')
  id!: number;

  @Column('integer', { name: 'import_id' })
  importId!: number;

  @ManyToOne(() => ImportEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'import_id', foreignKeyConstraintName: 'quarantine_rows_import' })
  import?: ImportEntity;

  @Column('text')
  file!: string;

  @Column('integer')
  row!: number;

  @Column('text', { nullable: true })
  column!: string | null;

  @Column('text', { nullable: true })
  value!: string | null;

  @Column('text')
  code!: string;

  @Column('text')
  message!: string;

  @Column('text')
  severity!: 'quarantined' | 'noted';

  /** The person the row speaks of, where that much could be read. */
  @Column('text', { name: 'person_key', nullable: true })
  personKey!: string | null;
}
