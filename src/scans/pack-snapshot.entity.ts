import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A pack as it was when a scan used it, so that a finding made last year is explained with last year's law. */
@Entity('pack_snapshots')
export class PackSnapshotEntity {
  /** SHA-256 of the content. */
  @PrimaryColumn('text')
  hash!: string;

  @Column('text')
  jurisdiction!: string;

  @Column('text')
  version!: string;

  /** The pack's canonical JSON, from which it can be compiled again. */
  @Column('text')
  content!: string;
}
