import { inventedPeople } from '../../test/database/invented-people.js';
import { loadPacks, selectPacks } from '../law/index.js';
import { type ChunkPeople, compileLaw, evaluateChunk } from './evaluate-chunk.js';
import { FINDING_COLUMNS } from './finding-row.js';

const law = compileLaw({
  scanId: 9,
  asOf: '2026-11-22',
  assume: [],
  packs: selectPacks(loadPacks(), ['us-ca']).map((pack) => pack.snapshot),
});

function chunk(records: readonly string[]): ChunkPeople {
  return {
    chunkIndex: 2,
    personKeys: records.map((_, n) => `P-${n}`),
    versionIds: records.map((_, n) => n + 1),
    records,
  };
}

const rowsOf = (texts: readonly string[]): unknown[][] => texts.flatMap((text) => JSON.parse(text) as unknown[][]);
const at = (row: readonly unknown[], column: (typeof FINDING_COLUMNS)[number]): unknown =>
  row[FINDING_COLUMNS.indexOf(column)];

describe('evaluating a chunk', () => {
  it('gives a row for each determination, numbered within its person', () => {
    const records = inventedPeople(30).map((person) => JSON.stringify(person));
    const { rows, counts, problems } = evaluateChunk(law, chunk(records));
    const all = rowsOf(rows);
    expect(problems).toEqual([]);
    expect(all).toHaveLength(counts.findings);
    expect(counts.people).toBe(30);
    const places = new Map<unknown, number>();
    for (const row of all) {
      const next = places.get(at(row, 'person_key')) ?? 0;
      expect(at(row, 'ordinal')).toBe(next);
      places.set(at(row, 'person_key'), next + 1);
      expect([at(row, 'scan_id'), at(row, 'chunk_index')]).toEqual([9, 2]);
    }
    expect(new Set(all.map((row) => at(row, 'finding_key'))).size).toBe(all.length);
  });

  it('hands over rows some thousand at a time', () => {
    const records = inventedPeople(900).map((person) => JSON.stringify(person));
    const { rows, counts } = evaluateChunk(law, chunk(records));
    expect(counts.findings).toBeGreaterThan(2000);
    expect(rows.length).toBeGreaterThan(1);
    expect(rowsOf(rows)).toHaveLength(counts.findings);
  });

  it('sets a record aside that is not JSON or not a record, says why, and counts the others', () => {
    const [good] = inventedPeople(1).map((person) => JSON.stringify(person));
    const { counts, problems } = evaluateChunk(law, chunk(['{"personId"', good ?? '', 'null', '{"personId":"x"}']));
    expect(problems.map(({ personKey }) => personKey)).toEqual(['P-0', 'P-2', 'P-3']);
    expect(problems[0]?.reason).toMatch(/^SyntaxError: /);
    expect(problems[2]?.reason).toMatch(/^TypeError: /);
    expect(counts).toMatchObject({ people: 4, problems: 3 });
  });

  it('names two items differently that a source numbers alike', () => {
    const twin = {
      caseNumber: 'C-1',
      court: { name: 'Superior Court', county: 'Fresno', state: 'CA' },
      charges: [
        { count: 1, statute: 'HS 11350(a)', grade: 'felony', disposition: { type: 'convicted', date: '2010-01-01' } },
      ],
    };
    const { rows } = evaluateChunk(law, chunk([JSON.stringify({ personId: 'P-0', cases: [twin, twin] })]));
    const names = rowsOf(rows).map((row) => at(row, 'finding_key'));
    expect(names.length).toBeGreaterThan(1);
    expect(new Set(names).size).toBe(names.length);
  });

  it('counts people by the best that any path holds for them, and items that no path speaks of', () => {
    const record = {
      personId: 'P-0',
      coverage: { history: 'state', pendingMatters: 'yes' },
      cases: [
        {
          caseNumber: 'C-1',
          court: { name: 'Superior Court', county: 'Fresno', state: 'CA' },
          charges: [{ count: 1, statute: 'VC 23152(a)', disposition: { type: 'pending' } }],
        },
      ],
    };
    const { counts } = evaluateChunk(law, chunk([JSON.stringify(record)]));
    expect(counts).toMatchObject({ people: 1, charges: 1, findings: 0, peopleByOutcome: {} });
    expect(counts.notCovered['us-ca/prop-47/pending-charge']).toBe(1);
  });

  it('of nobody gives nothing', () => {
    expect(evaluateChunk(law, chunk([]))).toMatchObject({ rows: [], problems: [], counts: { people: 0, findings: 0 } });
  });
});
