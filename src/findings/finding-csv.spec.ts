import fc from 'fast-check';
import { aFinding, aPack } from '../../test/factories/a-finding.js';
import { type Pack, packFromSnapshot } from '../law/index.js';
import { csvCell, csvLines, FINDINGS_CSV_HEADER } from './finding-csv.js';
import { PackWords } from './pack-words.js';

const words = new PackWords([aPack()]);
const line = csvLines(words, { asOf: '2026-11-22' });

describe('the line of findings.csv', () => {
  it('has a cell for every column', () => {
    expect(FINDINGS_CSV_HEADER).toBe(
      'id,person_id,case_number,court,county,state,item_kind,item_count,item_number,jurisdiction,path,relief,outcome,eligible_on,preferred,decided_by,missing_facts,questions,review_questions,cautions,rests_on,authority,sources,as_of,pack_hash,overlays\r\n',
    );
    expect(line(aFinding())).toBe(
      '0123456789abcdef,P-1,12CR01234,Superior Court,Fresno,CA,conviction,2,,us-ca,us-ca/test/expunge,expunge,needs-review,,yes,,,,' +
        'Is there an unreasonable risk of danger?,Ask counsel about immigration first.,criminal-history: none,' +
        `Test Act § 1,fresno.csv:12 | fresno.csv:14,2026-11-22,${aPack().hash},\r\n`,
    );
  });

  it('says what decides a finding that says no', () => {
    const finding = aFinding({
      outcome: 'not-eligible',
      criteria: [
        { id: 'felony', role: 'requirement', outcome: 'not-met', facts: [{ fact: 'grade', value: 'misdemeanor' }] },
        { id: 'waited', role: 'requirement', outcome: 'not-met', holdsOn: '2030-01-01', facts: [] },
        { id: 'grave', role: 'disqualifier', outcome: 'met', facts: [] },
      ],
    });
    expect(line(finding)).toContain(',The conviction is a felony. [misdemeanor] | The person has a grave conviction.,');
  });

  it('names each place once, and whoever supplied a value with the evidence', () => {
    const source = { file: 'fresno.csv', row: 12 };
    const supplied = { by: 'A. Attorney', at: '2026-11-22T09:00:00.000Z', evidence: 'the docket' };
    const finding = aFinding({
      criteria: [
        { id: 'felony', role: 'requirement', outcome: 'met', facts: [{ fact: 'a', value: '1', source }] },
        {
          id: 'waited',
          role: 'requirement',
          outcome: 'met',
          facts: [
            { fact: 'b', value: '2', source: { file: 'kern.csv', row: 12 } },
            { fact: 'c', value: '3', basis: 'supplied', supplied },
            { fact: 'a', value: '1', source: { ...source } },
          ],
        },
      ],
    });
    expect(line(finding)).toContain(',fresno.csv:12 | kern.csv:12 | A. Attorney: the docket,');
  });

  it('says of each path what is said of that path', () => {
    const other = new PackWords([aPack(), anotherPack()]);
    const lines = csvLines(other, { asOf: '2026-11-22' });
    expect([lines(aFinding()), lines(aFinding({ path: 'us-or/test/expunge' })), lines(aFinding())]).toEqual([
      line(aFinding()),
      expect.stringContaining(`,us-or/test/expunge,`),
      line(aFinding()),
    ]);
    expect(lines(aFinding({ path: 'us-or/test/expunge' }))).toContain(`,Other Act § 2,`);
  });

  it('is not made with other packs than those of the scan', () => {
    expect(() => line(aFinding({ path: 'us-ca/other' }))).toThrow(
      'The path us-ca/other is not in the packs of the scan.',
    );
  });
});

/** The same pack of another state, with another act. */
function anotherPack(): Pack {
  return packFromSnapshot(
    aPack().snapshot.replace('"us-ca"', '"us-or"').replaceAll('"CA"', '"OR"').replace('Test Act § 1', 'Other Act § 2'),
  );
}

describe('a cell', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+49', "'+49"],
    ['-5', "'-5"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\tx', "'\tx"],
    ['\rx', '"\'\rx"'],
    ['a=b', 'a=b'],
    ['a,b', '"a,b"'],
    ['say "no"', '"say ""no"""'],
    ['two\nlines', '"two\nlines"'],
    ['', ''],
  ])('%j is written %j', (value, cell) => {
    expect(csvCell(value)).toBe(cell);
  });

  it('never begins a formula, whatever a source wrote', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const cell = csvCell(value);
        const shown = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
        expect(shown).not.toMatch(/^[=+\-@\t\r]/);
        expect(shown === value || shown === `'${value}`).toBe(true);
      }),
    );
  });

  it('leaves numbers alone', () => {
    expect(csvCell(-5)).toBe('-5');
    expect(csvCell(undefined)).toBe('');
  });
});
