import fc from 'fast-check';
import type { Determination } from '../law/index.js';
import { aDetermination } from '../../test/factories/a-determination.js';
import { FINDING_COLUMNS, findingKey, packFinding, rowText, unpackDetail } from './finding-row.js';

const AT = { scanId: 3, chunkIndex: 4, personKey: 'P-1', versionId: 5, ordinal: 6 };

const text = fc.string({ unit: 'binary', maxLength: 12 });
const source = fc.record({ file: fc.constantFrom('a.csv', 'b.csv'), row: fc.nat(99) });
const supplied = fc.record(
  {
    fact: text,
    value: text,
    basis: fc.constant('supplied' as const),
    supplied: fc.record(
      { by: text, at: text, evidence: text, from: text },
      { requiredKeys: ['by', 'at', 'evidence'], noNullPrototype: true },
    ),
  },
  { noNullPrototype: true },
);
const seen = fc.record(
  {
    fact: fc.constantFrom('grade', 'statute', 'criminal-history'),
    value: fc.oneof(fc.constantFrom('felony', 'none'), text),
    basis: fc.constantFrom('recorded' as const, 'derived' as const, 'coverage' as const, 'assumption' as const),
    source,
  },
  { requiredKeys: ['fact', 'value'] },
);
const fact = fc.oneof({ weight: 4, arbitrary: seen }, { weight: 1, arbitrary: supplied });
const criterion = fc.record(
  {
    id: text,
    role: fc.constantFrom('requirement' as const, 'disqualifier' as const, 'coverage' as const),
    outcome: fc.constantFrom('met' as const, 'not-met' as const, 'unknown' as const),
    holdsOn: fc.constant('2030-01-02'),
    // Each fact once: that a criterion looked at it twice is not kept.
    facts: fc.uniqueArray(fact, { selector: (each) => JSON.stringify(each), maxLength: 5 }),
  },
  { requiredKeys: ['id', 'role', 'outcome', 'facts'] },
);
const lead = fc.constantFrom(
  'eligible' as const,
  'eligible-later' as const,
  'needs-review' as const,
  'needs-facts' as const,
  'not-eligible' as const,
  'not-covered' as const,
);

describe('a packed determination', () => {
  it('keeps everything that the engine said', () => {
    fc.assert(
      fc.property(
        fc.record({
          criteria: fc.array(criterion, { maxLength: 6 }),
          missing: fc.array(
            fc.record({
              ...{ criterion: text, fact: text, question: text, ifMet: lead, ifNotMet: lead },
              values: fc.array(fc.record({ is: text, leads: lead }, { noNullPrototype: true })),
            }),
          ),
          review: fc.array(fc.record({ criterion: text, question: text })),
          cautions: fc.array(text),
          restsOn: fc.array(fc.oneof(text, fc.constantFrom('grade: felony', 'criminal-history: none'))),
          ripple: fc.array(
            fc.record(
              {
                kind: fc.constantFrom('score', 'enhancement', 'priors', 'wait'),
                case: text,
                item: fc.record({ kind: fc.constant('conviction'), count: fc.nat() }, { noNullPrototype: true }),
                says: text,
              },
              { noNullPrototype: true },
            ),
          ),
        }),
        (said) => {
          const row = packFinding(aDetermination(said), 'k', AT);
          expect(unpackDetail(JSON.stringify(row.at(-1)))).toEqual(said);
        },
      ),
    );
  });

  it('has a value for every column', () => {
    const row = packFinding(
      aDetermination({ eligibleOn: '2030-01-02', preferred: false, item: { kind: 'warrant', number: 'W-9' } }),
      'abc',
      AT,
    );
    expect(row).toHaveLength(FINDING_COLUMNS.length);
    const named = Object.fromEntries(FINDING_COLUMNS.map((column, n) => [column, row[n]]));
    expect(named).toMatchObject({
      finding_key: 'abc',
      scan_id: 3,
      chunk_index: 4,
      person_key: 'P-1',
      ordinal: 6,
      version_id: 5,
      preferred: 0,
      eligible_on: '2030-01-02',
      county: 'Fresno',
      case_number: 'C-1',
      item_kind: 'warrant',
      item_count: null,
      item_number: 'W-9',
    });
  });

  it('says a fact once that many criteria look at', () => {
    const seen = { fact: 'grade', value: 'a felony of the second degree', basis: 'coverage' as const };
    const criteria = ['a', 'b', 'c'].map((id) => ({
      id,
      role: 'requirement' as const,
      outcome: 'met' as const,
      facts: [seen, seen],
    }));
    const packed = JSON.stringify(
      packFinding(aDetermination({ criteria, restsOn: ['grade: a felony of the second degree'] }), 'k', AT),
    );
    expect(packed.split('a felony of the second degree')).toHaveLength(2);
  });

  it('goes to the database without characters that one of the two cannot hold', () => {
    const textOf = (court: string, value: string): unknown[] => {
      const criteria = [{ id: 'a', role: 'coverage' as const, outcome: 'met' as const, facts: [{ fact: 'f', value }] }];
      return JSON.parse(
        rowText(packFinding(aDetermination({ case: { number: 'C', court, state: 'CA' }, criteria }), 'k', AT)),
      ) as unknown[];
    };
    const row = textOf('Court \0 \ud800', 'a \udfff');
    expect(row[13]).toBe('Court \ufffd \ufffd');
    expect(unpackDetail(JSON.stringify(row[19])).criteria[0]?.facts[0]?.value).toBe('a \ufffd');
    expect(textOf('😀 \\u0000 \\ud800', '')[13]).toBe('😀 \\u0000 \\ud800');
  });

  it('of a later format is not guessed at', () => {
    expect(() => unpackDetail('[99,[]]')).toThrow('A finding is stored in format 99, which this version cannot read.');
  });
});

describe('the name of a finding', () => {
  const name = (changes: Partial<Determination> = {}, asOf = '2026-11-22', packHash = 'h', again = 0): string =>
    findingKey(aDetermination(changes), asOf, packHash, again);

  it('is 16 hexadecimal digits, and the same for the same question whatever the answer', () => {
    expect(name()).toMatch(/^[0-9a-f]{16}$/);
    expect(name({ outcome: 'not-eligible', preferred: false, restsOn: ['something'] })).toBe(name());
  });

  it('is another for another person, court, case, item, path, day or law', () => {
    const others = [
      name({ personId: 'P-2' }),
      name({ case: { number: 'C-2', court: 'Superior Court', county: 'Fresno', state: 'CA' } }),
      name({ case: { number: 'C-1', court: 'Other Court', county: 'Fresno', state: 'CA' } }),
      name({ item: { kind: 'conviction', count: 2 } }),
      name({ item: { kind: 'warrant', number: '1' } }),
      name({ path: 'us-ca/other' }),
      name({}, '2026-11-23'),
      name({}, '2026-11-22', 'other'),
      name({}, '2026-11-22', 'h', 1),
      name(),
    ];
    expect(new Set(others).size).toBe(others.length);
  });

  it('never changes between versions of the program: notes of reviewers hang on it', () => {
    expect(name()).toBe('38a5ed8b3c61643e');
  });
});
