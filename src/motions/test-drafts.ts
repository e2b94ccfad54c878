/** Invented people and answers for the tests of this room; defaults are dull, a test states only what it is about. */
import type { Determination } from '../law/index.js';
import type { Charge, CourtCase, PersonRecord } from '../records/record.js';
import { draftMotions, type DraftResult } from './drafting/draft-motions.js';
import type { MotionDraft, Office } from './drafting/motion-draft.js';
import type { PathWords } from './drafting/path-words.js';
import { loadTemplates, type TemplateLibrary } from './templating/template-library.js';

let shipped: TemplateLibrary | undefined;

/** The shipped templates, read once. */
export function templates(): TemplateLibrary {
  shipped ??= loadTemplates();
  return shipped;
}

export function aCharge(count: number, charge: Partial<Charge> = {}): Charge {
  return {
    count,
    statute: 'CR 5-601(a)(1)',
    description: 'CDS: possession, not marijuana',
    grade: 'misdemeanor',
    offenseDate: '2004-05-09',
    disposition: { type: 'pending' },
    source: { file: 'charges.csv', row: count + 1 },
    ...charge,
  };
}

export function aCase(courtCase: Partial<CourtCase> = {}): CourtCase {
  return {
    caseNumber: '4B00812345',
    court: { name: 'District Court of Maryland', county: 'Baltimore City', state: 'MD' },
    charges: [aCharge(1)],
    ...courtCase,
  };
}

export function aRecord(record: Partial<PersonRecord> = {}): PersonRecord {
  return {
    personId: 'P-1',
    name: { first: 'Rosa', middle: 'Imani', last: 'Exampleton' },
    birthDate: '1971-08-14',
    cases: [aCase()],
    ...record,
  };
}

export const PENDING = 'us-md-baltimore-city/pending-charge';
export const WARRANT = 'us-md-baltimore-city/warrant';

export function aDetermination(determination: Partial<Determination> = {}): Determination {
  return {
    personId: 'P-1',
    case: { number: '4B00812345', court: 'District Court of Maryland', county: 'Baltimore City', state: 'MD' },
    item: { kind: 'pending-charge', count: 1 },
    jurisdiction: 'us-md-baltimore-city',
    path: PENDING,
    relief: 'dismiss',
    outcome: 'eligible',
    missing: [],
    review: [],
    criteria: [
      {
        id: 'listed',
        role: 'requirement',
        outcome: 'met',
        facts: [
          { fact: 'statute', value: 'CR 5-601(a)(1)', basis: 'recorded', source: { file: 'charges.csv', row: 2 } },
        ],
      },
    ],
    cautions: [],
    preferred: true,
    ripple: [],
    restsOn: [],
    ...determination,
  };
}

export function wordsFor(id: string, words: Partial<PathWords> = {}): PathWords {
  const authority = { cite: 'Directive of March 18, 2020', title: null, verified: true, note: null };
  return {
    id,
    jurisdiction: id.split('/')[0] ?? '',
    jurisdictionTitle: 'Baltimore City',
    title: 'Office policy on drug possession',
    summary: 'The office no longer prosecutes possession.',
    relief: 'dismiss',
    kind: 'policy',
    authority,
    criteria: { listed: { text: "The count charges an offense on the policy's list.", authority } },
    cautions: {},
    result: { becomes: 'nolle prosequi', order: ['The State enters nolle prosequi on this count.'], carveOuts: [] },
    movant: 'people',
    drafted: 'when-open',
    notice: { victim: 'none', days: null, text: null },
    authorities: [authority],
    ...words,
  };
}

export interface DraftOf {
  record?: PersonRecord;
  determinations?: Determination[];
  words?: PathWords[];
  office?: Office;
  library?: TemplateLibrary;
}

/** Drafts as of 2021-06-01 with the shipped templates. */
export function draft(of: DraftOf = {}): DraftResult {
  const words = of.words ?? [
    wordsFor(PENDING),
    wordsFor(WARRANT, {
      relief: 'quash',
      result: { becomes: 'quashed', order: ['The warrant is quashed.'], carveOuts: [] },
    }),
  ];
  return draftMotions({
    record: of.record ?? aRecord(),
    determinations: of.determinations ?? [aDetermination()],
    words: new Map(words.map((each) => [each.id, each])),
    office: of.office ?? {},
    asOf: '2021-06-01',
    scan: { id: 'scan-1', asOf: '2021-06-01', packHash: 'hash' },
    library: of.library ?? templates(),
  });
}

/** The one draft of an input that leads to one. */
export function oneDraft(of: DraftOf = {}): MotionDraft {
  const { drafts, issues } = draft(of);
  const [only, ...more] = drafts;
  if (only === undefined || more.length > 0 || issues.length > 0) {
    throw new Error(`expected one draft, got ${drafts.length} and ${JSON.stringify(issues)}`);
  }
  return only;
}
