/** A program of the office works through the REST API: over real HTTP, against a real server and a real database. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer, type WebServer } from '../../src/api/index.js';
import { readSettings, type Settings } from '../../src/config/index.js';
import { writeSample } from '../../src/sample/index.js';
import { ApiClient } from '../support/api-client.js';

interface Started {
  jobId: number;
  location: string;
  scanId?: number;
}
interface Paged<T> {
  items: T[];
  nextCursor: string | null;
}
interface Finding {
  id: string;
  personId: string;
  outcome: string;
  relief: string;
  path: string;
  case: { court: string };
}
interface Problem {
  code: string;
  detail: string;
  status: number;
  problems?: { field: string; message: string }[];
}
interface Motion {
  id: number;
  files: { name: string; format: string; bytes: number; location: string }[];
}

const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]);

let dir: string;
let settings: Settings;
let server: WebServer;
let api: ApiClient;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'second-look-api-'));
  settings = readSettings({ DATA_DIR: join(dir, 'data'), PORT: '0', UPLOAD_LIMIT_MB: '1', CHUNK_PEOPLE: '10' });
  server = await startServer(settings, { version: '0.0.0', logger: false });
  api = await ApiClient.open(server.url);
});

afterAll(async () => {
  await server.close();
  rmSync(dir, { recursive: true, force: true });
});

/** The events of a job until the server ends the stream. */
async function eventsOf(location: string): Promise<{ event: string; id: string; data: Record<string, unknown> }[]> {
  const { text } = await api.get(`${location}/events`);
  return text
    .split('\n\n')
    .map(
      (block) =>
        Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/s).slice(0, 2))) as Record<
          string,
          string
        >,
    )
    .filter((block) => block['event'] !== undefined)
    .map((block) => ({
      event: block['event'] ?? '',
      id: block['id'] ?? '',
      data: JSON.parse(block['data'] ?? '{}') as Record<string, unknown>,
    }));
}

/** Waits by listening until the job is over, and gives it. */
async function finished(started: Started): Promise<Record<string, unknown>> {
  await eventsOf(started.location);
  return (await api.get(started.location)).json;
}

function uploads(): string[] {
  const folder = join(settings.dataDir, 'uploads');
  return existsSync(folder) ? readdirSync(folder) : [];
}

/** Waits until what a broken-off or finished upload left behind is gone. */
async function nothingLeft(): Promise<void> {
  while (uploads().length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe('the main job through the API', () => {
  let scanId: number;
  let finding: Finding;
  let draft: Started;

  it('says that there is nothing to scan before anything is imported', async () => {
    const answer = await api.post<Problem>('/api/v1/scans', { jurisdictions: ['us-ca'], asOf: '2026-11-22' });
    expect(answer.status).toBe(400);
    expect(answer.json.detail).toMatch(/^There are no records to scan yet/);
  });

  it('takes a file, answers 202 with a job, and the job names the import', async () => {
    const file = join(dir, 'caseload.jsonl');
    await writeSample(
      { jurisdiction: 'us-ca', persons: 30, seed: 7, asOf: '2026-11-22', layout: 'canonical-jsonl' },
      file,
    );
    const answer = await api.upload<Started & { profile: string }>('caseload.jsonl', readFileSync(file, 'utf8'));
    expect(answer.status).toBe(202);
    expect(answer.headers.get('location')).toBe(answer.json.location);
    expect(answer.json.profile).toBe('canonical');
    const job = await finished(answer.json);
    expect(job).toMatchObject({ kind: 'import', status: 'done', error: null });
    expect(job['result']).toMatchObject({ importId: 1, alreadyImported: false, rowsRead: 30 });
    const stored = await api.get('/api/v1/imports/1');
    expect(stored.json).toMatchObject({ status: 'done', peopleNew: 30, files: [{ name: 'caseload.jsonl' }] });
    // Its content is in the records now; the upload itself is not kept.
    await nothingLeft();
  });

  it('says of the same file that it was imported before', async () => {
    const content = readFileSync(join(dir, 'caseload.jsonl'), 'utf8');
    const answer = await api.call<Started>('post', '/api/v1/imports?filename=caseload.jsonl', {
      headers: { 'content-type': 'application/json' },
      body: content,
    });
    expect(answer.status).toBe(202);
    expect((await finished(answer.json))['result']).toMatchObject({ importId: 1, alreadyImported: true });
  });

  it('lists what was imperfect in a file, as pages and for a spreadsheet', async () => {
    const good = JSON.stringify({ personId: 'X1', name: { last: '=Formula' }, cases: [] });
    const lines = [good, '{"personId": "X2", broken', '{"personId": "X3", "birthDate": "2031-02-30", "cases": []}'];
    const { json } = await api.upload<Started>('rows.jsonl', lines.join('\n'), { history: 'county' });
    const job = await finished(json);
    const { importId } = job['result'] as { importId: number };
    const first = await api.get<Paged<{ row: number; severity: string }>>(`/api/v1/imports/${importId}/issues?limit=1`);
    expect(first.json.items).toEqual([expect.objectContaining({ row: 2, severity: 'quarantined' })]);
    const next = first.json.nextCursor ?? '';
    const second = await api.get<Paged<{ row: number }>>(`/api/v1/imports/${importId}/issues?limit=1&cursor=${next}`);
    expect(second.json.items).toEqual([expect.objectContaining({ row: 3 })]);
    const csv = await api.get(`/api/v1/imports/${importId}/issues.csv`);
    expect(csv.text).toMatch(/^file,row,column,value,code,message,severity\r\nrows\.jsonl,2,/);
    const imports = await api.get<Paged<{ id: number; coverage: object }>>('/api/v1/imports');
    expect(imports.json.items[0]).toMatchObject({ id: importId, coverage: { history: 'county' } });
  });

  it('scans everybody, and the stream of events ends with the job', async () => {
    const answer = await api.post<Started>('/api/v1/scans', {
      jurisdictions: ['us-ca'],
      asOf: '2026-11-22',
      name: 'The first look',
    });
    expect(answer.status).toBe(202);
    const events = await eventsOf(answer.json.location);
    const last = events.at(-1);
    expect(last).toMatchObject({ event: 'end', data: { status: 'done', done: 32, total: 32 } });
    expect(events.slice(0, -1).every(({ event }) => event === 'progress')).toBe(true);
    // Coming back later gives the end again; coming back after having seen it says that there is nothing more.
    expect((await eventsOf(answer.json.location)).map(({ event }) => event)).toEqual(['end']);
    const seen = await api.get(`${answer.json.location}/events`, { headers: { 'last-event-id': last?.id ?? '' } });
    expect(seen.status).toBe(204);
    scanId = answer.json.scanId ?? 0;
    const scan = await api.get(`/api/v1/scans/${scanId}`);
    expect(scan.json).toMatchObject({ name: 'The first look', status: 'done', counts: { people: 32, problems: 0 } });
    expect((await api.get<Paged<{ id: number }>>('/api/v1/scans?limit=1')).json.items[0]?.id).toBe(scanId);
    expect((await api.get<Paged<unknown>>(`/api/v1/scans/${scanId}/problems`)).json.items).toEqual([]);
  });

  it('gives the findings in pages that together are all of them, each once', async () => {
    const path = `/api/v1/scans/${scanId}/findings`;
    const all = (await api.get<Paged<Finding>>(`${path}?limit=500`)).json.items;
    const paged: Finding[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const query: string = cursor === '' ? 'limit=7' : `limit=7&cursor=${cursor}`;
      const page: Paged<Finding> = (await api.get<Paged<Finding>>(`${path}?${query}`)).json;
      paged.push(...page.items);
      cursor = page.nextCursor;
    }
    expect(all.length).toBeGreaterThan(20);
    expect(paged).toEqual(all);
    const lines = (await api.get(`${path}.jsonl`)).text.trim().split('\n');
    // The export names criteria by their ids and leaves their sentences out.
    expect(lines.map((line) => withoutTexts(JSON.parse(line) as unknown))).toEqual(all.map(withoutTexts));
    expect((await api.get(`${path}.csv`)).text.trim().split('\r\n')).toHaveLength(all.length + 1);
  });

  it('filters them by outcome, relief, path, court and person', async () => {
    const path = `/api/v1/scans/${scanId}/findings?limit=500`;
    const all = (await api.get<Paged<Finding>>(path)).json.items;
    const found = async (query: string): Promise<Finding[]> =>
      (await api.get<Paged<Finding>>(`${path}&${query}`)).json.items;
    const eligible = await found('outcome=eligible,needs-review');
    expect(eligible).toEqual(all.filter(({ outcome }) => ['eligible', 'needs-review'].includes(outcome)));
    expect(await found('outcome=eligible&outcome=needs-review')).toEqual(eligible);
    finding = eligible.find(({ relief }) => relief === 'redesignate') as Finding;
    expect(await found('relief=redesignate')).toEqual(all.filter(({ relief }) => relief === 'redesignate'));
    expect(await found(`path=${finding.path}`)).toEqual(all.filter(({ path: each }) => each === finding.path));
    // A court's name may hold a comma, which separates nothing here.
    expect(finding.case.court).toContain(',');
    expect(await found(`court=${encodeURIComponent(finding.case.court)}`)).toEqual(
      all.filter((each) => each.case.court === finding.case.court),
    );
    expect(await found(`person=${finding.personId}`)).toEqual(all.filter((each) => each.personId === finding.personId));
  });

  it('explains a finding in plain English, and shows the record that it rests on', async () => {
    expect((await api.get(`/api/v1/findings/${finding.id}`)).json).toEqual(finding);
    const explanation = await api.get(`/api/v1/findings/${finding.id}/explanation`);
    expect(explanation.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(explanation.text).toContain('caseload.jsonl');
    const person = await api.get<{ personId: string; versions: { versionId: number }[] }>(
      `/api/v1/people/${finding.personId}`,
    );
    expect(person.json.personId).toBe(finding.personId);
    const version = person.json.versions[0]?.versionId ?? 0;
    expect((await api.get(`/api/v1/people/${finding.personId}?version=${version}`)).json).toEqual(person.json);
  });

  it('drafts the motions, and the PDF comes down whole', async () => {
    const answer = await api.post<Started>(`/api/v1/scans/${scanId}/motions`, {
      formats: ['pdf'],
      relief: [finding.relief],
    });
    expect(answer.status).toBe(202);
    draft = answer.json;
    expect(await finished(draft)).toMatchObject({ kind: 'draft', status: 'done' });
    const motions = await api.get<Paged<Motion>>(`/api/v1/motions?scan=${scanId}&relief=${finding.relief}`);
    const motion = motions.json.items[0] as Motion;
    expect((await api.get(`/api/v1/motions/${motion.id}`)).json).toEqual(motion);
    const file = motion.files[0] as Motion['files'][number];
    const pdf = await fetch(server.url + file.location);
    expect(pdf.headers.get('content-type')).toBe('application/pdf');
    expect(pdf.headers.get('content-disposition')).toContain(file.name);
    const bytes = Buffer.from(await pdf.arrayBuffer());
    expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
    expect(bytes.length).toBe(file.bytes);
    await api.get(file.location);
    expect((await api.get(`/api/v1/motions/problems?job=${draft.jobId}`)).status).toBe(200);
  });

  it('gives no file but those of the motion, whatever the address says', async () => {
    const motion = (await api.get<Paged<Motion>>('/api/v1/motions?limit=1')).json.items[0] as Motion;
    const names = [
      'nothing.pdf',
      '..%2F..%2F..%2Fsecond-look.sqlite',
      '%2Fetc%2Fpasswd',
      '..%5C..%5Cx',
      '%00',
      '.%2e%2f',
    ];
    for (const name of names) {
      const answer = await api.get<Problem>(`/api/v1/motions/${motion.id}/files/${name}`);
      expect(answer.json).toMatchObject({ status: 404, code: 'file-not-found' });
    }
  });

  it('says that a file was changed or removed rather than send what is there', async () => {
    const motion = (await api.get<Paged<Motion>>('/api/v1/motions?limit=1')).json.items[0] as Motion;
    rmSync(join(settings.dataDir, 'drafts'), { recursive: true });
    const answer = await api.get<Problem>(motion.files[0]?.location ?? '');
    expect(answer.json).toMatchObject({ status: 410, code: 'file-gone' });
  });

  it('steers jobs, and says why one that is over cannot be steered', async () => {
    for (const action of ['pause', 'resume', 'cancel', 'rerun-failed']) {
      for (const what of [`scans/${scanId}`, `jobs/${draft.jobId}`]) {
        const answer = await api.post<Problem>(`/api/v1/${what}/${action}`);
        expect(answer.status).toBe(409);
        expect(answer.json.detail).toMatch(/is done and cannot be/);
      }
    }
    const jobs = await api.get<Paged<{ jobId: number; kind: string }>>('/api/v1/jobs?limit=2');
    expect(jobs.json.items.map(({ jobId }) => jobId)).toEqual([draft.jobId, draft.jobId - 1]);
    const older = await api.get<Paged<{ jobId: number; kind: string }>>(
      `/api/v1/jobs?kind=import&cursor=${jobs.json.nextCursor ?? ''}`,
    );
    expect(older.json.items.map(({ kind }) => kind)).toEqual(['import', 'import', 'import']);
  });

  it('shows the law', async () => {
    const packs = await api.get<Paged<{ jurisdiction: string }>>('/api/v1/packs');
    expect(packs.json.items.map(({ jurisdiction }) => jurisdiction)).toContain('us-md-baltimore-city');
    for (const { jurisdiction } of packs.json.items) {
      const pack = await api.get<{ paths: { id: string; location: string; from: string | null }[] }>(
        `/api/v1/packs/${jurisdiction}`,
      );
      // The day that packs write for "always" is no day of the law.
      expect(pack.json.paths.map(({ from }) => from)).not.toContain('1900-01-01');
      for (const path of pack.json.paths) expect((await api.get(path.location)).json['id']).toBe(path.id);
    }
  });

  it('shows a path as a page where HTML is asked for, with its own styles and no script', async () => {
    const accept = 'text/html,application/xhtml+xml,*/*;q=0.8';
    const page = await api.get('/api/v1/packs/us-ca/paths/prop-47/redesignate', { headers: { accept } });
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('vary')).toContain('Accept');
    expect(page.headers.get('content-security-policy')).toMatch(
      /default-src 'none'; style-src 'unsafe-inline';.*sandbox/,
    );
    expect(page.text).toMatch(/^<!doctype html>.*us-ca\/prop-47\/redesignate/s);
    const missing = await api.get('/api/v1/packs/us-ca/paths/prop-0', { headers: { accept } });
    expect(missing.headers.get('content-type')).toContain('application/problem+json');
  });
});

describe('questions and answers through the API', () => {
  const asks = (fact: string) => ({ fact, settles: expect.any(Number) as number });
  let imported: Finding;
  let scanId: number;
  let sheet: string[];

  beforeAll(async () => {
    // Two people charged with possession in Baltimore City under a section that does not say of what.
    const charged = (personId: string): string =>
      JSON.stringify({
        personId,
        cases: [
          {
            caseNumber: `B-${personId}`,
            court: { name: 'District Court of Maryland for Baltimore City', county: 'Baltimore City', state: 'MD' },
            status: 'open',
            charges: [{ count: 1, offenseDate: '2020-05-01', statute: 'CR 5-601' }],
          },
        ],
      });
    const file = await api.upload<Started>('baltimore.jsonl', [charged('Q1'), charged('Q2')].join('\n'));
    await finished(file.json);
    const scan = await api.post<Started>('/api/v1/scans', {
      jurisdictions: ['us-md-baltimore-city'],
      asOf: '2021-06-01',
    });
    await finished(scan.json);
    scanId = scan.json.scanId ?? 0;
    const findings = await api.get<Paged<Finding>>(`/api/v1/scans/${scanId}/findings?person=Q1&outcome=needs-facts`);
    imported = findings.json.items[0] as Finding;
  });

  it('ranks what findings lack, for all or for some of them', async () => {
    const all = await api.get<Paged<{ fact: string; people: number }>>(`/api/v1/scans/${scanId}/questions`);
    expect(all.json.items[0]).toMatchObject({ ...asks('statute'), people: 2 });
    const of = async (query: string): Promise<Paged<{ fact: string; people: number }>> =>
      (await api.get<Paged<{ fact: string; people: number }>>(`/api/v1/scans/${scanId}/questions?${query}`)).json;
    expect((await of('person=Q2')).items[0]).toMatchObject({ ...asks('statute'), people: 1 });
    expect((await of(`path=${imported.path}`)).items.length).toBeGreaterThan(0);
    expect((await of(`relief=expunge&person=Q1`)).items).toEqual([]);
    expect((await of('path=us-md-baltimore-city/nothing')).items).toEqual([]);
  });

  it('gives a sheet to fill in, with a line for each fact that a finding lacks', async () => {
    const answer = await api.get(`/api/v1/scans/${scanId}/answer-sheet?person=Q1`);
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="scan-${scanId}-answers.csv"`);
    sheet = answer.text.trimEnd().split('\r\n');
    expect(sheet[0]).toMatch(/^person_id,court,case_number,count,number,fact,value,source,/);
    expect(sheet[1]).toMatch(/^Q1,District Court of Maryland for Baltimore City,B-Q1,1,,statute,,,/);
  });

  it('keeps what it can of the answers, says why it refused the others, and judges again whom they touch', async () => {
    const answer = await api.post<Started & { kept: number; people: number; refused: { field: string }[] }>(
      `/api/v1/scans/${scanId}/answers`,
      {
        by: 'A. Clerk',
        source: 'the file jacket',
        answers: [
          { finding: imported.id, fact: 'statute', value: 'CR 5-601(a)(1)' },
          { person: 'Q2', case: 'B-Q2', count: 1, fact: 'offense-date', value: 'last spring' },
          { finding: imported.id, fact: 'luck', value: 'yes' },
          { person: 'Nobody', case: 'B-Q2', count: 1, fact: 'grade', value: 'felony', source: 'hearsay' },
        ],
      },
    );
    expect(answer.status).toBe(202);
    expect(answer.headers.get('location')).toBe(answer.json.location);
    expect(answer.json).toMatchObject({ kept: 1, people: 1 });
    expect(answer.json.refused).toEqual([
      { field: 'answers.1', message: expect.stringMatching(/"last spring" is no answer to offense-date/) as unknown },
      { field: 'answers.2', message: expect.stringMatching(/does not lack "luck"\. It lacks/) as unknown },
      { field: 'answers.3', message: 'There is no person Nobody.' },
    ]);
    expect(await finished(answer.json)).toMatchObject({ kind: 'scan', status: 'done' });
    const after = answer.json.scanId ?? 0;
    expect((await api.get(`/api/v1/scans/${after}`)).json).toMatchObject({ startedBy: 'A. Clerk', asOf: '2021-06-01' });
    const outcomes = async (scan: number, person: string): Promise<string[]> =>
      (await api.get<Paged<Finding>>(`/api/v1/scans/${scan}/findings?person=${person}`)).json.items.map(
        ({ path, outcome }) => `${path} ${outcome}`,
      );
    expect(await outcomes(scanId, 'Q1')).toContain(`${imported.path} needs-facts`);
    expect(await outcomes(after, 'Q1')).not.toContain(`${imported.path} needs-facts`);
    expect(await outcomes(after, 'Q2')).toEqual(await outcomes(scanId, 'Q2'));
    const person = await api.get('/api/v1/people/Q1');
    expect(JSON.stringify(person.json)).toContain('"by":"A. Clerk"');
  });

  it('takes an answer to a finding of the earlier scan as well, though a later one made the same finding', async () => {
    const answers = [{ finding: imported.id, fact: 'statute', value: 'CR 5-601(a)(1)', source: 'the complaint' }];
    const answer = await api.post<Started>(`/api/v1/scans/${scanId}/answers`, { by: 'B. Clerk', answers });
    expect(answer.status).toBe(202);
    await finished(answer.json);
  });

  it('refuses with the reasons where no answer can be kept, and keeps nothing', async () => {
    const before = (await api.get<Paged<{ id: number }>>('/api/v1/imports?limit=1')).json.items[0];
    const send = (body: unknown): Promise<{ status: number; json: Problem }> =>
      api.post<Problem>(`/api/v1/scans/${scanId}/answers`, body);
    const one = { person: 'Q2', case: 'B-Q2', count: 1, fact: 'grade', value: 'huge', source: 'hearsay' };
    const refused = await send({ by: 'A. Clerk', answers: [one, { ...one, count: 9 }] });
    expect(refused).toMatchObject({ status: 400, json: { code: 'answers-refused' } });
    expect(refused.json.problems?.map(({ field }) => field)).toEqual(['answers.0', 'answers.1']);
    const shapeless = await send({
      answers: [
        { ...one, finding: imported.id },
        { fact: 'grade', value: 'felony' },
      ],
    });
    expect(shapeless.json.problems?.map(({ field }) => field).sort()).toEqual(['answers.0', 'answers.1', 'by']);
    expect((await send({ by: 'A. Clerk', answers: [] })).json.detail).toContain('give at least one answer');
    expect((await api.get<Paged<{ id: number }>>('/api/v1/imports?limit=1')).json.items[0]).toEqual(before);
  });
});

describe('bad input through the API', () => {
  const refusals: [
    what: string,
    send: () => Promise<{ status: number; json: Problem }>,
    status: number,
    says: RegExp,
  ][] = [
    [
      'an unknown jurisdiction lists the ones there are',
      () => api.post('/api/v1/scans', { jurisdictions: ['us-xx'], asOf: '2026-11-22' }),
      400,
      /There is no jurisdiction "us-xx"\. There are: us-ca, us-ca-los-angeles,.* us-md, us-md-baltimore-city,.*us-[a-z-]+\.$/,
    ],
    [
      'a date that is none',
      () => api.post('/api/v1/scans', { jurisdictions: ['us-ca'], asOf: '2026-02-30' }),
      400,
      /The as-of date "2026-02-30" is not a calendar date/,
    ],
    [
      'an assumption that nobody knows lists the ones there are',
      () => api.post('/api/v1/scans', { jurisdictions: ['us-ca'], asOf: '2026-11-22', assume: ['luck'] }),
      400,
      /Nothing can be assumed under the name "luck".*no-pending-matters/s,
    ],
    [
      'JSON that is none',
      () => api.call('post', '/api/v1/scans', jsonBody('{"jurisdictions":')),
      400,
      /not well formed/,
    ],
    [
      'a body that is too large',
      () => api.call('post', '/api/v1/scans', jsonBody('x'.repeat(1_100_000))),
      413,
      /too large/,
    ],
    ['a picture named .csv', () => api.upload('caseload.csv', PNG), 400, /caseload\.csv is a PNG picture/],
    ['an empty file', () => api.upload('caseload.csv', ''), 400, /caseload\.csv is empty/],
    [
      'a form without a file',
      () => api.call('post', '/api/v1/imports', { body: new FormData() }),
      400,
      /no file|not a form/,
    ],
    [
      'an unknown profile',
      () => api.upload('a.jsonl', '{"personId":"1","cases":[]}', { profile: 'nobody' }),
      400,
      /There is no source profile called nobody; there are ca-doj, canonical/,
    ],
    [
      'a path for a profile',
      () => api.upload('a.jsonl', '{}', { profile: '/etc/x.yaml' }),
      400,
      /profile: name a source profile/,
    ],
    ['an upload over the limit', () => api.upload('caseload.jsonl', 'x'.repeat(1_500_000)), 413, /larger than 1 MB/],
    ['a scan that is not there', () => api.get('/api/v1/scans/99999'), 404, /There is no scan 99999\./],
    ['a number no database has', () => api.get('/api/v1/scans/99999999999999999999'), 404, /There is no scan 9999/],
    ['a word for a number', () => api.get('/api/v1/imports/first'), 404, /There is no import first\./],
    [
      'a finding that is not there',
      () => api.get('/api/v1/findings/0123456789abcdef'),
      404,
      /There is no finding 0123456789abcdef\./,
    ],
    [
      'a person who is not there',
      () => api.get('/api/v1/people/nobody%2Fat%20all'),
      404,
      /There is no person with the id "nobody\/at all"\./,
    ],
    ['a motion that is not there', () => api.get('/api/v1/motions/99999'), 404, /There is no motion 99999\./],
    ['a job that is not there', () => api.get('/api/v1/jobs/99999/events'), 404, /There is no job 99999\./],
    ['a jurisdiction that is not there', () => api.get('/api/v1/packs/us-xx'), 404, /There are: us-ca,/],
    ['a path that is not there', () => api.get('/api/v1/packs/us-ca/paths/prop-0'), 404, /There are: .*prop-47\//],
    [
      'questions of a scan that is not there',
      () => api.get('/api/v1/scans/99999/questions'),
      404,
      /There is no scan 99999\./,
    ],
    [
      'a sheet of a scan that is not there',
      () => api.get('/api/v1/scans/99999/answer-sheet'),
      404,
      /There is no scan 99999\./,
    ],
    [
      'answers to a scan that is not there',
      () =>
        api.post('/api/v1/scans/99999/answers', {
          by: 'A. Clerk',
          answers: [{ person: 'Q1', case: 'B-Q1', fact: 'grade', value: 'felony' }],
        }),
      404,
      /There is no scan 99999\./,
    ],
    [
      'drafting from a scan that is not there',
      () => api.post('/api/v1/scans/99999/motions', {}),
      404,
      /There is no scan 99999\./,
    ],
    [
      'drafting under a path that the scan did not use',
      () => api.post('/api/v1/scans/1/motions', { paths: ['us-md/vacatur'] }),
      400,
      /The law of scan 1 has no path "us-md\/vacatur"\./,
    ],
    [
      'drafting for a finding that the scan did not make',
      () => api.post('/api/v1/scans/1/motions', { findings: ['0000000000000000'] }),
      400,
      /Scan 1 has no finding 0000000000000000\./,
    ],
    [
      'a NUL character in a body',
      () => api.post('/api/v1/scans', { jurisdictions: ['us-ca'], name: 'a\0b' }),
      400,
      /has a NUL character; leave it out\./,
    ],
    ['a NUL character in a query', () => api.get('/api/v1/scans/1/findings?person=a%00b'), 400, /has a NUL character/],
    ['a person with a NUL character', () => api.get('/api/v1/people/a%00b'), 404, /There is no person with the id/],
    ['a finding with a NUL character', () => api.get('/api/v1/findings/a%00b'), 404, /There is no finding/],
    ['a cursor of another list', () => api.get('/api/v1/scans?cursor=bm8'), 400, /The cursor is not one of this list/],
    ['an address where nothing is', () => api.get('/api/v1/nothing'), 404, /\/api\/docs lists what there is/],
  ];

  it.each(refusals)('%s', async (_what, send, status, says) => {
    const { status: given, json } = await send();
    expect(given).toBe(status);
    expect(json.status).toBe(status);
    expect(json.detail).toMatch(says);
    expect(JSON.stringify(json)).not.toMatch(/node_modules|\.ts:|\.js:|\/tmp\//);
  });

  it('lists every problem of a request at once', async () => {
    const answer = await api.get<Problem>('/api/v1/scans/1/findings?limit=0&relief=mercy&outcom=eligible');
    expect(answer.json.problems?.map(({ field }) => field).sort()).toEqual(['', 'limit', 'relief.0']);
    expect(answer.json.detail).toContain('There is no "outcom" here.');
    const body = await api.post<Problem>('/api/v1/scans', { jurisdictions: [], name: '' });
    expect(body.json.problems?.map(({ field }) => field).sort()).toEqual(['asOf', 'jurisdictions', 'name']);
  });

  it('keeps nothing of an upload that was refused', () => {
    expect(uploads()).toEqual([]);
  });

  it('keeps nothing of an upload that breaks off', async () => {
    const sending = request(`${server.url}/api/v1/imports?filename=half.jsonl`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream', 'content-length': '100000' },
    });
    sending.on('error', () => undefined);
    sending.write('{"personId":"1"');
    while (uploads().length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    sending.destroy();
    await nothingLeft();
    const form = request(`${server.url}/api/v1/imports`, {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=b', 'content-length': '100000' },
    });
    form.on('error', () => undefined);
    form.write('--b\r\nContent-Disposition: form-data; name="file"; filename="half.csv"\r\n\r\nperson_id,');
    while (uploads().length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    form.destroy();
    await nothingLeft();
  });
});

describe('what changed, and what is to come, through the API', () => {
  interface Difference {
    kind: string;
    personId: string;
    was: { outcome: string } | null;
    is: { outcome: string } | null;
    cause: { word: string; says: string[] };
  }
  let earlier: number;
  let later: number;

  beforeAll(async () => {
    const scan = async (asOf: string): Promise<number> => {
      const { json } = await api.post<Started>('/api/v1/scans', { jurisdictions: ['us-md-baltimore-city'], asOf });
      await finished(json);
      return json.scanId ?? 0;
    };
    earlier = await scan('2022-06-01');
    later = await scan('2023-01-03');
  });

  it('tells what two scans differ in, in pages that together are all of it, with a summary', async () => {
    const path = `/api/v1/scans/${earlier}/diff/${later}`;
    const all = (await api.get<Paged<Difference>>(`${path}?limit=500`)).json;
    expect(all.items.length).toBeGreaterThan(1);
    expect(all.items.every(({ cause }) => cause.word === 'time')).toBe(true);
    const paged: Difference[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const query: string = cursor === '' ? 'limit=1' : `limit=1&cursor=${cursor}`;
      const page: Paged<Difference> = (await api.get<Paged<Difference>>(`${path}?${query}`)).json;
      paged.push(...page.items);
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(all.items);
    expect((await api.get<Paged<Difference>>(`${path}?kind=in&cause=time`)).json.items).toEqual(
      all.items.filter(({ kind }) => kind === 'in'),
    );
    expect(await api.get<Problem>(`${path}?cause=weather`)).toMatchObject({
      status: 400,
      json: {
        code: 'unknown-cause',
        detail: expect.stringMatching(/^There is no cause "weather"\. There are: record, law, time, /) as unknown,
      },
    });
    expect((await api.get(`${path}/summary`)).json).toMatchObject({
      from: { id: earlier, asOf: '2022-06-01' },
      to: { id: later, asOf: '2023-01-03' },
      changed: all.items.filter(({ kind }) => kind === 'changed').length,
    });
    const itself = await api.get<Problem>(`/api/v1/scans/${earlier}/diff/${earlier}`);
    expect(itself.json).toMatchObject({ status: 400, code: 'same-scan' });
    expect((await api.get<Problem>(`/api/v1/scans/${earlier}/diff/99999`)).status).toBe(404);
  });

  it('tells when relief becomes open by time alone', async () => {
    const calendar = await api.get<{ total: { findings: number } }>(`/api/v1/scans/${earlier}/calendar`);
    expect(calendar.json).toMatchObject({ scan: { id: earlier, asOf: '2022-06-01' }, jurisdiction: null });
    const other = await api.get<Problem>(`/api/v1/scans/${earlier}/calendar?jurisdiction=us-or`);
    expect(other.json.detail).toMatch(/did not ask about "us-or"/);
  });
});

describe('schedules through the API', () => {
  const asked = { jurisdictions: ['us-ca'], cron: '0 2 1 * *', timeZone: 'America/New_York', name: 'Monthly' };
  interface Schedule {
    id: number;
    status: string;
    nextDueAt: string | null;
    nextTimes: string[];
    lastRun: { scanId: number; scanStatus: string } | null;
  }
  let schedule: Schedule;

  it('are added, and say when they are due next', async () => {
    const answer = await api.post<Schedule>('/api/v1/schedules', asked);
    expect(answer.status).toBe(201);
    schedule = answer.json;
    expect(answer.headers.get('location')).toBe(`/api/v1/schedules/${schedule.id}`);
    expect(schedule).toMatchObject({ ...asked, status: 'active', lastRun: null, createdBy: 'api' });
    expect(schedule.nextTimes).toHaveLength(3);
    expect(schedule.nextTimes[0]).toBe(schedule.nextDueAt);
    expect((await api.get(`/api/v1/schedules/${schedule.id}`)).json).toEqual(schedule);
  });

  it('are refused with a sentence where the expression, the time zone or the question cannot be used', async () => {
    const refused = async (more: object): Promise<string> => {
      const answer = await api.post<Problem>('/api/v1/schedules', { ...asked, ...more });
      expect(answer.status).toBe(400);
      return answer.json.detail;
    };
    expect(await refused({ cron: 'monthly' })).toMatch(/^"monthly" is no cron expression: it has to have five parts/);
    expect(await refused({ timeZone: 'Mars' })).toMatch(/^There is no time zone "Mars"/);
    expect(await refused({ jurisdictions: ['us-xx'] })).toMatch(/^There is no jurisdiction "us-xx"/);
  });

  it('rest and are due again', async () => {
    const paused = await api.post<Schedule>(`/api/v1/schedules/${schedule.id}/pause`);
    expect(paused.json).toMatchObject({ status: 'paused', nextDueAt: null, nextTimes: [] });
    const resumed = await api.post<Schedule>(`/api/v1/schedules/${schedule.id}/resume`);
    expect(resumed.json).toEqual(schedule);
  });

  it('run by hand, and show what came of it', async () => {
    const answer = await api.post<Started>(`/api/v1/schedules/${schedule.id}/run`);
    expect(answer.status).toBe(202);
    expect(answer.headers.get('location')).toBe(answer.json.location);
    expect(await finished(answer.json)).toMatchObject({ kind: 'scan', status: 'done' });
    const runs = await api.get<Paged<object>>(`/api/v1/schedules/${schedule.id}/runs`);
    expect(runs.json).toEqual({
      items: [expect.objectContaining({ scanId: answer.json.scanId, scanStatus: 'done', dueAt: null, problem: null })],
      nextCursor: null,
    });
    expect((await api.get(`/api/v1/scans/${answer.json.scanId ?? 0}`)).json).toMatchObject({
      startedBy: `schedule ${schedule.id}`,
    });
  });

  it('are listed in pages, and removed', async () => {
    const other = (await api.post<Schedule>('/api/v1/schedules', asked)).json;
    const first = (await api.get<Paged<Schedule>>('/api/v1/schedules?limit=1')).json;
    expect(first.items.map(({ id }) => id)).toEqual([other.id]);
    const rest = (await api.get<Paged<Schedule>>(`/api/v1/schedules?cursor=${first.nextCursor ?? ''}`)).json;
    expect(rest).toMatchObject({ items: [{ id: schedule.id }], nextCursor: null });
    expect((await api.call('delete', `/api/v1/schedules/${other.id}`)).status).toBe(204);
    const gone = await api.get<Problem>(`/api/v1/schedules/${other.id}`);
    expect(gone.json).toMatchObject({ status: 404, detail: `There is no schedule ${other.id}.` });
  });
});

describe('the server itself', () => {
  it('is alive and ready', async () => {
    expect((await api.get('/healthz')).json).toEqual({ status: 'alive' });
    expect((await api.get('/readyz')).json).toMatchObject({ ready: true, database: { ready: true } });
  });

  it('describes every route, and every route was tried here and answered as described', () => {
    const routes = routesOf(server)
      .filter((route) => !route.includes('/api/docs'))
      .sort();
    expect(routes.length).toBeGreaterThan(30);
    expect(api.operations().sort()).toEqual(routes);
    expect([...api.tried].sort()).toEqual(routes);
    for (const methods of Object.values(api.description.paths)) {
      for (const { summary, responses } of Object.values(methods)) {
        expect(summary).toBeTruthy();
        expect(responses).toHaveProperty('default');
      }
    }
  });

  it('shows its description to people without scripts from elsewhere', async () => {
    const page = await fetch(`${server.url}/api/docs`);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(await page.text()).toContain('Second Look: API');
  });

  it('sends headers that keep browsers from doing more than they should', async () => {
    const { headers } = await api.get('/api/v1/packs');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('access-control-allow-origin')).toBeNull();
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('turns away pages of other sites, and names that were made to point here', async () => {
    const fromElsewhere = await fetch(`${server.url}/api/v1/scans`, {
      method: 'POST',
      headers: { origin: 'https://elsewhere.example', 'content-type': 'text/plain' },
      body: '{}',
    });
    expect(fromElsewhere.status).toBe(403);
    const status = await new Promise<number | undefined>((resolve, reject) => {
      request(`${server.url}/api/v1/packs`, { headers: { host: 'elsewhere.example' } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(421);
  });

  it('will not listen where other machines could reach it, nor where somebody else listens', async () => {
    const start = (more: Partial<Settings>): Promise<WebServer> =>
      startServer({ ...settings, ...more }, { version: '0.0.0', logger: false });
    await expect(start({ host: '0.0.0.0' })).rejects.toMatchObject({ code: 'host-not-loopback', exitCode: 2 });
    const port = Number(new URL(server.url).port);
    const database = { kind: 'sqlite', file: join(dir, 'other.sqlite') } as const;
    await expect(start({ port, database })).rejects.toMatchObject({ code: 'port-in-use', exitCode: 2 });
  });

  it('ends the streams of those who listen when it closes', async () => {
    const database = { kind: 'sqlite', file: join(dir, 'closing.sqlite') } as const;
    const other = await startServer({ ...settings, port: 0, database }, { version: '0.0.0', logger: false });
    const client = await ApiClient.open(other.url);
    const people = Array.from({ length: 40 }, (_, n) => JSON.stringify({ personId: `P${n}`, cases: [] })).join('\n');
    const { json: imported } = await client.upload<Started>('people.jsonl', people);
    await client.get(`${imported.location}/events`);
    const { json: scan } = await client.post<Started>('/api/v1/scans', {
      jurisdictions: ['us-ca'],
      asOf: '2026-11-22',
    });
    await client.post(`/api/v1/jobs/${scan.jobId}/pause`).catch(() => undefined);
    const listening = fetch(`${other.url}${scan.location}/events`).then((response) => response.text());
    const listened = listening.catch(() => 'cut off');
    await other.close();
    expect(typeof (await listened)).toBe('string');
    await expect(fetch(`${other.url}/healthz`)).rejects.toThrow();
  });
});

function withoutTexts(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, each: unknown) => (key === 'text' ? undefined : each)));
}

function jsonBody(body: string): RequestInit {
  return { headers: { 'content-type': 'application/json' }, body };
}

/** Every route that the web framework knows, written as OpenAPI writes them. */
function routesOf({ app }: WebServer): string[] {
  const { router } = app.getHttpAdapter().getInstance() as {
    router: { stack: { route?: { path: string | string[]; methods: Record<string, boolean> } }[] };
  };
  return router.stack.flatMap(({ route }) =>
    route === undefined
      ? []
      : [route.path]
          .flat()
          .flatMap((path) =>
            Object.keys(route.methods).map((method) => `${method} ${path.replace(/[:*](\w+)/g, '{$1}')}`),
          ),
  );
}
