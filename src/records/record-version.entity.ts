import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { PersonEntity } from './person.entity.js';

/**
 * What was known about a person when an import ended. Never changed once that import is done: a later import that
 * brings something new adds the next version.
 */
@Entity('record_versions')
@Index('record_versions_person_import', ['personId', 'importId'], { unique: true })
export class RecordVersionEntity {
  @PrimaryColumn('integer')
  id!: number;

  @Column('integer', { name: 'person_id' })
  personId!: number;

  @ManyToOne(() => PersonEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'person_id', foreignKeyConstraintName: 'record_versions_person' })
  person?: PersonEntity;

  @Column('integer', { name: 'import_id' })
  importId!: number;

  /** The SHA-256 of `record`. */
  @Column('text')
  hash!: string;

  @Column('integer', { name: 'charge_count' })
  chargeCount!: number;

  // For finding people; on the version, so that an import that is still running changes no search.
  @Column('text', { name: 'last_name', nullable: true })
  lastName!: string | null;

  @Column('text', { name: 'first_name', nullable: true })
  firstName!: string | null;

  @Column('text', { name: 'birth_date', nullable: true })
  birthDate!: string | null;

  /** The person's record as canonical JSON. */
  @Column('text')
  record!: string;
}
