import { aFinding, aPack } from '../../test/factories/a-finding.js';
import { toFindingJson, valueOf } from './finding-json.js';
import { PackWords } from './pack-words.js';

const words = new PackWords([aPack()]);
const SCAN = { asOf: '2026-11-22' };

describe('the JSON line of a finding', () => {
  it('has these fields in this order, for those who rely on it', () => {
    expect(JSON.stringify(toFindingJson(aFinding(), words, SCAN))).toBe(
      '{"id":"0123456789abcdef","personId":"P-1",' +
        '"case":{"number":"12CR01234","court":"Superior Court","county":"Fresno","state":"CA"},' +
        '"item":{"kind":"conviction","count":2},"jurisdiction":"us-ca","path":"us-ca/test/expunge","relief":"expunge",' +
        '"outcome":"needs-review","missing":[],' +
        '"review":[{"criterion":"danger","question":"Is there an unreasonable risk of danger?"}],' +
        '"criteria":[{"id":"felony","outcome":"met","value":"felony","authority":"Test Act § 1",' +
        '"source":{"file":"fresno.csv","row":12},"role":"requirement","text":"The conviction is a felony."},' +
        '{"id":"waited","outcome":"met","value":"2010-03-02","authority":"Test Note 7 (not verified)",' +
        '"source":{"file":"fresno.csv","row":14},"role":"requirement","text":"Ten years have run since the conviction."},' +
        '{"id":"grave","outcome":"not-met","value":"none (assumed from coverage)","authority":"Test Act § 1",' +
        '"role":"disqualifier","text":"The person has a grave conviction."}],' +
        '"cautions":[{"id":"immigration","text":"Ask counsel about immigration first.","authority":"Test Act § 1"}],' +
        '"ripple":[],"restsOn":["criminal-history: none"],"preferred":true,' +
        `"scan":{"asOf":"2026-11-22","packHash":"${aPack().hash}"}}`,
    );
  });

  it('says for a missing fact where each answer would lead', () => {
    const finding = aFinding({
      outcome: 'needs-facts',
      missing: [
        {
          criterion: 'felony',
          fact: 'grade',
          question: 'Was it a felony?',
          ifMet: 'eligible',
          ifNotMet: 'not-eligible',
          values: [{ is: 'felony', leads: 'eligible' }],
        },
      ],
    });
    expect(toFindingJson(finding, words, SCAN).missing).toEqual([
      {
        ...{ fact: 'grade', ifMet: 'eligible', ifNotMet: 'not-eligible', question: 'Was it a felony?' },
        ...{ criterion: 'felony', values: [{ is: 'felony', leads: 'eligible' }] },
      },
    ]);
  });

  it('has the day of an eligibility that only time holds back, and the number of a warrant', () => {
    const json = toFindingJson(
      aFinding({ outcome: 'eligible-later', eligibleOn: '2030-01-02', item: { kind: 'warrant', number: 'W-1' } }),
      words,
      SCAN,
    );
    expect(json).toMatchObject({ eligibleOn: '2030-01-02', item: { kind: 'warrant', number: 'W-1' } });
    expect('count' in json.item).toBe(false);
  });

  it('is not made with other packs than those of the scan', () => {
    expect(() => toFindingJson(aFinding({ path: 'us-ca/other' }), words, SCAN)).toThrow(
      'The path us-ca/other is not in the packs of the scan.',
    );
  });
});

describe('the value of a criterion', () => {
  it('tells what silence or an assumption stands behind it, once', () => {
    expect(
      valueOf([
        { fact: 'a', value: 'none', basis: 'coverage' },
        { fact: 'b', value: 'none', basis: 'assumption' },
        { fact: 'c', value: 'none; that there is none elsewhere is assumed: verify', basis: 'coverage' },
        { fact: 'd', value: 'felony', basis: 'recorded' },
        { fact: 'e', value: 'felony', basis: 'derived' },
      ]),
    ).toBe(
      'none (assumed from coverage); none (assumed for the scan); none; that there is none elsewhere is assumed: verify; felony',
    );
  });
});
