import { Between, type DataSource, type EntityManager, MoreThan } from 'typeorm';
import { AppError } from '../common/index.js';
import { insertRows } from '../database/index.js';
import type { JobStatus } from '../queue/index.js';
import { type Pack, packFromSnapshot } from '../law/index.js';
import type { ScanCounts } from './chunk-counts.js';
import type { ScanProblem } from './evaluate-chunk.js';
import { PackSnapshotEntity } from './pack-snapshot.entity.js';
import { ScanProblemEntity } from './scan-problem.entity.js';
import { ScanEntity } from './scan.entity.js';

/** A scan with where it stands. */
export interface Scan extends ScanEntity {
  status: JobStatus;
  error: string | null;
  startedAt: string | null;
  finishedAt: string | null;
}

/** What a scan is made of, before it has an id. */
export type NewScan = Omit<ScanEntity, 'id' | 'job' | 'counts'>;

/** The packs as the row of a scan names them. */
export function packsUsed(packs: readonly Pack[]): ScanEntity['packs'] {
  return packs.map(({ file, hash, overlays }) => ({
    jurisdiction: file.jurisdiction,
    title: file.title,
    version: file.version,
    hash,
    overlays,
  }));
}

/** Scans, their packs and the records they set aside, in the database. */
export class ScanStore {
  private readonly packs = new Map<string, Pack>();

  constructor(private readonly dataSource: DataSource) {}

  /** Writes a scan in the caller's transaction and gives its id. */
  async insert(manager: EntityManager, scan: NewScan): Promise<number> {
    const inserted = await manager.insert(ScanEntity, { ...scan, counts: null });
    return Number(inserted.identifiers[0]?.['id']);
  }

  /** Keeps the content of the packs; one that is kept already stays as it is. */
  async keepPacks(manager: EntityManager, packs: readonly Pack[]): Promise<void> {
    if (packs.length === 0) return;
    await manager
      .createQueryBuilder()
      .insert()
      .into(PackSnapshotEntity)
      .values(
        packs.map((pack) => ({
          hash: pack.hash,
          jurisdiction: pack.file.jurisdiction,
          version: pack.file.version,
          content: pack.snapshot,
        })),
      )
      .orIgnore()
      .execute();
  }

  /** The scan; refuses with a sentence when there is none. */
  async read(scanId: number): Promise<Scan> {
    const scan = await this.dataSource.manager.findOne(ScanEntity, { where: { id: scanId }, relations: { job: true } });
    if (scan === null) throw new AppError('scan-not-found', `There is no scan ${scanId}.`, { status: 404 });
    return withStanding(scan);
  }

  /** The scan of a job, or null. */
  async ofJob(jobId: number): Promise<ScanEntity | null> {
    return this.dataSource.manager.findOneBy(ScanEntity, { jobId });
  }

  /** Scans, newest first; `before` is the id of the last one on the page before. */
  async list(limit = 50, before?: number): Promise<Scan[]> {
    const query = this.dataSource
      .getRepository(ScanEntity)
      .createQueryBuilder('scan')
      .innerJoinAndSelect('scan.job', 'job')
      .orderBy('scan.id', 'DESC')
      .limit(limit);
    if (before !== undefined) query.where('scan.id < :before', { before });
    return (await query.getMany()).map(withStanding);
  }

  /** Notes which records a scan was of, where that is known only at its end. */
  async noteInput(
    manager: EntityManager,
    scanId: number,
    input: Pick<ScanEntity, 'inputHash' | 'snapshot'>,
  ): Promise<void> {
    await manager.update(ScanEntity, { id: scanId }, input);
  }

  async saveCounts(manager: EntityManager, scanId: number, counts: ScanCounts): Promise<void> {
    await manager.update(ScanEntity, { id: scanId }, { counts });
  }

  async insertProblems(manager: EntityManager, scanId: number, problems: readonly ScanProblem[]): Promise<void> {
    await insertRows(
      manager,
      'scan_problems',
      ['scan_id', 'person_key', 'reason'],
      problems.map(({ personKey, reason }) => [scanId, personKey, reason]),
    );
  }

  /** The records that were set aside, in the order of their keys; `after` is the key of the last one on the page before. */
  async problems(scanId: number, limit = 1000, after?: string): Promise<ScanProblem[]> {
    const rows = await this.dataSource.manager.find(ScanProblemEntity, {
      // A scan sets a person aside once at most, so that the key alone says where a page ended.
      where: { scanId, ...(after === undefined ? {} : { personKey: MoreThan(after) }) },
      order: { personKey: 'ASC', id: 'ASC' },
      take: limit,
    });
    return rows.map(({ personKey, reason }) => ({ personKey, reason }));
  }

  /** The records of a range that were set aside. */
  async problemsBetween(
    manager: EntityManager,
    scanId: number,
    fromKey: string,
    toKey: string,
  ): Promise<ScanProblem[]> {
    const rows = await manager.find(ScanProblemEntity, {
      where: { scanId, personKey: Between(fromKey, toKey) },
      order: { personKey: 'ASC', id: 'ASC' },
    });
    return rows.map(({ personKey, reason }) => ({ personKey, reason }));
  }

  /** The packs that a scan used, exactly as they were then. */
  async packsOf(scan: Pick<ScanEntity, 'packs'>): Promise<Pack[]> {
    return Promise.all(scan.packs.map(({ hash }) => this.pack(hash)));
  }

  /** A pack by the hash of its content. Throws when its snapshot is missing or is not what the hash says. */
  async pack(hash: string): Promise<Pack> {
    const known = this.packs.get(hash);
    if (known !== undefined) return known;
    const snapshot = await this.dataSource.manager.findOneBy(PackSnapshotEntity, { hash });
    if (snapshot === null) {
      throw new AppError('pack-missing', `The pack with the hash ${hash} is not in pack_snapshots.`, {
        exitCode: 3,
        status: 500,
      });
    }
    const pack = packFromSnapshot(snapshot.content);
    this.packs.set(hash, pack);
    return pack;
  }
}

function withStanding(scan: ScanEntity): Scan {
  const { job, ...fields } = scan;
  return {
    ...fields,
    status: job?.status ?? 'planned',
    error: job?.error ?? null,
    startedAt: job?.startedAt ?? null,
    finishedAt: job?.finishedAt ?? null,
  };
}
