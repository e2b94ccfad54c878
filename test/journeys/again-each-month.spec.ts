/** A unit has its scan repeated, and sees what changed since the last one and what is to come. */
import { ensureBuilt, type Ended, secondLook, start, temporaryDir, wellEnded, written } from './second-look.js';

const dir = temporaryDir();
const DB = 'office.sqlite';
const COURT = 'District Court of Maryland for Baltimore City';

/** Somebody charged with possession in Baltimore City. */
const charged = (personId: string, more: object = {}): string =>
  JSON.stringify({
    personId,
    cases: [
      {
        caseNumber: `B-${personId}`,
        court: { name: COURT, county: 'Baltimore City', state: 'MD' },
        status: 'open',
        charges: [{ count: 1, offenseDate: '2020-05-01', statute: 'CR 5-601(a)(1)', ...more }],
      },
    ],
  });

const run = (...args: string[]): Promise<Ended> => secondLook([...args, '--db', DB], { cwd: dir });
const well = (...args: string[]): Promise<string> => wellEnded([...args, '--db', DB], { cwd: dir });
const schedule = (...args: string[]): Promise<string> =>
  well('schedules', 'add', '--jurisdiction', 'us-md-baltimore-city', '--timezone', 'America/New_York', ...args);

beforeAll(async () => {
  await ensureBuilt();
  written(dir, 'january.jsonl', [charged('A1', { disposition: { type: 'pending' } }), charged('A2')].join('\n'));
  written(
    dir,
    'february.jsonl',
    [charged('A1', { disposition: { type: 'dismissed', date: '2022-05-20' } }), charged('A2'), charged('A3')].join(
      '\n',
    ),
  );
  await well('import', 'january.jsonl');
  await well('scan', '--jurisdiction', 'us-md-baltimore-city', '--as-of', '2022-05-01');
  await well('import', 'february.jsonl');
  await well('scan', '--jurisdiction', 'us-md-baltimore-city', '--as-of', '2022-06-01');
}, 240_000);

describe('a schedule', () => {
  it('is added with a cron expression, and says when it is due next', async () => {
    const added = await schedule('--cron', '0 2 1 * *', '--name', 'Monthly');
    expect(added).toMatch(
      /^Schedule 1: Monthly\nScans us-md-baltimore-city at "0 2 1 \* \*" in America\/New_York\.\nNext: (\w{3} \d{4}-\d\d-01 02:00 E[DS]T(; )?){3}\n$/,
    );
    expect(await well('schedules', 'list')).toMatch(
      / 1 +Monthly +us-md-baltimore-city +0 2 1 \* \* +America\/New_York/,
    );
  });

  it.each([
    [
      'an expression that is none',
      ['--cron', 'monthly'],
      /^"monthly" is no cron expression: it has to have five parts/,
    ],
    ['a day that never comes', ['--cron', '0 2 31 2 *'], /^"0 2 31 2 \*" never comes/],
    ['a time zone that there is not', ['--cron', '0 2 1 * *', '--timezone', 'Mars'], /^There is no time zone "Mars"/],
    ['law that there is not', ['--cron', '0 2 1 * *', '--jurisdiction', 'us-xx'], /^There is no jurisdiction "us-xx"/],
  ])('is refused with %s', async (_what, args, says) => {
    const ended = await run('schedules', 'add', '--jurisdiction', 'us-md', ...args);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toMatch(says);
  });

  it('is done at once by hand, as of today, and keeps its due time', async () => {
    const before = JSON.parse(await well('schedules', 'show', '1', '--format', 'json')) as { nextDueAt: string };
    const ended = await run('schedules', 'run', '1');
    expect(ended).toMatchObject({ code: 0 });
    expect(ended.stdout).toMatch(/^Scan 3: Monthly as of \d{4}-\d\d-\d\d\n/);
    const shown = await well('schedules', 'show', '1');
    expect(shown).toMatch(/: scan 3 \(done\) as of \d{4}-\d\d-\d\d \(run by hand\)\n$/);
    const after = JSON.parse(await well('schedules', 'show', '1', '--format', 'json')) as { nextDueAt: string };
    expect(after.nextDueAt).toBe(before.nextDueAt);
  });

  it('rests, goes on, and is removed; each without a schedule of that number is refused', async () => {
    expect(await well('schedules', 'pause', '1')).toMatch(
      /It is paused: "schedules resume 1" has it be due again\.\n$/,
    );
    expect(await well('schedules', 'list')).toMatch(/paused/);
    expect(await well('schedules', 'resume', '1')).toMatch(/Next: /);
    expect(await schedule('--cron', '0 3 * * 1')).toMatch(/^Schedule 2: us-md-baltimore-city\n/);
    expect(await well('schedules', 'remove', '2')).toBe('Schedule 2 is removed. Its scans stay.\n');
    for (const action of ['show', 'pause', 'resume', 'run', 'remove']) {
      expect(await run('schedules', action, '2')).toMatchObject({ code: 2, stderr: 'There is no schedule 2.\n' });
    }
    expect((await run('schedules', 'show', 'first')).stderr).toMatch(/^"first" is not the id of a schedule\./);
  }, 240_000);

  it('is seen to by the server when it is due', async () => {
    await schedule('--cron', '* * * * *', '--name', 'Each minute');
    const server = start(['serve', '--port', '0', '--db', DB], { cwd: dir });
    try {
      let runs: { scanStatus: string; dueAt: string | null; problem: string | null }[] = [];
      while (!runs.some(({ scanStatus }) => scanStatus === 'done')) {
        await new Promise((resolve) => setTimeout(resolve, 2000));
        const { code, stdout } = await run('schedules', 'show', '3', '--format', 'json');
        if (code === 0) ({ runs } = JSON.parse(stdout) as { runs: typeof runs });
      }
      expect(runs.at(-1)).toMatchObject({ problem: null, dueAt: expect.stringMatching(/:00\.000Z$/) as unknown });
    } finally {
      server.signal('SIGTERM');
      expect((await server.ended).code).toBe(0);
    }
    await well('schedules', 'remove', '3');
  }, 300_000);
});

describe('what two scans differ in', () => {
  it('is told with a summary on top, and of each difference what was, what is and why', async () => {
    const text = await well('diff', '1', '2');
    expect(text).toMatch(
      /^From scan 1 \(.*; as of 2022-05-01\) to scan 2 \(.*; as of 2022-06-01\):\n1 newly in, 1 newly out, 0 changed, about 2 people; \d+ findings are the same\.\n1 people have relief open to them now and had none; 1 had and have none\.\n/,
    );
    expect(text).toMatch(/cause +newly in +newly out +changed *\n *record +1 +1 +0 *\n/);
    expect(text).toMatch(
      /\nA1 {2}B-A1 {2}pending-charge 1 {2}us-md-baltimore-city\/pending-charge\n {2}eligible → \(no finding\) {2}\(record\)\n {2}Record: .*disposition of count 1 in case B-A1: pending → dismissed/,
    );
    expect(text).toMatch(/\nA3 .*\n {2}\(no finding\) → eligible {2}\(record\)\n {2}Record: the person is new/);
  });

  it('is told the other way round too, and says that it looks back', async () => {
    const text = await well('diff', '2', '1');
    expect(text).toContain('Scan 2 is the newer of the two: this looks back.');
    expect(text).toMatch(/\nA1 .*\n {2}\(no finding\) → eligible/);
  });

  it('comes as JSON, as lines of it and for a spreadsheet, filtered where somebody asks', async () => {
    interface Json {
      differences: { personId: string }[];
      summary: { in: number };
    }
    const whole = JSON.parse(await well('diff', '1', '2', '--format', 'json')) as Json;
    expect(whole).toMatchObject({ differences: [{ personId: 'A1' }, { personId: 'A3' }], summary: { in: 1, out: 1 } });
    const lines = (await well('diff', '1', '2', '--format', 'jsonl')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(whole.differences);
    const csv = (await well('diff', '1', '2', '--format', 'csv', '--kind', 'in')).trimEnd().split('\r\n');
    expect(csv[0]).toMatch(/^kind,person_id,case_number,.*,was,.*,is,.*,cause,why,/);
    expect(csv).toHaveLength(2);
    expect(csv[1]).toMatch(/^in,A3,B-A3,/);
    const none = JSON.parse(await well('diff', '1', '2', '--format', 'json', '--cause', 'law')) as Json;
    expect(none).toMatchObject({ differences: [], summary: { in: 1 } });
    expect(await well('diff', '1', '2', '--format', 'jsonl', '--outcome', 'needs-facts')).toBe('');
  }, 240_000);

  it.each([
    [['diff', '1', '1'], /^Scan 1 does not differ from itself: name two scans\.\n$/],
    [['diff', '1', '99'], /^There is no scan 99\.\n$/],
    [['diff', '1', 'two'], /^"two" is not the id of a scan\./],
    [['diff', '1', '2', '--kind', 'new'], /^--kind does not know "new"\. There are: in, out, changed\.\n$/],
    [['diff', '1', '2', '--outcome', 'good'], /^--outcome does not know "good"\./],
    [
      ['diff', '1', '2', '--cause', 'record,laws'],
      /^There is no cause "laws"\. There are: record, law, time, assumptions; several together \("record and law"\).*; scope, set aside, unknown\.\n$/,
    ],
  ])('is refused: %j', async (args, says) => {
    const ended = await run(...args);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toMatch(says);
  });
});

describe('the calendar of a scan', () => {
  beforeAll(async () => {
    await wellEnded(['sample', '--jurisdiction', 'us-or', '--persons', '60', '--seed', '11', '--out', 'or.jsonl'], {
      cwd: dir,
    });
    await wellEnded(['import', 'or.jsonl', '--db', 'or.sqlite'], { cwd: dir });
    await wellEnded(['scan', '--jurisdiction', 'us-or', '--as-of', '2022-06-01', '--db', 'or.sqlite'], { cwd: dir });
  }, 120_000);
  const calendar = (...args: string[]): Promise<string> =>
    wellEnded(['calendar', '--scan', '1', '--db', 'or.sqlite', ...args], { cwd: dir });

  /** The lines of the calendar: month, several months, or year; what is plain, for review; and people. */
  const linesOf = (text: string): { from: string; to: string; counts: number[] }[] =>
    [...text.matchAll(/^ *(2\d{3}(?:-\d\d)?)(?: to (2\d{3}-\d\d))? +(\d+) +(\d+) +(\d+)/gm)].map(
      ([, from = '', to, ...counts]) => ({ from, to: to ?? from, counts: counts.map(Number) }),
    );

  it('says by month who becomes eligible by time alone, with the months between and the years far away', async () => {
    const text = await calendar();
    expect(text).toMatch(/\n\d+ findings about \d+ people become eligible after 2022-06-01 by time alone/);
    const lines = linesOf(text);
    const months = lines.filter(({ from }) => from.length === 7);
    expect(months[0]?.from).toBe('2022-06');
    const number = (month: string): number => Number(month.slice(0, 4)) * 12 + Number(month.slice(5));
    const all = months.flatMap(({ from, to }) =>
      Array.from({ length: number(to) - number(from) + 1 }, (_, at) => number(from) + at),
    );
    expect(all).toEqual(all.map((_, at) => number('2022-06') + at));
    expect(lines.some(({ from }) => from.length === 4)).toBe(true);
  });

  it('has one line for a long time without anything', async () => {
    const lines = linesOf(await calendar());
    expect(lines.some(({ from, to }) => from !== to)).toBe(true);
    const empty = lines.map(({ from, to, counts: [plain, review, people] }) => {
      // Where there is a finding there is somebody, in the years as well.
      expect((plain ?? 0) + (review ?? 0) > 0).toBe((people ?? 0) > 0);
      return people === 0 && from === to;
    });
    expect(empty.some((_, at) => empty[at] && empty[at + 1] && empty[at + 2])).toBe(false);
  });

  it('counts apart what only opens for review, since a judgement remains', async () => {
    const text = await calendar();
    const { total } = JSON.parse(await calendar('--format', 'json')) as {
      total: { findings: number; forReview: number };
    };
    expect(total.forReview).toBeGreaterThan(0);
    expect(text).toContain(`In ${total.forReview} of these findings a judgement then remains: they open for review.`);
    const sums = linesOf(text).reduce(
      ([plain, review], { counts }) => [plain + (counts[0] ?? 0), review + (counts[1] ?? 0)] as const,
      [0, 0] as readonly [number, number],
    );
    expect(sums).toEqual([total.findings - total.forReview, total.forReview]);
  });

  it('gives the same numbers as JSON and for a spreadsheet, which lists only months with findings', async () => {
    const json = JSON.parse(await calendar('--format', 'json', '--jurisdiction', 'us-or')) as {
      total: { findings: number };
      months: { month: string; findings: number; paths: object[] }[];
    };
    expect(json.months.reduce((sum, { findings }) => sum + findings, 0)).toBe(json.total.findings);
    const [header, ...lines] = (await calendar('--format', 'csv')).trimEnd().split('\r\n');
    expect(header).toBe('month,path,findings,people,scan,as_of,for_review');
    expect(lines).toHaveLength(json.months.reduce((sum, { paths }) => sum + paths.length, 0));
  });

  it('is refused of a jurisdiction that the scan did not ask about', async () => {
    const ended = await secondLook(['calendar', '--scan', '1', '--jurisdiction', 'us-md', '--db', 'or.sqlite'], {
      cwd: dir,
    });
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toMatch(/^Scan 1 did not ask about "us-md"\. It asked about: us-or\.\n$/);
  });
});
