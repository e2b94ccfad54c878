/** A person's record and the determinations of one motion → the plain values that its template prints. */
import { MET, standingOf, type Determination, type ItemRef, type Relief, type SeenFact } from '../../law/index.js';
import type { Charge, CourtCase, PersonRecord, Sourced, SourceRef, Warrant } from '../../records/record.js';
import { cleanText, losesCharacters } from '../document/clean-text.js';
import { carriesProbation, isOpenCharge, writeCommitted, writeDisposition, writeGrade } from './charge-words.js';
import { fillWords, type JurisdictionWords, type ReliefWords } from './jurisdiction-words.js';
import type {
  ChargeView,
  FactView,
  MotionView,
  NotesView,
  Office,
  ScanIdentity,
  ViolationView,
  WarrantView,
} from './motion-draft.js';
import { groundsOf, isUnsettledPolicy, restsOnUnknown } from './grounds.js';
import { linksOf, linkWords } from './links.js';
import { orderTerms } from './order-terms.js';
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
  template: { id: string; title: string; attachments: string[]; relief: readonly Relief[] };
  /** How its relief is asked for. */
  relief: ReliefWords;
}

/** What a state calls its counties, where it calls them otherwise. */
const COUNTY_OF: Readonly<Record<string, string>> = { AK: 'Borough', LA: 'Parish' };

export const NO_SOURCE = 'source not recorded';

const WARRANT_WORDS: Readonly<Record<NonNullable<Warrant['kind']>, string>> = {
  arrest: 'arrest warrant',
  bench: 'bench warrant',
  'failure-to-appear': 'warrant for failure to appear',
  'probation-violation': 'warrant for violation of probation',
  other: 'warrant',
};

/** Where a row stands, as the attorney's notes name it: `charges.csv, row 12`. */
export function writeSource(source: SourceRef | undefined): string {
  return source === undefined ? NO_SOURCE : `${source.file}, row ${source.row}`;
}

/** The same for a part of the record, with what people put right in it: the row does not say that. */
function writeSourceOf(part: Sourced, courtCase: CourtCase): string {
  const corrections = (part.corrections ?? []).map(
    ({ fact, by, at, source }) => `${fact} ${suppliedWords(by, at, source)}`,
  );
  return [writeSource(part.source ?? courtCase.source), ...corrections].join('; ');
}

function suppliedWords(by: string, at: string, evidence: string): string {
  return `supplied by ${by} on ${at.slice(0, 10)} (${evidence})`;
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
  // What a template absorbs is part of what it asks for, and not an order of its own.
  const given = determinations.filter((each) => input.template.relief.includes(each.relief));
  const { reached, chargesMeant, ...terms } = orderTerms(given, words, courtCase);
  const uncovered = charges.filter((charge) => !covered.has(charge.count));
  const otherCounts = uncovered
    .filter((charge) => !reached.has(charge.count))
    .map((charge) => chargeView(charge, courtCase));
  const otherOpenCounts = otherCounts.filter((count) => count.isOpen);
  const warrants = warrantViews(courtCase, determinations);
  const violations = violationViews(courtCase, determinations);
  const paths = [...new Set(determinations.map((each) => each.path))].sort().flatMap((id) => words.get(id) ?? []);
  const county = courtCase.court.county ?? null;
  const fullName = writeName(record.name);
  const countList = counts.length === 0 ? null : writeCounts(counts.map((count) => count.number));
  const warrantList = writeNumbers('warrant', warrants);
  const violationList = writeNumbers('violation', violations);
  const itemList = writeList([countList, warrantList, violationList].filter((list) => list !== null)).trim() || null;
  const becomesPhrase = unique(paths.map((path) => withArticle(path.result.becomes))).join(' or ');
  const movant = paths[0]?.movant ?? 'people';
  const fill = wordsOfCourt(courtCase);
  const say = (pattern: string): string => {
    const filled = fillWords(pattern, fill);
    // A pattern that needs the county where the record names none must end as a missing field, not as a bare brace.
    return /\{\w+\}/.test(filled) ? '' : filled;
  };
  const prosecution = input.jurisdiction.prosecution;
  const isPlural = /\bpeople$/i.test(prosecution);

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
      plaintiffRole: input.jurisdiction.plaintiffRole || null,
      defendant: fullName === null ? '' : fullName.toLocaleUpperCase('en-US'),
      defendantRole: input.jurisdiction.defendantRole || null,
      versus: input.jurisdiction.versus,
      caseLabel: input.jurisdiction.caseLabel,
      placeLabel: input.jurisdiction.placeLabel,
    },
    prosecution: {
      name: prosecution,
      possessive: isPlural ? 'their' : 'its',
      capital: prosecution.charAt(0).toUpperCase() + prosecution.slice(1),
      attorneyTitle: input.office.title ?? say(input.jurisdiction.attorneyTitle),
      moves: isPlural ? 'move' : 'moves',
      says: isPlural ? 'say' : 'says',
      asks: isPlural ? 'ask' : 'asks',
      answers: isPlural ? 'answer' : 'answers',
      withdraws: isPlural ? 'withdraw' : 'withdraws',
      tells: isPlural ? 'tell' : 'tells',
      has: isPlural ? 'have' : 'has',
      does: isPlural ? 'do' : 'does',
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
      becomesPhrase,
      ...terms,
      chargesMeant,
      ...askFor(input.relief, { items: itemList ?? '', becomes: becomesPhrase, person: fullName ?? '' }),
    },
    counts,
    countList,
    otherCounts,
    otherCountList: otherCounts.length === 0 ? null : writeCounts(otherCounts.map((count) => count.number)),
    otherOpenCounts,
    otherOpenCountList: otherOpenCounts.length === 0 ? null : writeCounts(otherOpenCounts.map((count) => count.number)),
    coversEveryOpenCount:
      counts.some((count) => count.isOpen) && !uncovered.some((charge) => isOpenCharge(charge, courtCase)),
    warrants,
    warrantList,
    violations,
    violationList,
    itemList,
    ...groundsOf(determinations, words),
    toDecide: unique(determinations.flatMap(({ review }) => review.map(({ question }) => writeDatesIn(question)))),
    authorities: uniqueBy(
      paths.map((path) => ({ cite: path.authority.cite, title: path.authority.title })),
      (authority) => authority.cite,
    ),
    paths: paths.map((path) => ({
      title: path.title,
      summary: writeDatesIn(path.summary),
      cite: path.authority.cite,
      isPolicy: path.kind === 'policy',
      isSettled: !determinations.some((each) => each.path === path.id && isUnsettledPolicy(each, words)),
    })),
    movant,
    moves: {
      people: movant === 'people',
      person: movant === 'defendant',
      both: movant === 'joint',
      court: movant === 'court',
      agency: movant === 'agency',
      itself: movant === 'court' || movant === 'agency',
    },
    victimNotice: victimNoticeOf(paths, courtCase),
    notes: notesOf(input, paths),
  };
  return cleanView(view);
}

/** The relief in words: for titles, for running text and for what the paper is called. */
function askFor(
  words: ReliefWords,
  fill: { items: string; becomes: string; person: string },
): Pick<
  MotionView['relief'],
  'paper' | 'to' | 'ask' | 'heading' | 'orderHeading' | 'responseHeading' | 'noticeHeading' | 'paperName'
> {
  const heading = `${words.paper} to ${words.to}`.toLocaleUpperCase('en-US');
  return {
    paper: words.paper,
    to: words.to,
    ask: fillWords(words.ask, fill),
    heading,
    orderHeading: `[PROPOSED] ORDER ON ${heading}`,
    responseHeading: `ANSWER TO ${heading}`,
    noticeHeading: `NOTICE OF ${heading}`,
    paperName: `The ${words.paper} to ${words.to}`,
  };
}

/** The words that `jurisdiction.yaml` patterns may use. */
function wordsOfCourt(courtCase: CourtCase): Record<string, string> {
  const { name, county, state } = courtCase.court;
  const stateName = writeState(state);
  const filled: Record<string, string> = { court: name, state: stateName, STATE: stateName.toLocaleUpperCase('en-US') };
  const longCounty =
    county === undefined
      ? undefined
      : /\b(city|county|parish|borough)\b/i.test(county)
        ? county
        : `${county} ${COUNTY_OF[state] ?? 'County'}`;
  if (county !== undefined && longCounty !== undefined) {
    filled['county'] = county;
    filled['COUNTY'] = county.toLocaleUpperCase('en-US');
    filled['countyLong'] = longCounty;
  }
  filled['courtForCounty'] = withCounty(name, county, longCounty);
  filled['COURT_FOR_COUNTY'] = filled['courtForCounty'].toLocaleUpperCase('en-US');
  filled['COURT_ALONE'] = courtAlone(name, county, stateName).toLocaleUpperCase('en-US');
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

/** `Superior Court` of `Superior Court of Washington for King County`; the name as recorded where it is put otherwise. */
function courtAlone(name: string, county: string | undefined, state: string): string {
  const ofState = new RegExp(`^(.*\\bcourt) of (?:the state of )?${escaped(state)}\\b`, 'i');
  let alone = name;
  if (county !== undefined) {
    const place = escaped(county);
    // The county's name alone is not enough: `Criminal Court of the City of New York` keeps its own.
    const ends = [
      `(?:,| for| in and for)(?: the)?(?: county of)? ${place}(?: county| unit)?$`,
      `(?: the)? county of ${place}$`,
      ` ${place} county$`,
    ];
    alone = alone
      .replace(new RegExp(ends.join('|'), 'i'), '')
      .replace(new RegExp(`^${place} county (?=.*court)`, 'i'), '')
      .replace(/(?:,| of| for| in)+$/, '');
  }
  const [, bare] = ofState.exec(alone) ?? [];
  const found = (bare ?? alone).trim();
  return /court|tribunal|division/i.test(found) ? found : name;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
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
    gradePhrase: writeGrade(charge),
    offenseDate: writeOptionalDate(charge.offenseDate),
    committed: writeCommitted(charge, courtCase),
    disposition: writeDisposition(charge, courtCase),
    dispositionDate: writeOptionalDate(charge.disposition?.date),
    sentence: sentenceWords(charge),
    isOpen: isOpenCharge(charge, courtCase),
    source: writeSourceOf(charge, courtCase),
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
      kindPhrase: withArticle(WARRANT_WORDS[warrant.kind ?? 'other']),
      issuedDate: writeOptionalDate(warrant.issuedDate),
      ...beneath(courtCase, warrant.counts ?? courtCase.charges.map((charge) => charge.count)),
      ...linkWords(determinations, { kind: 'warrant', number: warrant.warrantNumber }),
      source: writeSourceOf(warrant, courtCase),
    }));
}

/** The counts beneath a warrant or a violation, and what they charge; null where the case has none. */
function beneath(
  courtCase: CourtCase,
  counts: readonly number[],
): { countList: string | null; offenses: string | null } {
  if (counts.length === 0) return { countList: null, offenses: null };
  return { countList: writeCounts(counts), offenses: writeOffenses(courtCase, counts) };
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
    .filter((charge) => carriesProbation(charge, courtCase))
    .map((charge) => charge.count);
  return (courtCase.violations ?? [])
    .filter((violation) => wanted.has(violation.violationId))
    .sort((a, b) => compare(a.violationId, b.violationId))
    .map((violation) => ({
      number: violation.violationId,
      kind: (violation.kind ?? 'other').replace('-', ' '),
      filedDate: writeOptionalDate(violation.filedDate),
      alleged: (violation.alleged ?? []).flatMap((each) => each.description ?? each.statute ?? []),
      ...beneath(courtCase, violation.counts ?? convicted),
      ...linkWords(determinations, { kind: 'probation-violation', number: violation.violationId }),
      source: writeSourceOf(violation, courtCase),
    }));
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
    if (isUnsettledPolicy(determination, words)) {
      assumptions.push(
        'The papers do not say that the office acts on its policy while the question above is open. When it is decided, write in on what the office acts.',
      );
    }
    for (const criterion of determination.criteria) {
      const statement = words.get(determination.path)?.criteria[criterion.id]?.text ?? criterion.id;
      if (criterion.role !== 'coverage' && restsOnUnknown(criterion)) {
        assumptions.push(
          `Not said in the papers, because the record leaves it open; verify before filing: ${statement}`,
        );
      }
      for (const fact of criterion.facts) {
        facts.push({
          item: writeItem(determination.item),
          statement: `${statement} (${criterion.outcome.replace('-', ' ')})`,
          value: `${fact.fact}: ${fact.value}`,
          source: factSource(fact),
        });
        if (fact.basis === 'coverage' || fact.basis === 'assumption') {
          assumptions.push(
            criterion.outcome === 'not-met'
              ? `Taken as not so, because nothing in the file says that it is; verify before filing: ${statement}`
              : `${statement} Nothing in the file says otherwise; verify before filing.`,
          );
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
      determinations.flatMap((each) =>
        each.cautions.map((id) => writeDatesIn(words.get(each.path)?.cautions[id] ?? id)),
      ),
    ),
    ripple: rippleOf(determinations, words),
    links: linksOf(determinations),
    notices: unique(paths.flatMap((path) => path.notice.text ?? [])).map(writeDatesIn),
    assumptions: unique(assumptions),
    gaps: gapsOf(input),
    pendingElsewhere: pendingElsewhere(input),
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

/** Each charge of another case that the record shows to be pending. */
function pendingElsewhere({ record, courtCase }: ViewInput): string[] {
  return record.cases
    .filter((other) => other !== courtCase)
    .flatMap((other) =>
      other.charges
        .filter((charge) => standingOf(charge, other).pending === MET)
        .map(
          (charge) =>
            `case ${other.caseNumber}, count ${charge.count}: ${offenseOf(charge) || 'offense not recorded'} (${writeSourceOf(charge, other)})`,
        ),
    );
}

/** What else in the record rests on a conviction at hand, each with the criterion of the law that makes it so. */
function rippleOf(determinations: readonly Determination[], words: ReadonlyMap<string, PathWords>): string[] {
  return unique(
    determinations.flatMap(({ item, ripple }) =>
      ripple.map(({ says, path, criterion }) => {
        const known = path === undefined ? undefined : words.get(path);
        const why = criterion === undefined ? undefined : known?.criteria[criterion]?.text;
        const said = path === undefined || known === undefined ? says : says.replace(path, `“${known.title}”`);
        return writeDatesIn(`${writeItem(item)}: ${said}${why === undefined ? '' : ` (${why})`}`);
      }),
    ),
  );
}

/** Where a value stands: a row, what silence means, or the person who supplied it. */
function factSource({ basis, source, supplied }: SeenFact): string {
  if (supplied !== undefined) return suppliedWords(supplied.by, supplied.at, supplied.evidence);
  return source === undefined ? basisWords(basis) : writeSource(source);
}

function basisWords(basis: SeenFact['basis']): string {
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
