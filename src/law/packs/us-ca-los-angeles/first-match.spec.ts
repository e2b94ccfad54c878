/**
 * The pack against the policy's list of thirteen steps, written down a second time as plain code: on records that leave
 * nothing open, both have to answer alike. What the pack deliberately answers otherwise is in the notes of `pack.yaml`.
 */
import fc from 'fast-check';
import type { Charge, CourtCase, PersonRecord } from '../../../records/record.js';
import { compilePacks, evaluateRecord, loadPacks } from '../../index.js';

const AS_OF = '2019-11-11';
const FIFTY_YEARS_AGO = '1969-11-11';
const TWENTY_ONE_YEARS_AGO = '1998-11-11';
const TEN_YEARS_AGO = '2009-11-11';
const PROP_64 = '2016-11-09';

const packs = loadPacks().filter((pack) => pack.file.jurisdiction === 'us-ca-los-angeles');
const compiled = compilePacks(packs);

/** What a section is to the policy. */
interface Section {
  text: string;
  cannabis?: string;
  superstrike?: boolean;
  registrable?: boolean;
  pairs?: boolean;
  gang?: boolean;
}

const CANNABIS: Section[] = [
  { text: '11357(A) HS', cannabis: '11357' },
  { text: '11357(B) HS', cannabis: '11357' },
  { text: '11357(C) HS', cannabis: '11357' },
  { text: '11357 HS', cannabis: '11357' },
  { text: '11358 HS', cannabis: '11358' },
  { text: '11359 HS', cannabis: '11359' },
  { text: '11360(A) HS', cannabis: '11360' },
  { text: '664/11358 HS', cannabis: '664/1' },
];
const OTHERS: Section[] = [
  { text: '487(A) PC' },
  { text: '148 PC' },
  { text: '4149 BP' },
  { text: '187 PC', superstrike: true },
  { text: '220 PC', superstrike: true },
  { text: '243.4(A) PC', registrable: true },
  { text: '314(1) PC', registrable: true },
  { text: '288(A) PC', superstrike: true, registrable: true },
  { text: '215 PC', pairs: true },
  { text: '186.22(B)(4) PC', gang: true },
];

interface Conviction {
  section: Section;
  grade: 'felony' | 'misdemeanor';
  date: string;
  end: string;
  /** Which of the person's cases it stands in. */
  case: number;
}

interface Person {
  birthDate: string;
  deceased: boolean;
  registered: boolean;
  convictions: Conviction[];
}

/** The list as the review states it; the text of the reason is the step's own. */
function answerByList(person: Person, conviction: Conviction): string {
  const { convictions } = person;
  const { section, date } = conviction;
  if (conviction.grade !== 'felony') return 'another office';
  if (date >= PROP_64) return 'not eligible';
  if (section.text.includes('11357')) {
    return /^11357\((A|B)\)/.test(section.text) ? 'eligible' : 'by hand';
  }
  const superstrikes = convictions.filter((each) => each.section.superstrike === true).map((each) => each.date);
  const pair = convictions.some(
    (each) =>
      each.section.pairs === true &&
      convictions.some((other) => other.section.gang === true && other.case === each.case),
  );
  if (superstrikes.some((each) => each < date) || (superstrikes.length === 0 && pair)) return 'not eligible';
  const registrable = convictions.filter((each) => each.section.registrable === true).map((each) => each.date);
  if (registrable.some((each) => each < date) || (registrable.length === 0 && person.registered)) return 'not eligible';
  const priors = convictions.filter((each) => each.section.cannabis === section.cannabis && each.date < date);
  if (priors.length >= 2) return 'not eligible';
  if (person.birthDate <= FIFTY_YEARS_AGO) return 'eligible';
  if (person.birthDate >= TWENTY_ONE_YEARS_AGO) return 'eligible';
  const running = convictions.some((each) => each.end > AS_OF);
  if (convictions.every((each) => each.section.cannabis !== undefined) && !running) return 'eligible';
  if (convictions.every((each) => each.date <= TEN_YEARS_AGO)) return 'eligible';
  if (running) return 'by hand';
  return person.deceased ? 'eligible' : 'by hand';
}

const dateNear = (...days: string[]): fc.Arbitrary<string> =>
  fc.oneof(
    fc.constantFrom(...days),
    fc.constantFrom('2001-05-01', '2006-01-09', '2010-03-02', '2014-06-30', '2018-02-02'),
  );

const conviction: fc.Arbitrary<Conviction> = fc.record({
  section: fc.oneof(fc.constantFrom(...CANNABIS), fc.constantFrom(...CANNABIS), fc.constantFrom(...OTHERS)),
  grade: fc.constantFrom('felony', 'felony', 'felony', 'misdemeanor'),
  date: dateNear('2016-11-08', '2016-11-09', '2009-11-10', '2009-11-11', '2009-11-12'),
  end: fc.constantFrom('2012-01-01', '2018-12-31', '2019-11-11', '2019-11-12', '2025-01-01'),
  case: fc.integer({ min: 0, max: 2 }),
});

const person: fc.Arbitrary<Person> = fc.record({
  birthDate: fc.constantFrom('1960-01-01', '1969-11-11', '1969-11-12', '1985-05-05', '1998-11-10', '1998-11-11'),
  deceased: fc.boolean(),
  registered: fc.constantFrom(false, false, true),
  convictions: fc.array(conviction, { minLength: 1, maxLength: 6 }),
});

function recordOf({ birthDate, deceased, registered, convictions }: Person): PersonRecord {
  const cases = [0, 1, 2].map((number): CourtCase => {
    const charges: Charge[] = [];
    convictions.forEach((each, index) => {
      if (each.case !== number) return;
      charges.push({
        count: index + 1,
        statute: each.section.text,
        grade: each.grade,
        disposition: { type: 'convicted', date: each.date },
        sentence: { endDate: each.end },
      });
    });
    return { caseNumber: `C-${number}`, court: { name: 'Court', county: 'Los Angeles', state: 'CA' }, charges };
  });
  return {
    personId: 'P',
    birthDate,
    ...(deceased ? { deceased } : {}),
    ...(registered ? { registrations: [{ kind: 'sex-offense', statute: '290 PC' }] } : {}),
    cases: cases.filter(({ charges }) => charges.length > 0),
  };
}

/** What the pack answers, in the words of the list. */
function answerOfPack(outcome: string | undefined, review: string[]): string {
  if (outcome === undefined) return 'not looked at';
  if (outcome === 'not-eligible') return 'not eligible';
  if (outcome !== 'needs-review') return outcome;
  return review.includes('another-office') ? 'another office' : 'by hand';
}

it('answers like the list of thirteen steps wherever a record leaves nothing open', () => {
  fc.assert(
    fc.property(person, (someone) => {
      const determinations = evaluateRecord(recordOf(someone), compiled, { asOf: AS_OF });
      someone.convictions.forEach((each, index) => {
        if (each.section.cannabis === undefined) return;
        const found = determinations.find(({ item }) => item.count === index + 1);
        const answer = answerOfPack(found?.outcome, found?.review.map(({ criterion }) => criterion) ?? []);
        expect({ conviction: each, answer }).toEqual({ conviction: each, answer: answerByList(someone, each) });
      });
    }),
    { numRuns: 600 },
  );
});

it('asks exactly one question of whatever it leaves to a person', () => {
  fc.assert(
    fc.property(person, (someone) => {
      for (const { outcome, review } of evaluateRecord(recordOf(someone), compiled, { asOf: AS_OF })) {
        if (outcome === 'needs-review') expect(review).toHaveLength(1);
      }
    }),
    { numRuns: 200 },
  );
});
