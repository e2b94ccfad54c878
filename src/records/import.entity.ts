import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Coverage } from './record.js';

/** `running` until all is stored; `done` makes its versions visible; `abandoned` left nothing behind. */
export type ImportStatus = 'running' | 'done' | 'abandoned';

/** A file as it was handed in, without its content. */
export interface ImportedFile {
  name: string;
  bytes: number;
}

/** One import: what was handed in, how far it came, and what all people known so far come to. */
@Entity('imports')
@Index('imports_sequence', ['sequence'], { unique: true })
@Index('imports_one_running', ['status'], { unique: true, where: `status = 'running'` })
@Index('imports_input_hash', ['inputHash'])
export class ImportEntity {
  @PrimaryColumn('integer')
  id!: number;

  @Column('text')
  profile!: string;

  @Column('simple-json')
  coverage!: Coverage;

  @Column('simple-json')
  files!: ImportedFile[];

  @Column('text', { name: 'input_hash' })
  inputHash!: string;

  @Column('text')
  status!: ImportStatus;

  /** The place in the order of completed imports, from 1; it names the snapshot that ends with this import. */
  @Column('integer', { nullable: true })
  sequence!: number | null;

  /** The process that runs it: see `import-owner.ts`. */
  @Column('text')
  owner!: string;

  @Column('text', { name: 'heartbeat_at' })
  heartbeatAt!: string;

  @Column('integer', { name: 'rows_read' })
  rowsRead!: number;

  @Column('integer', { name: 'rows_quarantined' })
  rowsQuarantined!: number;

  @Column('integer', { name: 'people_new' })
  peopleNew!: number;

  @Column('integer', { name: 'people_changed' })
  peopleChanged!: number;

  @Column('integer', { name: 'people_unchanged' })
  peopleUnchanged!: number;

  /** All people and charges of the snapshot that ends with this import. */
  @Column('integer', { name: 'people_total' })
  peopleTotal!: number;

  @Column('integer', { name: 'charges_total' })
  chargesTotal!: number;

  /** Worked out when first asked for: see `snapshotHash`. */
  @Column('text', { name: 'snapshot_hash', nullable: true })
  snapshotHash!: string | null;

  @Column('text', { name: 'started_at' })
  startedAt!: string;

  @Column('text', { name: 'finished_at', nullable: true })
  finishedAt!: string | null;
}
