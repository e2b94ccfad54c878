/**
 * Imports from begin to end: one at a time, visible only when done, cleared away when they died.
 *
 * Every write of an import first renews its sign of life under the owner's name (`touch`). A process that was thought
 * dead and wakes up again finds that the import is no longer its own, and stores nothing more.
 */
import type { DataSource, EntityManager } from 'typeorm';
import { AppError, canonicalJson } from '../common/index.js';
import { inTransaction, isDuplicate, readAll } from '../database/index.js';
import { ImportEntity } from './import.entity.js';
import type { ImportedFile } from './import.entity.js';
import { isAlive } from './import-owner.js';
import type { Coverage } from './record.js';

/** What an import is told at its start. */
export interface ImportMeta {
  /** The name of the source profile. */
  profile: string;
  coverage: Coverage;
  files: readonly ImportedFile[];
  /** The SHA-256 of the files' bytes. */
  inputHash: string;
}

/** What a batch adds to the figures of its import. */
export interface BatchCounts {
  rowsRead: number;
  rowsQuarantined: number;
  peopleNew: number;
  peopleChanged: number;
  peopleUnchanged: number;
  /** Charges more (or fewer) than before in all people's records together. */
  charges: number;
}

/** Versions or people deleted in one transaction while a dead import is cleared away. */
const CLEAR_AT_A_TIME = 20_000;

export class ImportLedger {
  constructor(
    private readonly dataSource: DataSource,
    private readonly owner: string,
    private readonly now: () => Date,
  ) {}

  /** Begins an import and returns its id. Throws AppError `import-running` while another is at work. */
  async begin(meta: ImportMeta): Promise<number> {
    await this.clearDead();
    try {
      return await inTransaction(this.dataSource, async (manager) => {
        const imports = manager.getRepository(ImportEntity);
        const running = await imports.findOneBy({ status: 'running' });
        if (running !== null) throw this.refusal(running);
        const id = ((await imports.maximum('id')) ?? 0) + 1;
        const [before] = await readAll<{ people: number; charges: number }>(
          manager,
          `SELECT people_total AS people, charges_total AS charges FROM imports WHERE status = 'done' ORDER BY sequence DESC LIMIT 1`,
        );
        const at = this.now().toISOString();
        await imports.insert({
          ...{ id, profile: meta.profile, coverage: meta.coverage, inputHash: meta.inputHash },
          files: meta.files.map(({ name, bytes }) => ({ name, bytes })),
          ...{ status: 'running', sequence: null, owner: this.owner, heartbeatAt: at, startedAt: at },
          ...{ rowsRead: 0, rowsQuarantined: 0, peopleNew: 0, peopleChanged: 0, peopleUnchanged: 0 },
          ...{ peopleTotal: before?.people ?? 0, chargesTotal: before?.charges ?? 0 },
        });
        return id;
      });
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      // Two began in the same instant, and the other came first.
      throw this.refusal(await this.dataSource.getRepository(ImportEntity).findOneBy({ status: 'running' }));
    }
  }

  /** Renews the sign of life and adds to the figures. Throws AppError `import-lost` when the import is no longer this owner's. */
  async touch(manager: EntityManager, importId: number, counts: Partial<BatchCounts> = {}): Promise<void> {
    const add = (column: string, by: number | undefined) => (): string => `${column} + ${Math.trunc(by ?? 0)}`;
    const result = await manager
      .createQueryBuilder()
      .update(ImportEntity)
      .set({
        heartbeatAt: this.now().toISOString(),
        rowsRead: add('rows_read', counts.rowsRead),
        rowsQuarantined: add('rows_quarantined', counts.rowsQuarantined),
        peopleNew: add('people_new', counts.peopleNew),
        peopleChanged: add('people_changed', counts.peopleChanged),
        peopleUnchanged: add('people_unchanged', counts.peopleUnchanged),
        peopleTotal: add('people_total', counts.peopleNew),
        chargesTotal: add('charges_total', counts.charges),
      })
      .where({ id: importId, status: 'running', owner: this.owner })
      .execute();
    if (result.affected !== 1) {
      throw new AppError(
        'import-lost',
        `Import ${importId} was taken for dead and undone, because its process had stopped for a while. Run the import again.`,
        { exitCode: 3, status: 409 },
      );
    }
  }

  /** Makes the import's versions the current ones, and returns its place in the order of completed imports. */
  async finish(importId: number): Promise<number> {
    return inTransaction(this.dataSource, async (manager) => {
      await this.touch(manager, importId);
      const imports = manager.getRepository(ImportEntity);
      const [last] = await readAll<{ sequence: number | null }>(
        manager,
        'SELECT max(sequence) AS sequence FROM imports',
      );
      const sequence = (last?.sequence ?? 0) + 1;
      await imports.update({ id: importId }, { status: 'done', sequence, finishedAt: this.now().toISOString() });
      return sequence;
    });
  }

  /**
   * Takes back everything the import stored, and keeps only the note that there was one.
   *
   * It stays `running` until the last row is gone, so that nothing begins on top of it and a process that dies here
   * leaves the rest to the next.
   */
  async abandon(importId: number): Promise<void> {
    while (await this.clearSome(importId, 'record_versions', 'import_id'));
    while (await this.clearSome(importId, 'people', 'created_import_id'));
    await inTransaction(this.dataSource, async (manager) => {
      await this.touch(manager, importId);
      await manager.query('DELETE FROM quarantine_rows WHERE import_id = $1', [importId]);
      await manager
        .getRepository(ImportEntity)
        .update({ id: importId }, { status: 'abandoned', finishedAt: this.now().toISOString() });
    });
  }

  /** Deletes the newest rows of a table as long as they are the import's; ids grow, so nobody else's come after them. */
  private async clearSome(importId: number, table: string, column: string): Promise<boolean> {
    return inTransaction(this.dataSource, async (manager) => {
      await this.touch(manager, importId);
      const [range] = await readAll<{ last: number | null }>(manager, `SELECT max(id) AS last FROM ${table}`);
      const from = (range?.last ?? 0) - CLEAR_AT_A_TIME;
      const [left] = await readAll<{ id: number }>(
        manager,
        `SELECT id FROM ${table} WHERE id > $1 AND ${column} = $2 LIMIT 1`,
        [from, importId],
      );
      if (left === undefined) return false;
      await manager.query(`DELETE FROM ${table} WHERE id > $1 AND ${column} = $2`, [from, importId]);
      return true;
    });
  }

  /** Clears away an import whose process is gone. Leaves one that may be alive. */
  async clearDead(): Promise<void> {
    const running = await this.dataSource.getRepository(ImportEntity).findOneBy({ status: 'running' });
    if (running === null || isAlive(running.owner, running.heartbeatAt, this.now(), this.owner)) return;
    // Whoever takes it over first clears it; another process that saw the same corpse finds a live owner.
    const taken = await inTransaction(this.dataSource, (manager) =>
      manager
        .createQueryBuilder()
        .update(ImportEntity)
        .set({ owner: this.owner, heartbeatAt: this.now().toISOString() })
        .where({ id: running.id, status: 'running', owner: running.owner, heartbeatAt: running.heartbeatAt })
        .execute(),
    );
    if (taken.affected === 1) await this.abandon(running.id);
  }

  /** The done import of the same bytes, read in the same way, or null. */
  async findByInputHash(inputHash: string, profile: string, coverage: Coverage): Promise<ImportEntity | null> {
    const found = await this.dataSource
      .getRepository(ImportEntity)
      .find({ where: { inputHash, profile, status: 'done' }, order: { sequence: 'DESC' } });
    return found.find((candidate) => canonicalJson(candidate.coverage) === canonicalJson(coverage)) ?? null;
  }

  private refusal(running: ImportEntity | null): AppError {
    const which = running === null ? 'Another import' : `Import ${running.id}, begun ${running.startedAt},`;
    return new AppError(
      'import-running',
      `${which} is still running. Wait until it is done, or stop it, and try again.`,
      {
        detail: { importId: running?.id },
        status: 409,
      },
    );
  }
}
