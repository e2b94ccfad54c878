import { fileURLToPath } from 'node:url';
import { FROM_SOURCE } from '../../test/from-source/index.js';
import { inventedPeople } from '../../test/database/invented-people.js';
import { loadPacks, selectPacks } from '../law/index.js';
import { InlineEvaluator } from './chunk-evaluator.js';
import type { ChunkPeople, ScanLaw } from './evaluate-chunk.js';
import { makeEvaluator, ThreadEvaluator, type ThreadOptions } from './thread-evaluator.js';

const PEOPLE = inventedPeople(40);
const LAW: ScanLaw = {
  scanId: 1,
  asOf: '2026-11-22',
  assume: [],
  packs: selectPacks(loadPacks(), ['us-ca']).map((pack) => pack.snapshot),
};

function people(change: (record: string, n: number) => string = (record) => record): ChunkPeople {
  return {
    chunkIndex: 0,
    personKeys: PEOPLE.map(({ personId }) => personId),
    versionIds: PEOPLE.map((_, n) => n + 1),
    records: PEOPLE.map((person, n) => change(JSON.stringify(person), n)),
  };
}

const rowsOf = (rows: readonly string[]): unknown[] => rows.flatMap((text) => JSON.parse(text) as unknown[]);

describe('evaluating in threads', () => {
  const made: ThreadEvaluator[] = [];
  const make = (options: Partial<ThreadOptions> = {}, file = './evaluation-thread.ts'): ThreadEvaluator => {
    const evaluator = new ThreadEvaluator({
      size: 2,
      file: new URL(file, import.meta.url),
      execArgv: [...FROM_SOURCE],
      ...options,
    });
    made.push(evaluator);
    return evaluator;
  };
  afterEach(async () => {
    await Promise.all(made.splice(0).map((evaluator) => evaluator.close()));
  });

  it('gives what evaluating in the calling thread gives', async () => {
    const inline = await new InlineEvaluator().evaluate(LAW, people());
    const threads = make();
    const answers = await Promise.all(Array.from({ length: 5 }, () => threads.evaluate(LAW, people())));
    expect(inline.counts.findings).toBeGreaterThan(50);
    for (const answer of answers) expect(answer).toEqual(inline);
  });

  it('answers two scans with different questions at the same time', async () => {
    const threads = make();
    const later: ScanLaw = { ...LAW, scanId: 2, asOf: '2014-11-04' };
    const [now, then] = await Promise.all([threads.evaluate(LAW, people()), threads.evaluate(later, people())]);
    expect(then.counts.byPath).not.toEqual(now.counts.byPath);
    threads.forget(1);
    expect(await threads.evaluate(LAW, people())).toEqual(now);
  });

  it('sets the one person aside whose record ends the thread, and keeps everybody else', async () => {
    const threads = make({}, '../../test/from-source/dying-thread.ts');
    const deadly = people((record, n) => (n === 17 ? 'die' : record));
    const answer = await threads.evaluate(LAW, deadly);
    expect(answer.problems).toEqual([{ personKey: 'P-000017', reason: 'Evaluating this record ended its thread.' }]);
    const inline = await new InlineEvaluator().evaluate(
      LAW,
      people((record, n) => (n === 17 ? '{"personId":"P-000017","cases":[]}' : record)),
    );
    expect(rowsOf(answer.rows)).toEqual(rowsOf(inline.rows));
    expect({ ...answer.counts, problems: 0 }).toEqual(inline.counts);
  });

  it('sets the one person aside whose record never comes to an end', async () => {
    const threads = make({ answerWithinMs: 4000 }, '../../test/from-source/dying-thread.ts');
    const few = people((record, n) => (n === 1 ? 'hang' : record));
    const two = { ...few, personKeys: few.personKeys.slice(0, 2), records: few.records.slice(0, 2) };
    const answer = await threads.evaluate(LAW, two);
    expect(answer.problems).toEqual([
      { personKey: 'P-000001', reason: 'Evaluating this record did not come to an end.' },
    ]);
    expect(answer.counts.people).toBe(2);
  });

  it('ends its threads when no scan needs them, and starts others for the next', async () => {
    const threads = make();
    const first = await threads.evaluate(LAW, people());
    expect(threads.started).toBe(1);
    threads.forget(2);
    expect(threads.started).toBe(1);
    threads.forget(1);
    expect(threads.started).toBe(0);
    expect(await threads.evaluate(LAW, people())).toEqual(first);
  });

  it('lets a thread finish what it does for a scan that is over, and ends it then', async () => {
    const threads = make({ size: 1 });
    const last = threads.evaluate(LAW, people());
    threads.forget(1);
    expect(threads.started).toBe(1);
    expect((await last).counts.people).toBe(40);
    expect(threads.started).toBe(0);
  });

  it('counts the records that end their thread over all parts of a chunk', async () => {
    const threads = make({ size: 1 }, '../../test/from-source/dying-thread.ts');
    const deadly = people(() => 'die');
    const one = { ...deadly, personKeys: deadly.personKeys.slice(0, 1), records: deadly.records.slice(0, 1) };
    const setAsides = { left: 1 };
    expect((await threads.evaluate(LAW, one, setAsides)).problems).toHaveLength(1);
    await expect(threads.evaluate(LAW, one, setAsides)).rejects.toThrow('More than 3 records of one chunk');
  });

  it('does not set people aside because the law cannot be read', async () => {
    await expect(make().evaluate({ ...LAW, packs: ['{"file": {}, "paths": []}'] }, people())).rejects.toThrow(
      'jurisdiction',
    );
  });

  it('sets nobody aside when a thread cannot even start', async () => {
    await expect(make({}, '../../test/from-source/broken-thread.ts').evaluate(LAW, people())).rejects.toThrow(
      'A thread for evaluating could not be started (a file is missing). Build the program again.',
    );
  });

  it('sets nobody aside when too many records end their thread', async () => {
    const threads = make({ size: 1 }, '../../test/from-source/dying-thread.ts');
    const four = people(() => 'die');
    const some = { ...four, personKeys: four.personKeys.slice(0, 4), records: four.records.slice(0, 4) };
    await expect(threads.evaluate(LAW, some)).rejects.toThrow(
      'More than 3 records of one chunk ended their thread, so it may not be about the records.',
    );
  });

  it('refuses work once it is closed', async () => {
    const threads = make();
    await threads.close();
    await expect(threads.evaluate(LAW, people())).rejects.toThrow('The evaluator is closing.');
  });

  it('evaluates in the calling thread where there is no build, or where no thread is wanted', () => {
    expect(fileURLToPath(import.meta.url)).toMatch(/\.ts$/);
    expect(makeEvaluator(3)).toBeInstanceOf(InlineEvaluator);
    expect(makeEvaluator(0)).toBeInstanceOf(InlineEvaluator);
  });
});
