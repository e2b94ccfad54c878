import { AppError } from '../../src/common/index.js';
import { insertRows, inTransaction, isServerAway, type ProductDataSource, readAll } from '../../src/database/index.js';
import { ImportEntity } from '../../src/records/import.entity.js';
import { withPostgres } from './with-databases.js';

/** The refusal with which the work ends. */
async function refusalOf(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(
    () => new Error('the work was done'),
    (reason: unknown) => reason,
  );
  if (error instanceof AppError) return error;
  throw error;
}

const CUT = /^The connection to PostgreSQL at \S+ was cut; the step under way was undone\. Run the command again\.$/;

withPostgres('a connection that is cut', (database) => {
  let dataSource: ProductDataSource;
  let onlooker: ProductDataSource;
  beforeEach(async () => {
    const address = await database.fresh();
    dataSource = await database.open(address);
    onlooker = await database.open(address);
  });

  /** Ends every connection of the data source, as a server does that is told to stop. */
  async function cutAll(): Promise<number> {
    const cut = await readAll(
      onlooker,
      `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    );
    return cut.length;
  }

  /** Resolves when a statement waits for something, as `wait_event_type` names it. */
  async function untilWaiting(type: string): Promise<void> {
    for (;;) {
      const waiting = await readAll(
        onlooker,
        `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle' AND wait_event_type = $1`,
        [type],
      );
      if (waiting.length > 0) return;
    }
  }

  const addProblem = (n: number, source = dataSource): Promise<void> =>
    inTransaction(source, (manager) => insertRows(manager, 'draft_problems', PROBLEM, [problem(n)]));
  const PROBLEM = ['job_id', 'code', 'person_key', 'case_number', 'court', 'sentence'];
  const problem = (n: number, sentence = ''): (string | number)[] => [n, 'code', 'P-1', '1', 'court', sentence];
  const stored = async (): Promise<number[]> =>
    (await readAll<{ job: number }>(onlooker, 'SELECT job_id AS job FROM draft_problems ORDER BY id')).map(
      ({ job }) => job,
    );

  it('while nobody uses it is replaced in silence', async () => {
    await Promise.all([addProblem(1), addProblem(2), addProblem(3)]);
    expect(await cutAll()).toBeGreaterThan(0);
    await addProblem(4);
    expect((await readAll(dataSource, 'SELECT 1')).length).toBe(1);
    expect((await stored()).sort()).toEqual([1, 2, 3, 4]);
  });

  it('between two statements undoes the transaction and is told in a sentence', async () => {
    const refusal = await refusalOf(
      inTransaction(dataSource, async (manager) => {
        await insertRows(manager, 'draft_problems', PROBLEM, [problem(1)]);
        await cutAll();
        await manager.query('SELECT 1');
      }),
    );
    expect(refusal).toMatchObject({ code: 'database-lost', exitCode: 3, final: false, status: 503 });
    expect(refusal.message).toMatch(CUT);
    expect(isServerAway(refusal)).toBe(true);
    await addProblem(2);
    expect(await stored()).toEqual([2]);
  });

  it('before rows are copied in, or while they are, undoes the transaction and is told in a sentence', async () => {
    const before = inTransaction(dataSource, async (manager) => {
      await manager.query('SELECT 1');
      await cutAll();
      await insertRows(manager, 'draft_problems', PROBLEM, [problem(1)]);
    });
    expect((await refusalOf(before)).message).toMatch(CUT);

    await inTransaction(onlooker, async (manager) => {
      await manager.query('LOCK TABLE draft_problems IN EXCLUSIVE MODE');
      const many = Array.from({ length: 5000 }, (_, n) => problem(n, 'x'.repeat(2000)));
      const during = refusalOf(
        inTransaction(dataSource, (waiting) => insertRows(waiting, 'draft_problems', PROBLEM, many)),
      );
      await untilWaiting('Lock');
      await manager.query(
        `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      expect((await during).message).toMatch(CUT);
    });
    await addProblem(2);
    expect(await stored()).toEqual([2]);
  });

  it('while somebody reads is told in a sentence, whichever way they read', async () => {
    const ways: (() => Promise<unknown>)[] = [
      () => readAll(dataSource, 'SELECT * FROM imports'),
      () => dataSource.getRepository(ImportEntity).findOneBy({ id: 1 }),
      () => dataSource.getRepository(ImportEntity).createQueryBuilder('i').getMany(),
    ];
    for (const read of ways) {
      await inTransaction(onlooker, async (manager) => {
        await manager.query('LOCK TABLE imports IN ACCESS EXCLUSIVE MODE');
        const reading = refusalOf(read());
        await untilWaiting('Lock');
        await manager.query(
          `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        );
        expect((await reading).message).toMatch(CUT);
      });
      await read();
    }
  });

  it('while a transaction ends says that it is stored as a whole or not at all', async () => {
    await onlooker.writer.query(
      'CREATE FUNCTION wait_here() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock(7); RETURN NULL; END $$',
    );
    await onlooker.writer.query(
      'CREATE CONSTRAINT TRIGGER waits AFTER INSERT ON draft_problems DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wait_here()',
    );
    await inTransaction(onlooker, async (manager) => {
      await manager.query('SELECT pg_advisory_xact_lock(7)');
      const committing = refusalOf(addProblem(1));
      await untilWaiting('Lock');
      await manager.query(
        `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory'`,
      );
      const refusal = await committing;
      expect(refusal).toMatchObject({ code: 'database-lost', exitCode: 3 });
      expect(refusal.message).toMatch(
        /^The connection to PostgreSQL at \S+ was cut while a step was being stored: it is stored as a whole or not at all\. Run the command again\.$/,
      );
    });
    await addProblem(2);
    expect(await stored()).toEqual([2]);
  });

  it('is not what a statement is told that comes after its transaction', async () => {
    let late: () => Promise<unknown> = () => Promise.resolve();
    await inTransaction(dataSource, async (manager) => {
      late = () => manager.query('SELECT 1');
      await manager.query('SELECT 1');
    });
    await expect(late()).rejects.toThrow('already released');
  });
});
