import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A person as the sources know them: a key, under which the versions of their record stand. */
@Entity('people')
@Index('people_person_key', ['personKey'], { unique: true })
export class PersonEntity {
  @PrimaryColumn('integer')
  id!: number;

  /** The record's `personId`. It compares by its bytes on both databases, so that both keep the same order. */
  // SQLite calls this order BINARY and has it by itself.
  @Column({ type: 'text', name: 'person_key', collation: 'C' })
  personKey!: string;

  @Column('integer', { name: 'created_import_id' })
  createdImportId!: number;
}
