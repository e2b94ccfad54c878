import { caDojRow, temporaryDir, written } from '../../../test/fixtures/imports/inputs.js';
import { begin } from '../../../test/from-source/count-cases.js';
import { FROM_SOURCE } from '../../../test/from-source/index.js';
import type { BatchStep } from '../batch-step.js';
import { inspectFile } from '../inspect-file.js';
import { IssueCollector } from '../issue-collector.js';
import { loadProfile } from '../load-profile.js';
import { delimitedRules } from '../open-feed.js';
import { ByteWindow } from '../read-bytes.js';
import { resolveTable } from '../resolve-table.js';
import { WHOLE_FILE, type Stretch } from '../stretch.js';
import { caDojLayout } from './layout.js';
import { lookAhead } from './look-ahead.js';
import { readInThreads, StartedThreads } from './stretch-threads.js';
import { StretchReader, type StretchPart, type StretchTask, type SubjectFiles } from './read-stretch.js';
import { WaitingSubjects } from './read-subjects.js';

const dir = temporaryDir();
const STEP: BatchStep<string[]> = {
  module: new URL('../../../test/from-source/count-cases.ts', import.meta.url),
  given: 'has',
  begin,
};

/** Twenty subjects of three rows each, with all that makes reading in pieces hard standing between them. */
function rows(): string[] {
  const all: string[] = [];
  for (let n = 10; n < 30; n++) {
    for (let step = 1; step <= 3; step++) {
      all.push(caDojRow({ id: String(n), order: `10100${step}001000`, ofn: `N${step}`, disp: 'ODD ENDING' }));
    }
    if (n % 4 === 0) all.push('ragged,row', caDojRow({ id: '', order: '101001001000' }));
    if (n % 5 === 0) all.push(caDojRow({ id: '12', order: `10200${n % 9}001000`, ofn: `S${n}` }));
    if (n % 6 === 0) all.push(`"never closed,${caDojRow({ id: String(n + 1) })}`, '');
    if (n % 7 === 0) all.push(caDojRow({ id: String(n), order: 'nowhere' }));
    if (n % 8 === 0) all.push(caDojRow({ id: String(n + 1), comment: 'Jos\u00e9' }));
  }
  return all;
}

async function subjectFiles(stretchRows: number | null, lines = rows()): Promise<SubjectFiles> {
  const path = written(dir, `rows-${stretchRows}.dat`, Buffer.from(`${lines.join('\n')}\n`, 'latin1'));
  const profile = loadProfile('ca-doj');
  const file = { ...resolveTable(profile, await inspectFile(path)), hasHeader: false };
  const { scattered, stretches } = await lookAhead([
    {
      column: caDojLayout(profile, file.table, file.columns, undefined).at.subjectId,
      rows: { open: () => ByteWindow.open(path, false), read: delimitedRules(profile, file), stretchRows },
    },
  ]);
  return { profile, files: [file], stretches, scattered, today: undefined, batchRows: 1000 };
}

function tasksOf(stretches: readonly Stretch[]): StretchTask[] {
  return stretches.map((_, stretch) => ({ pass: 0, file: 0, stretch }));
}

/** Everything that came of the input, without the name of the file. */
async function summed(
  input: SubjectFiles,
  parts: AsyncIterable<{ part: StretchPart<string[]> }>,
): Promise<{ people: string[]; reported: unknown[]; rows: number; bytes: number }> {
  const issues = new IssueCollector();
  const waiting = new WaitingSubjects();
  const sum = { people: [] as string[], reported: [] as unknown[], rows: 0, bytes: 0 };
  const layout = new StretchReader(input, { blocking: false }).layout(0);
  for await (const { part } of parts) {
    sum.people.push(...part.content);
    sum.rows += part.rows;
    sum.bytes += part.bytes;
    issues.add(part.found);
    waiting.add(part.waiting, layout);
  }
  const waited = begin('waited and has');
  for (const person of waiting.build(issues)) waited.add(person);
  sum.people.push(...waited.take());
  issues.noteLatin1(input.files[0]?.file.name ?? '');
  const { issues: reported, tallies } = issues.takeAll();
  const nameless = JSON.stringify([reported, tallies]).replaceAll(input.files[0]?.file.name ?? '', 'FILE');
  sum.reported = JSON.parse(nameless) as unknown[];
  return sum;
}

async function* fromHere(
  input: SubjectFiles,
  { blocking } = { blocking: false },
): AsyncGenerator<{ part: StretchPart<string[]> }> {
  const reader = new StretchReader(input, { blocking });
  for (const task of tasksOf(input.stretches[0] ?? [])) {
    for await (const part of reader.read(task, begin('has'))) yield { part };
  }
}

describe('a file that is read in stretches', () => {
  it.each([1, 4, 9, 30])('gives what it gives in one piece, issues and their order included: %i rows', async (size) => {
    const whole = await subjectFiles(null);
    expect(whole.stretches).toEqual([[WHOLE_FILE]]);
    expect(whole.scattered).toContain('12');
    const once = await summed(whole, fromHere(whole));
    expect(once.people).toHaveLength(20);
    expect(JSON.stringify(once.reported)).toMatch(/wrong-field-count.*missing-person.*read-as-latin-1.*ODD ENDING/);
    const cut = await subjectFiles(size);
    expect(cut.stretches[0]?.length).toBeGreaterThan(1);
    expect(await summed(cut, fromHere(cut))).toEqual(once);
    expect(await summed(cut, fromHere(cut, { blocking: true }))).toEqual(once);
  });

  it('is cut after fewer rows where everybody has one, so that no stretch holds many people', async () => {
    const people = (rows: number): string[] =>
      Array.from({ length: 100 }, (_, n) => caDojRow({ id: String(10 + Math.floor(n / rows)) }));
    const cutAt = async (lines: string[]): Promise<number[]> =>
      ((await subjectFiles(20, lines)).stretches[0] ?? []).map(({ rowsBefore }) => rowsBefore);
    expect(await cutAt(people(10))).toEqual([0, 20, 40, 60, 80]);
    expect((await cutAt(people(1))).slice(0, 4)).toEqual([0, 3, 6, 9]);
  });

  it('gives the same in threads, in the order of the file', async () => {
    const input = await subjectFiles(3);
    const tasks = tasksOf(input.stretches[0] ?? []);
    expect(tasks.length).toBeGreaterThan(9);
    const options = {
      size: 2,
      file: new URL('./stretch-thread.ts', import.meta.url),
      execArgv: [...FROM_SOURCE],
    };
    const inThreads = await summed(input, readInThreads(input, STEP, tasks, options));
    expect(inThreads).toEqual(await summed(input, fromHere(input)));
  });

  it('gives the same in threads that were started before it was known what there is to read', async () => {
    const input = await subjectFiles(3);
    const program = { file: new URL('./stretch-thread.ts', import.meta.url), execArgv: [...FROM_SOURCE] };
    const started = new StartedThreads(3, STEP.module, program);
    const tasks = tasksOf(input.stretches[0] ?? []);
    // Another thread cannot be started: the two are those.
    const nowhere = { file: new URL('./nowhere.js', import.meta.url) };
    const inThreads = await summed(input, readInThreads(input, STEP, tasks, { size: 2, started, ...nowhere }));
    expect(inThreads).toEqual(await summed(input, fromHere(input)));
    const left = started.take();
    expect(left).toBeDefined();
    expect(started.take()).toBeUndefined();
    await left?.end();
  });

  it('reads in the calling thread what a thread has too little memory for, and goes on in threads', async () => {
    const input = await subjectFiles(3);
    const tasks = tasksOf(input.stretches[0] ?? []);
    const reader = new StretchReader(input, { blocking: false });
    const readHere: number[] = [];
    const options = {
      size: 2,
      file: new URL('../../../test/from-source/dying-stretch-thread.ts', import.meta.url),
      execArgv: [...FROM_SOURCE],
    };
    const here = (task: StretchTask): AsyncIterable<StretchPart<string[]>> => {
      readHere.push(task.stretch);
      return reader.read(task, begin('has'));
    };
    const read = await summed(input, readInThreads(input, STEP, tasks, { ...options, here }));
    expect(read).toEqual(await summed(input, fromHere(input)));
    expect(readHere).toContain(4);
    expect(readHere.length).toBeLessThan(tasks.length / 2);
    // Where the calling thread must not, whoever asked hears why.
    const reading = readInThreads(input, STEP, tasks, options);
    await expect(summed(input, reading)).rejects.toThrow(/^A thread that reads stopped \(.*memory.*\)$/);
  });

  it('says so when a thread cannot go on, and leaves none behind', async () => {
    const input = await subjectFiles(3);
    const gone = { ...input, files: input.files.map((one) => ({ ...one, file: { ...one.file, path: '/nowhere' } })) };
    const options = { size: 2, file: new URL('./stretch-thread.ts', import.meta.url), execArgv: [...FROM_SOURCE] };
    const reading = readInThreads(gone, STEP, tasksOf(input.stretches[0] ?? []), options);
    await expect(reading.next()).rejects.toThrow('ENOENT');
  });
});
