import { setTimeout as pause } from 'node:timers/promises';
import { afterBulkWrite, insertRows, inTransaction, readAll, readOften, readRows } from '../../src/database/index.js';
import type { ProductDataSource } from '../../src/database/index.js';
import { withDatabases } from './with-databases.js';

withDatabases('a transaction', (database) => {
  /** A table of notes, with what this test needs and nothing of the product. */
  async function open(): Promise<ProductDataSource> {
    const dataSource = await database.open(undefined, []);
    await inTransaction(dataSource, (manager) =>
      manager.query(
        `CREATE TABLE notes (id integer PRIMARY KEY NOT NULL, words text, weight ${database.kind === 'sqlite' ? 'real' : 'double precision'}, done boolean)`,
      ),
    );
    return dataSource;
  }

  async function words(dataSource: ProductDataSource): Promise<string[]> {
    return (await readAll<{ words: string }>(dataSource, 'SELECT words FROM notes ORDER BY id')).map(
      (row) => row.words,
    );
  }

  it('stores all of its work or none', async () => {
    const dataSource = await open();
    const failing = inTransaction(dataSource, async (manager) => {
      await manager.query(`INSERT INTO notes (id, words) VALUES (1, 'half')`);
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    await inTransaction(dataSource, (manager) => manager.query(`INSERT INTO notes (id, words) VALUES (2, 'whole')`));
    expect(await words(dataSource)).toEqual(['whole']);
  });

  it('is not disturbed by the tidying after a bulk write, which waits for it', async () => {
    const dataSource = await open();
    const writing = inTransaction(dataSource, async (manager) => {
      await manager.query(`INSERT INTO notes (id, words) VALUES (1, 'first')`);
      await pause(50);
      await manager.query(`INSERT INTO notes (id, words) VALUES (2, 'second')`);
    });
    await pause(10);
    await expect(afterBulkWrite(dataSource, { notes: ['id'] })).resolves.toBeUndefined();
    await writing;
    expect(await words(dataSource)).toEqual(['first', 'second']);
  });

  it('does not mix with others that run at the same time, and none is lost when one fails', async () => {
    const dataSource = await open();
    const results = await Promise.allSettled(
      Array.from({ length: 12 }, (_, index) =>
        inTransaction(dataSource, async (manager) => {
          await manager.query('INSERT INTO notes (id, words) VALUES ($1, $2)', [index * 2, `first of ${index}`]);
          await pause(index % 3);
          if (index % 4 === 1) throw new Error('no');
          await manager.query('INSERT INTO notes (id, words) VALUES ($1, $2)', [index * 2 + 1, `second of ${index}`]);
        }),
      ),
    );
    const kept = results.flatMap((result, index) =>
      result.status === 'fulfilled' ? [`first of ${index}`, `second of ${index}`] : [],
    );
    expect(kept).toHaveLength(18);
    expect(await words(dataSource)).toEqual(kept);
  });

  it('is not seen by readers before it is over', async () => {
    const dataSource = await open();
    await inTransaction(dataSource, async (manager) => {
      await manager.query(`INSERT INTO notes (id, words) VALUES (1, 'not yet')`);
      expect(await words(dataSource)).toEqual([]);
    });
    expect(await words(dataSource)).toEqual(['not yet']);
  });

  it('takes in another that its work begins, and both are undone together', async () => {
    const dataSource = await open();
    const failing = inTransaction(dataSource, async () => {
      await inTransaction(dataSource, (manager) => manager.query(`INSERT INTO notes (id, words) VALUES (1, 'inner')`));
      throw new Error('outer');
    });
    await expect(failing).rejects.toThrow('outer');
    expect(await words(dataSource)).toEqual([]);
  });

  it('waits for one of another program', async () => {
    const address = await database.fresh();
    const [mine, other] = [await database.open(address, []), await database.open(address, [])];
    await inTransaction(mine, (manager) =>
      manager.query('CREATE TABLE notes (id integer PRIMARY KEY NOT NULL, words text)'),
    );
    await inTransaction(mine, (manager) => manager.query(`INSERT INTO notes (id, words) VALUES (1, '')`));
    await Promise.all(
      [mine, other, mine, other].map((dataSource, index) =>
        inTransaction(dataSource, async (manager) => {
          await manager.query('UPDATE notes SET words = words || $1', [String(index)]);
          await pause(20);
        }),
      ),
    );
    expect([...((await words(mine))[0] ?? '')].sort().join('')).toBe('0123');
  });

  it('does not blame the database for what else its work may meet', async () => {
    const dataSource = await open();
    const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:6379'), { code: 'ECONNREFUSED' });
    await expect(inTransaction(dataSource, () => Promise.reject(refused))).rejects.toBe(refused);
  });

  it('is the only way to write on SQLite', async () => {
    const dataSource = await open();
    if (database.kind === 'postgres') return;
    await expect(dataSource.query(`INSERT INTO notes (id, words) VALUES (1, 'stray')`)).rejects.toThrow(/readonly/);
  });

  // Small rows go to SQLite in another way than large ones.
  it.each([0, 100_000])(
    'stores rows in bulk as they are, whatever their characters, beside a text of %d',
    async (long) => {
      const dataSource = await open();
      const strange = [
        '',
        ' ',
        'tab\there',
        'line\nbreak\r',
        'back\\slash',
        '\\N',
        '\\u0000',
        '"quoted"',
        "O'Hara",
        'José 😀',
        '{"a":"\\u0000"}',
        '\\.',
        '\\ud800',
        '\\\\ud800 \\',
        'x'.repeat(long),
      ];
      const rows = strange.map((text, index) => [index, text, index + 0.5, index % 2 === 0]);
      await inTransaction(dataSource, (manager) =>
        insertRows(manager, 'notes', ['id', 'words', 'weight', 'done'], rows),
      );
      expect(await words(dataSource)).toEqual(strange);
      const [last] = await readRows<[number, number]>(
        dataSource,
        { select: ['id', 'weight'], from: 'FROM notes WHERE id <= $1', orderBy: 'id DESC', limit: 1 },
        [5],
      );
      expect(last).toEqual([5, 5.5]);
      expect(await readAll(dataSource, 'SELECT done FROM notes WHERE id IN (4, 5) ORDER BY id')).toEqual(
        database.kind === 'sqlite' ? [{ done: 1 }, { done: 0 }] : [{ done: true }, { done: false }],
      );
    },
  );

  it.each([0, 100_000])(
    'stores half a surrogate pair as the mark of a lost character, beside a text of %d',
    async (long) => {
      const dataSource = await open();
      const rows = ['a\ud83d', '\ude00b', '\\\ud83d', '😀\ud83d', 'x'.repeat(long)].map((text, id) => [id, text]);
      await inTransaction(dataSource, (manager) => insertRows(manager, 'notes', ['id', 'words'], rows));
      expect((await words(dataSource)).slice(0, 4)).toEqual(['a\ufffd', '\ufffdb', '\\\ufffd', '😀\ufffd']);
    },
  );

  it('takes JSON as its bytes, short or long, and keeps it as text', async () => {
    const dataSource = await open();
    const texts = ['short', 'x'.repeat(2000)].flatMap((filling) =>
      ['plain', 'Zo\u00eb \u{1f600}', 'a "quote", a \\ and\na line'].map((said) => JSON.stringify({ said, filling })),
    );
    for (const [start, some] of [texts.slice(0, 3), texts.slice(3)].entries()) {
      const rows = some.map((text, n) => [3 * start + n, new TextEncoder().encode(text)]);
      await inTransaction(dataSource, (manager) => insertRows(manager, 'notes', ['id', 'words'], rows));
    }
    expect(await words(dataSource)).toEqual(texts);
    expect(await readAll(dataSource, `SELECT count(*) AS n FROM notes WHERE words LIKE '{"said":%'`)).toEqual([
      { n: database.kind === 'sqlite' ? 6 : '6' },
    ]);
  });

  it('is told of a statement that it keeps each time with its own values', async () => {
    const dataSource = await open();
    const rows = Array.from({ length: 20 }, (_, id) => [id, `note ${id}`]);
    await inTransaction(dataSource, (manager) => insertRows(manager, 'notes', ['id', 'words'], rows));
    const asked = 'SELECT words FROM notes WHERE id >= $1 AND id <= $2 ORDER BY id LIMIT 2';
    for (let id = 0; id < 18; id++) {
      expect(await readOften(dataSource, asked, [id, id + 5])).toEqual([
        { words: `note ${id}` },
        { words: `note ${id + 1}` },
      ]);
    }
    await expect(readOften(dataSource, 'SELECT nothing FROM notes WHERE id = $1', [1])).rejects.toThrow('nothing');
  });

  it('stores any number of rows, and what is missing as null, and NUL as the mark of a lost character', async () => {
    const dataSource = await open();
    for (const count of [0, 1, 99, 100, 101, 2345]) {
      await inTransaction(dataSource, async (manager) => {
        await manager.query('DELETE FROM notes');
        await insertRows(
          manager,
          'notes',
          ['id', 'words'],
          Array.from({ length: count }, (_, id) => [id, id % 2 === 0 ? null : `a\0${id}`]),
        );
      });
      const [row] = await readAll<{ rows: unknown; texts: unknown; last: string | null }>(
        dataSource,
        'SELECT count(*) AS rows, count(words) AS texts, (SELECT words FROM notes WHERE id = 1) AS last FROM notes',
      );
      expect([Number(row?.rows), Number(row?.texts)]).toEqual([count, Math.floor(count / 2)]);
      if (count > 1) expect(row?.last).toBe('a\ufffd1');
    }
  });

  it('leaves nothing of a bulk insert of which one row is refused', async () => {
    const dataSource = await open();
    const rows = [...Array(250).keys(), 7].map((id) => [id, 'x']);
    await expect(
      inTransaction(dataSource, (manager) => insertRows(manager, 'notes', ['id', 'words'], rows)),
    ).rejects.toThrow(/UNIQUE|duplicate/);
    expect(await words(dataSource)).toEqual([]);
    await inTransaction(dataSource, (manager) => insertRows(manager, 'notes', ['id', 'words'], [[1, 'still works']]));
    expect(await words(dataSource)).toEqual(['still works']);
  });
});
