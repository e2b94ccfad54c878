import fc from 'fast-check';
import { aFinding, aPack } from '../../test/factories/a-finding.js';
import { ITEM_KINDS, type MissingFact, type SeenFact, type TracedCriterion } from '../law/index.js';
import type { Finding } from './finding.js';
import { toFindingJson } from './finding-json.js';
import { jsonLines } from './finding-line.js';
import { PackWords } from './pack-words.js';

const words = new PackWords([aPack()]);
const SCAN = { asOf: '2026-11-22' };
const line = jsonLines(words, SCAN);

describe('the line of findings.jsonl', () => {
  it("is the finding's JSON but for the sentences of its criteria, which are the pack's", () => {
    expect(line(aFinding())).toBe(
      '{"id":"0123456789abcdef","personId":"P-1",' +
        '"case":{"number":"12CR01234","court":"Superior Court","county":"Fresno","state":"CA"},' +
        '"item":{"kind":"conviction","count":2},"jurisdiction":"us-ca","path":"us-ca/test/expunge","relief":"expunge",' +
        '"outcome":"needs-review","missing":[],' +
        '"review":[{"criterion":"danger","question":"Is there an unreasonable risk of danger?"}],' +
        '"criteria":[{"id":"felony","outcome":"met","value":"felony","authority":"Test Act § 1",' +
        '"source":{"file":"fresno.csv","row":12},"role":"requirement"},' +
        '{"id":"waited","outcome":"met","value":"2010-03-02","authority":"Test Note 7 (not verified)",' +
        '"source":{"file":"fresno.csv","row":14},"role":"requirement"},' +
        '{"id":"grave","outcome":"not-met","value":"none (assumed from coverage)","authority":"Test Act § 1",' +
        '"role":"disqualifier"}],' +
        '"cautions":[{"id":"immigration","text":"Ask counsel about immigration first.","authority":"Test Act § 1"}],' +
        '"ripple":[],"restsOn":["criminal-history: none"],"preferred":true,' +
        `"scan":{"asOf":"2026-11-22","packHash":"${aPack().hash}"}}\n`,
    );
  });

  it('has the bytes that JSON has, whatever a source or a person wrote', () => {
    fc.assert(fc.property(anyFinding, (finding) => line(finding) === `${jsonWithoutSentences(finding)}\n`));
  });

  it("names the office's own changes to a pack", () => {
    const pack = { ...aPack(), overlays: ['our "numbers"'] };
    const lines = jsonLines(new PackWords([pack]), SCAN);
    expect(lines(aFinding())).toContain(`"packHash":"${pack.hash}","overlays":["our \\"numbers\\""]}}`);
  });

  it('is not made with other packs than those of the scan', () => {
    expect(() => line(aFinding({ path: 'us-ca/other' }))).toThrow(
      'The path us-ca/other is not in the packs of the scan.',
    );
  });
});

function jsonWithoutSentences(finding: Finding): string {
  const json = toFindingJson(finding, words, SCAN);
  return JSON.stringify({ ...json, criteria: json.criteria.map((criterion) => ({ ...criterion, text: undefined })) });
}

/** Any text: quotes, line ends, control characters, halves of a character. */
const text = fc.string({
  unit: fc.oneof(
    fc.integer({ min: 0, max: 0xffff }).map((n) => String.fromCharCode(n)),
    fc.constantFrom('"', '\\', '\n', '§', 'a', ' assumed '),
  ),
});
const day = fc.constantFrom('2020-02-29', '2031-12-01');
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined });
/** The fields that are there. */
const of = <T extends object>(fields: { [K in keyof T]-?: fc.Arbitrary<T[K] | undefined> }): fc.Arbitrary<T> =>
  fc
    .record(fields as Record<string, fc.Arbitrary<unknown>>)
    .map((all) => Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as T);

const fact = of<SeenFact>({
  fact: text,
  value: text,
  basis: maybe(fc.constantFrom('recorded', 'derived', 'coverage', 'assumption', 'supplied')),
  source: maybe(fc.record({ file: text, row: fc.nat() })),
  supplied: maybe(of<NonNullable<SeenFact['supplied']>>({ by: text, at: text, evidence: text, from: maybe(text) })),
});
const criterion = of<TracedCriterion>({
  id: fc.constantFrom('felony', 'waited', 'grave'),
  role: fc.constantFrom('requirement', 'disqualifier', 'coverage'),
  outcome: fc.constantFrom('met', 'not-met', 'unknown'),
  facts: fc.array(fact, { maxLength: 4 }),
  holdsOn: maybe(day),
});
const missing = of<MissingFact>({
  criterion: text,
  fact: text,
  question: text,
  ifMet: fc.constantFrom('eligible', 'not-covered'),
  ifNotMet: fc.constantFrom('needs-facts', 'not-eligible'),
  about: maybe(fc.record({ case: text, count: fc.nat() })),
  values: fc.array(fc.record({ is: text, leads: fc.constantFrom('eligible', 'needs-facts') }), { maxLength: 2 }),
});
const item = of<Finding['item']>({ kind: fc.constantFrom(...ITEM_KINDS), count: maybe(fc.nat()), number: maybe(text) });
type Drawn =
  | 'personKey'
  | 'case'
  | 'item'
  | 'eligibleOn'
  | 'preferred'
  | 'criteria'
  | 'missing'
  | 'review'
  | 'cautions'
  | 'ripple'
  | 'restsOn';
const anyFinding = of<Pick<Finding, Drawn>>({
  personKey: text,
  case: of<Finding['case']>({ number: text, court: text, county: maybe(text), state: text }),
  item,
  eligibleOn: maybe(day),
  preferred: fc.boolean(),
  criteria: fc.array(criterion, { maxLength: 4 }),
  missing: fc.array(missing, { maxLength: 3 }),
  review: fc.array(fc.record({ criterion: text, question: text }), { maxLength: 2 }),
  cautions: fc.constantFrom([], ['immigration'], ['immigration', 'immigration']),
  ripple: fc.array(
    of<Finding['ripple'][number]>({
      kind: fc.constantFrom('score', 'wait'),
      case: text,
      item,
      path: maybe(text),
      criterion: maybe(text),
      says: text,
    }),
    { maxLength: 1 },
  ),
  restsOn: fc.array(text, { maxLength: 2 }),
}).map((drawn) => aFinding(drawn));
