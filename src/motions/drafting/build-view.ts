/** A person's record and the determinations of one motion → the plain values that its template prints. */
import type { Determination, ItemRef } from '../../law/index.js';
import type { Charge, CourtCase, DispositionType, PersonRecord, SourceRef, Warrant } from '../../records/record.js';
import { cleanText, losesCharacters } from '../document/clean-text.js';
import { fillWords, type JurisdictionWords } from './jurisdiction-words.js';
import type {
  ChargeView,
  FactView,
  GroundView,
  MotionView,
  NotesView,
  Office,
  ScanIdentity,
  ViolationView,
  WarrantView,
} from './motion-draft.js';
import type { PathWords } from './path-words.js';
import {
  writeCounts,
  writeDate,
  writeDatesIn,
  writeList,
  writeMoney,
  writeName,
  writeState,
  writeTerm,
} from './write-words.js';

export interface ViewInput {
  record: PersonRecord;
  courtCase: CourtCase;
  /** Those that the motion asks relief for, all of the same case. */
  determinations: readonly Determination[];
  /** Others on the same items, shown to the attorney. */
  alternatives: readonly Determination[];
  words: ReadonlyMap<string, PathWords>;
  jurisdiction: JurisdictionWords;
  office: Office;
  asOf: string;
  scan: ScanIdentity;
  template: { id: string; title: string; attachments: string[] };
}

export const NO_SOURCE = 'source not recorded';

// Anything not on this list may still be before the court: a stet can be reset, a deferral revoked, and a charge whose
// disposition nobody recorded has to be taken as open before a paper says that nothing else is.
const CLOSED: ReadonlySet<DispositionType> = new Set<DispositionType>([
  'convicted',
  'dismissed',
  'nolle-prosequi',
  'acquitted',
  'probation-before-judgment',
  'vacated',
  'set-aside',
  'no-complaint',
]);

const DISPOSITION_WORDS: Readonly<Record<DispositionType, string>> = {
  convicted: 'convicted',
  dismissed: 'dismissed',
  'nolle-prosequi': 'nolle prosequi',
  acquitted: 'acquitted',
  stet: 'stet',
  diverted: 'diverted',
  deferred: 'deferred',
  'probation-before-judgment': 'probation before judgment',
  vacated: 'vacated',
  'set-aside': 'set aside',
  'no-complaint': 'no complaint filed',
  'none-recorded': 'no outcome recorded',
  pending: 'pending',
  other: 'other',
};

const WARRANT_WORDS: Readonly<Record<NonNullable<Warrant['kind']>, string>> = {
  arrest: 'arrest warrant',
  bench: 'bench warrant',
  'failure-to-appear': 'warrant for failure to appear',
  'probation-violation': 'warrant for violation of probation',
  other: 'warrant',
};

/** Whether a charge may still be before the court; a charge without a disposition counts as open. */
export function isOpenCharge(charge: Charge): boolean {
  const type = charge.disposition?.type;
  return type === undefined || !CLOSED.has(type);
}

/** Where a row stands, as the attorney's notes name it: `charges.csv, row 12`. */
export function writeSource(source: SourceRef | undefined): string {
  return source === undefined ? NO_SOURCE : `${source.file}, row ${source.row}`;
}

/** How the papers name an item: `count 2`, `warrant W-1994-001`, `violation V-7`. */
export function writeItem(item: ItemRef): string {
  if (item.kind === 'warrant') return `warrant ${item.number ?? '(no number)'}`;
  if (item.kind === 'probation-violation') return `violation ${item.number ?? '(no number)'}`;
  return item.count === undefined ? 'charge' : `count ${item.count}`;
}

/** Every value that a template may print. Text is cleaned here, once; what is not known is null. */
export function buildView(input: ViewInput): MotionView {
  const { record, courtCase, determinations, words } = input;
  const covered = new Set(determinations.map((each) => each.item.count).filter((count) => count !== undefined));
  const charges = [...courtCase.charges].sort((a, b) => a.count - b.count);
  const counts = charges.filter((charge) => covered.has(charge.count)).map((charge) => chargeView(charge, courtCase));
  const otherCounts = charges
    .filter((charge) => !covered.has(charge.count))
    .map((charge) => chargeView(charge, courtCase));
  const otherOpenCounts = otherCounts.filter((count) => count.isOpen);
  const warrants = warrantViews(courtCase, determinations);
  const violations = violationViews(courtCase, determinations);
  const paths = [...new Set(determinations.map((each) => each.path))].sort().flatMap((id) => words.get(id) ?? []);
  const county = courtCase.court.county ?? null;
  const fullName = writeName(record.name);
  const fill = wordsOfCourt(courtCase);
  const say = (pattern: string): string => {
    const filled = fillWords(pattern, fill);
    // A pattern that needs the county where the record names none must end as a missing field, not as a bare brace.
    return /\{\w+\}/.test(filled) ? '' : filled;
  };
  const prosecution = input.jurisdiction.prosecution;

  const view: MotionView = {
    title: input.template.title,
    asOf: writeDate(input.asOf),
    court: {
      titleLines: say(input.jurisdiction.courtTitle)
        .split('|')
        .map((line) => line.trim())
        .filter((line) => line !== ''),
      name: courtCase.court.name,
      county,
      state: writeState(courtCase.court.state),
    },
    caption: {
      plaintiff: say(input.jurisdiction.plaintiff),
      plaintiffRole: input.jurisdiction.plaintiffRole,
      defendant: fullName === null ? '' : fullName.toLocaleUpperCase('en-US'),
      defendantRole: input.jurisdiction.defendantRole,
    },
    prosecution: {
      name: prosecution,
      possessive: prosecution.endsWith('s') ? 'their' : 'its',
      capital: prosecution.charAt(0).toUpperCase() + prosecution.slice(1),
      attorneyTitle: say(input.jurisdiction.attorneyTitle),
    },
    office: {
      name: input.office.name ?? say(input.jurisdiction.officeName),
      attorney: input.office.attorney ?? null,
      address: input.office.address ?? [],
      telephone: input.office.telephone ?? null,
      email: input.office.email ?? null,
    },
    case: {
      number: courtCase.caseNumber,
      filedDate: writeOptionalDate(courtCase.filedDate),
      judge: courtCase.judge ?? null,
      defenseAttorney: courtCase.defenseAttorney ?? null,
      source: writeSource(courtCase.source ?? courtCase.charges[0]?.source),
    },
    person: {
      fullName: fullName ?? '',
      otherNames: (record.aliases ?? []).flatMap((alias) => writeName(alias) ?? []),
    },
    relief: {
      becomes: unique(paths.map((path) => path.result.becomes)).join(' or '),
      becomesPhrase: unique(paths.map((path) => withArticle(path.result.becomes))).join(' or '),
      orders: unique(paths.flatMap((path) => path.result.order)).map(writeDatesIn),
      carveOuts: unique(paths.flatMap((path) => path.result.carveOuts)).map(writeDatesIn),
    },
    counts,
    countList: counts.length === 0 ? null : writeCounts(counts.map((count) => count.number)),
    otherCounts,
    otherCountList: otherCounts.length === 0 ? null : writeCounts(otherCounts.map((count) => count.number)),
    otherOpenCounts,
    otherOpenCountList: otherOpenCounts.length === 0 ? null : writeCounts(otherOpenCounts.map((count) => count.number)),
    coversEveryOpenCount: counts.some((count) => count.isOpen) && otherOpenCounts.length === 0,
    warrants,
    warrantList: writeNumbers('warrant', warrants),
    violations,
    violationList: writeNumbers('violation', violations),
    grounds: groundsOf(determinations, words, 'requirement', 'met'),
    barsNotFound: groundsOf(determinations, words, 'disqualifier', 'not-met'),
    authorities: uniqueBy(
      paths.map((path) => ({ cite: path.authority.cite, title: path.authority.title })),
      (authority) => authority.cite,
    ),
    paths: paths.map((path) => ({
      title: path.title,
      summary: writeDatesIn(path.summary),
      cite: path.authority.cite,
      isPolicy: path.kind === 'policy',
    })),
    movant: paths[0]?.movant ?? 'people',
    victimNotice: victimNoticeOf(paths, courtCase),
    notes: notesOf(input, paths),
  };
  return cleanView(view);
}

/** The words that `jurisdiction.yaml` patterns may use. */
function wordsOfCourt(courtCase: CourtCase): Record<string, string> {
  const { name, county, state } = courtCase.court;
  const stateName = writeState(state);
  const filled: Record<string, string> = { court: name, state: stateName, STATE: stateName.toLocaleUpperCase('en-US') };
  const longCounty =
    county === undefined ? undefined : /\b(city|county|parish|borough)\b/i.test(county) ? county : `${county} County`;
  if (county !== undefined && longCounty !== undefined) {
    filled['county'] = county;
    filled['COUNTY'] = county.toLocaleUpperCase('en-US');
    filled['countyLong'] = longCounty;
  }
  filled['courtForCounty'] = withCounty(name, county, longCounty);
  filled['COURT_FOR_COUNTY'] = filled['courtForCounty'].toLocaleUpperCase('en-US');
  return filled;
}

/** `warrant W-1`, `warrants W-1 and W-2`. */
function writeNumbers(noun: string, items: readonly { number: string }[]): string | null {
  if (items.length === 0) return null;
  return `${noun}${items.length === 1 ? '' : 's'} ${writeList(items.map((item) => item.number))}`;
}

/** `a misdemeanor`, `an infraction`. */
function withArticle(noun: string): string {
  return `${/^[aeiou]/i.test(noun) ? 'an' : 'a'} ${noun}`;
}

/** `Circuit Court for Frederick County`, whether the name as recorded ends with the county, with a part of it, or without. */
function withCounty(name: string, county: string | undefined, longCounty: string | undefined): string {
  if (county === undefined || longCounty === undefined) return name;
  const lower = name.toLowerCase();
  if (lower.endsWith(` for ${county.toLowerCase()}`)) return name.slice(0, -county.length) + longCounty;
  return lower.includes(county.toLowerCase()) ? name : `${name} for ${longCounty}`;
}

function writeOptionalDate(date: string | undefined): string | null {
  return date === undefined ? null : writeDate(date);
}

function chargeView(charge: Charge, courtCase: CourtCase): ChargeView {
  return {
    number: charge.count,
    label: `Count ${charge.count}`,
    statute: charge.statute ?? null,
    description: charge.description ?? null,
    offense: offenseOf(charge),
    grade: charge.grade ?? null,
    offenseDate: writeOptionalDate(charge.offenseDate),
    disposition: charge.disposition?.type === undefined ? 'not recorded' : DISPOSITION_WORDS[charge.disposition.type],
    dispositionDate: writeOptionalDate(charge.disposition?.date),
    sentence: sentenceWords(charge),
    isOpen: isOpenCharge(charge),
    source: writeSource(charge.source ?? courtCase.source),
  };
}

/** Description and statute as one phrase; empty when neither is known. */
function offenseOf(charge: Charge): string {
  const [first, second] = [charge.description, charge.statute].filter(
    (part) => part !== undefined && part.trim() !== '',
  );
  return second === undefined ? (first ?? '') : `${first} (${second})`;
}

function sentenceWords(charge: Charge): string | null {
  const sentence = charge.sentence;
  if (sentence === undefined) return null;
  const parts: string[] = [];
  if (sentence.confinementDays !== undefined && sentence.confinementDays > 0) {
    const suspended = sentence.suspendedDays ?? 0;
    parts.push(
      `${writeTerm(sentence.confinementDays)} of confinement` +
        (suspended > 0 ? `, ${suspended === sentence.confinementDays ? 'all' : writeTerm(suspended)} suspended` : ''),
    );
  }
  if (sentence.probationDays !== undefined && sentence.probationDays > 0)
    parts.push(`${writeTerm(sentence.probationDays)} of probation`);
  if (sentence.fineCents !== undefined && sentence.fineCents > 0)
    parts.push(`a fine of ${writeMoney(sentence.fineCents)}`);
  return parts.length === 0 ? null : writeList(parts);
}

function warrantViews(courtCase: CourtCase, determinations: readonly Determination[]): WarrantView[] {
  const wanted = new Set(determinations.filter((each) => each.item.kind === 'warrant').map((each) => each.item.number));
  return (courtCase.warrants ?? [])
    .filter((warrant) => wanted.has(warrant.warrantNumber))
    .sort((a, b) => compare(a.warrantNumber, b.warrantNumber))
    .map((warrant) => ({
      number: warrant.warrantNumber,
      kind: WARRANT_WORDS[warrant.kind ?? 'other'],
      issuedDate: writeOptionalDate(warrant.issuedDate),
      countList: writeCounts(warrant.counts ?? courtCase.charges.map((charge) => charge.count)),
      offenses: writeOffenses(courtCase, warrant.counts ?? courtCase.charges.map((charge) => charge.count)),
      source: writeSource(warrant.source ?? courtCase.source),
    }));
}

/** `Possession (HS 11350) and Trespass (PC 602)`: each offense of these counts once; null when none is named. */
function writeOffenses(courtCase: CourtCase, counts: readonly number[]): string | null {
  const named = courtCase.charges
    .filter((charge) => counts.includes(charge.count))
    .map((charge) => offenseOf(charge))
    .filter((offense) => offense !== '');
  return named.length === 0 ? null : writeList(unique(named));
}

function violationViews(courtCase: CourtCase, determinations: readonly Determination[]): ViolationView[] {
  const wanted = new Set(
    determinations.filter((each) => each.item.kind === 'probation-violation').map((each) => each.item.number),
  );
  const convicted = courtCase.charges
    .filter((charge) => charge.disposition?.type === 'convicted')
    .map((charge) => charge.count);
  return (courtCase.violations ?? [])
    .filter((violation) => wanted.has(violation.violationId))
    .sort((a, b) => compare(a.violationId, b.violationId))
    .map((violation) => ({
      number: violation.violationId,
      kind: (violation.kind ?? 'other').replace('-', ' '),
      filedDate: writeOptionalDate(violation.filedDate),
      alleged: (violation.alleged ?? []).flatMap((each) => each.description ?? each.statute ?? []),
      countList: writeCounts(violation.counts ?? convicted),
      offenses: writeOffenses(courtCase, violation.counts ?? convicted),
      source: writeSource(violation.source ?? courtCase.source),
    }));
}

function groundsOf(
  determinations: readonly Determination[],
  words: ReadonlyMap<string, PathWords>,
  role: 'requirement' | 'disqualifier',
  outcome: 'met' | 'not-met',
): GroundView[] {
  const grounds = determinations.flatMap((determination) =>
    determination.criteria
      .filter((criterion) => criterion.role === role && criterion.outcome === outcome)
      .flatMap((criterion): GroundView[] => {
        const said = words.get(determination.path)?.criteria[criterion.id];
        return said === undefined ? [] : [{ text: writeDatesIn(said.text), cite: said.authority.cite }];
      }),
  );
  return uniqueBy(grounds, (ground) => `${ground.text}\n${ground.cite}`);
}

function victimNoticeOf(paths: readonly PathWords[], courtCase: CourtCase): MotionView['victimNotice'] {
  const asking = paths.filter(
    (path) =>
      path.notice.victim === 'required' || (path.notice.victim === 'when-named' && courtCase.hasVictim !== false),
  );
  const days = asking.flatMap((path) => path.notice.days ?? []);
  return {
    needed: asking.length > 0,
    days: days.length === 0 ? null : Math.max(...days),
    text: asking.find((path) => path.notice.text !== null)?.notice.text ?? null,
  };
}

function notesOf(input: ViewInput, paths: readonly PathWords[]): NotesView {
  const { determinations, record, words } = input;
  const facts: FactView[] = [];
  const assumptions: string[] = [];
  for (const determination of determinations) {
    assumptions.push(...determination.restsOn);
    for (const criterion of determination.criteria) {
      const statement = words.get(determination.path)?.criteria[criterion.id]?.text ?? criterion.id;
      for (const fact of criterion.facts) {
        facts.push({
          item: writeItem(determination.item),
          statement: `${statement} (${criterion.outcome.replace('-', ' ')})`,
          value: `${fact.fact}: ${fact.value}`,
          source: fact.source === undefined ? basisWords(fact.basis) : writeSource(fact.source),
        });
        if (fact.basis === 'coverage' || fact.basis === 'assumption') {
          assumptions.push(`${statement} Nothing in the file says otherwise; verify before filing.`);
        }
      }
    }
  }
  return {
    questions: uniqueBy(
      determinations.flatMap((determination) =>
        determination.review.map((review) => ({ item: writeItem(determination.item), question: review.question })),
      ),
      (question) => `${question.item}\n${question.question}`,
    ),
    unverified: uniqueBy(
      paths
        .flatMap((path) => path.authorities)
        .filter((authority) => !authority.verified)
        .map((authority) => ({ cite: authority.cite, note: authority.note ?? 'Not yet checked against the source.' })),
      (authority) => authority.cite,
    ),
    cautions: unique(
      determinations.flatMap((each) => each.cautions.map((id) => words.get(each.path)?.cautions[id] ?? id)),
    ),
    assumptions: unique(assumptions),
    gaps: gapsOf(input),
    attachments: input.template.attachments,
    facts,
    alternatives: unique(
      input.alternatives.map(
        (each) =>
          `${writeItem(each.item)}: ${words.get(each.path)?.title ?? each.path} (${each.outcome.replace('-', ' ')})`,
      ),
    ),
    outcome: determinations.some((each) => each.outcome === 'needs-review') ? 'needs-review' : 'eligible',
    birthDate: writeOptionalDate(record.birthDate),
    personId: record.personId,
    scan: input.scan,
    template: input.template.id,
  };
}

function basisWords(basis: 'recorded' | 'derived' | 'coverage' | 'assumption' | undefined): string {
  if (basis === 'coverage') return 'what the file covers';
  if (basis === 'assumption') return 'an assumption the office accepted';
  if (basis === 'derived') return 'worked out from the record';
  return NO_SOURCE;
}

function gapsOf(input: ViewInput): string[] {
  const gaps: string[] = [];
  if ((input.office.address ?? []).length === 0) {
    gaps.push('The settings hold no address for the office: lines are left for it to be written in.');
  }
  const named: [string, string | undefined][] = [
    ['name', Object.values(input.record.name ?? {}).join(' ')],
    ['case number', input.courtCase.caseNumber],
    ...input.courtCase.charges.map((charge): [string, string] => [
      `text of count ${charge.count}`,
      `${charge.statute ?? ''} ${charge.description ?? ''}`,
    ]),
  ];
  for (const [what, text] of named) {
    if (text !== undefined && losesCharacters(text)) {
      gaps.push(
        `The ${what} holds characters that cannot be printed; they were left out. Compare it with the court's file.`,
      );
    }
  }
  if ((input.record.otherBirthDates ?? []).length > 0)
    gaps.push('The sources give more than one date of birth for this person.');
  return gaps;
}

function cleanView<T>(value: T): T {
  if (typeof value === 'string') return cleanText(value) as T;
  if (Array.isArray(value)) return value.map((each: unknown) => cleanView(each)) as T;
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, cleanView(each as unknown)])) as T;
  }
  return value;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function unique(words: readonly string[]): string[] {
  return [...new Set(words)];
}

function uniqueBy<T>(values: readonly T[], key: (value: T) => string): T[] {
  return [...new Map(values.map((value) => [key(value), value])).values()];
}
