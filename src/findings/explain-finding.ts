/** A finding in plain English: what was decided, why, on which rows of which file, and under which law. */
import {
  inForceSentence,
  type MissingFact,
  type Outcome,
  overlaysOf,
  type SeenFact,
  type Supplied,
  type TracedCriterion,
} from '../law/index.js';
import type { PackUsed } from '../scans/index.js';
import type { Finding } from './finding.js';
import { valueOf } from './finding-json.js';
import type { PackWords } from './pack-words.js';

/** What of a scan an explanation names. */
export interface ExplainedScan {
  id: number;
  name: string;
  asOf: string;
  inputHash: string;
  engineVersion: string;
  packs: readonly PackUsed[];
}

const OUTCOME_WORDS: Record<Outcome | 'not-covered', string> = {
  eligible: 'eligible',
  'eligible-later': 'not eligible yet',
  'needs-review': 'open, if an attorney so judges',
  'needs-facts': 'undecided until a missing fact is known',
  'not-eligible': 'not eligible',
  'not-covered': 'outside of what this path is about',
};

/** The finding as text: headings and indented lines, no wider than its longest sentence. */
export function explainFinding(finding: Finding, words: PackWords, scan: ExplainedScan): string {
  const { pack, path } = words.path(finding.path);
  const sections = [
    section(`Finding ${finding.key}`, [
      `Person ${finding.personKey}, ${itemWords(finding)}.`,
      `${path.title} (${finding.path}): ${path.summary}`,
    ]),
    section('Decision', decision(finding, scan.asOf)),
    section('What the law asks, and what the record says', criteriaLines(finding, words)),
    section('What is missing', missingLines(finding, words)),
    section(
      'For the attorney to decide',
      finding.review.map(
        ({ criterion, question }) => `${question} (${words.criterion(finding.path, criterion).authority})`,
      ),
    ),
    section(
      'Before anything is filed',
      finding.cautions.map((id) => words.criterion(finding.path, id).text),
    ),
    section(
      'Elsewhere in this record, if this conviction went',
      finding.ripple.map(({ says, path, criterion }) =>
        path === undefined || criterion === undefined ? says : `${says} (${words.criterion(path, criterion).text})`,
      ),
    ),
    section('This answer rests on', finding.restsOn.map(restWords)),
    section('Read from', sources(finding)),
    section('Law', [
      `${pack.file.title}, version ${pack.file.version}, content ${pack.hash}.`,
      ...overlaysOf(pack).map(({ name, because }) => `With the overlay ${name}: ${because}`),
      `Authority: ${words.authorityOf(finding.path).authority}.`,
      inForceSentence(path.inForce),
      ...unverified(finding, words),
    ]),
    section('Scan', [
      `Scan ${scan.id} (${scan.name}), as of ${scan.asOf}, engine ${scan.engineVersion}, records ${scan.inputHash}.`,
      finding.preferred
        ? ''
        : 'Another finding on the same item is the one to draft; this one is shown as an alternative.',
      path.drafted === 'on-request'
        ? `A motion is drafted for it only when somebody asks: second-look draft --scan ${scan.id} --finding ${finding.key}`
        : '',
    ]),
  ];
  return `${sections.filter((text) => text !== '').join('\n\n')}\n`;
}

function section(title: string, lines: readonly string[]): string {
  const kept = lines.filter((line) => line !== '');
  return kept.length === 0 ? '' : [title, ...kept.map((line) => `  ${line}`)].join('\n');
}

function itemWords({ item, case: courtCase }: Finding): string {
  const kind = item.kind.replaceAll('-', ' ');
  const which = item.count !== undefined ? `count ${item.count}` : `${kind} ${item.number ?? ''}`.trim();
  const court =
    courtCase.county === undefined || courtCase.court.includes(courtCase.county)
      ? `${courtCase.court}, ${courtCase.state}`
      : `${courtCase.court}, ${courtCase.county}, ${courtCase.state}`;
  return `${which} of case ${courtCase.number} (${court})${item.count === undefined ? '' : `: ${kind}`}`;
}

function decision(finding: Finding, asOf: string): string[] {
  const relief = `Relief: ${finding.relief}.`;
  switch (finding.outcome) {
    case 'eligible':
      return [`Eligible as of ${asOf}. ${relief}`];
    case 'eligible-later':
      if (finding.review.length > 0) {
        return [
          `Not open yet: nothing but time is missing, and then a judgement remains. Open for review from ${finding.eligibleOn ?? 'a later day'} if nothing else happens. ${relief}`,
        ];
      }
      return [
        `Not eligible yet: nothing but time is missing. Eligible from ${finding.eligibleOn ?? 'a later day'} if nothing else happens. ${relief}`,
      ];
    case 'needs-review':
      return [`Everything that a record can show is met as of ${asOf}; a judgement remains. ${relief}`];
    case 'needs-facts':
      return [`Nothing rules it out as of ${asOf}, and a fact is missing. ${relief}`];
    case 'not-eligible':
      return [`Not eligible as of ${asOf}. ${relief}`];
  }
}

/** Each question with where its answers lead; where several ask for the same fact, that is said once, below them. */
function missingLines({ missing, path }: Finding, words: PackWords): string[] {
  return missing.flatMap((each, at) => {
    const [before, next] = [missing[at - 1], missing[at + 1]];
    const isAsked = before !== undefined && before.question === each.question && before.fact === each.fact;
    const question = isAsked ? [] : [`${each.question} (${each.fact})`];
    return next !== undefined && sameAnswers(each, next) ? question : [...question, ...leadLines(each, path, words)];
  });
}

function sameAnswers(one: MissingFact, other: MissingFact): boolean {
  const of = ({ fact, about, values }: MissingFact): string => JSON.stringify([fact, about, values]);
  return of(one) === of(other) && !isOfCondition(one);
}

const isOfCondition = ({ values: [first] }: Pick<MissingFact, 'values'>): boolean =>
  first?.is.startsWith('the condition') === true;

function leadLines({ criterion, values, ifMet, ifNotMet }: MissingFact, path: string, words: PackWords): string[] {
  const [only] = values;
  if (only === undefined) {
    // A finding of an engine that did not look at values.
    return [`  If the test that asks is met: ${OUTCOME_WORDS[ifMet]}. If not: ${OUTCOME_WORDS[ifNotMet]}.`];
  }
  if (values.length === 1) return [`  Whatever the answer is, by itself it leads to: ${OUTCOME_WORDS[only.leads]}.`];
  const leads = values.map(({ is, leads: to }) => `  If ${is}: ${OUTCOME_WORDS[to]}.`);
  return isOfCondition({ values }) ? [`  The condition: ${words.criterion(path, criterion).text}`, ...leads] : leads;
}

function criteriaLines(finding: Finding, words: PackWords): string[] {
  return finding.criteria.flatMap((criterion) => {
    const { text, authority } = words.criterion(finding.path, criterion.id);
    const value = valueOf(criterion.facts.map(withDayNamed));
    return [
      `[${standing(criterion)}] ${text}`,
      ...(value === '' ? [] : [`    In the record: ${value}${rowsOf(criterion)}`]),
      ...suppliedOf(criterion).map((supplied) => `    ${suppliedWords(supplied)}`),
      `    ${authority}`,
      ...(criterion.holdsOn === undefined ? [] : [`    Time alone changes this on ${criterion.holdsOn}.`]),
    ];
  });
}

/** For a disqualifier the words turn around: that it is met is what rules relief out. */
function standing({ role, outcome, facts }: TracedCriterion): string {
  if (outcome === 'unknown') return 'unknown';
  const isSilent = facts.length > 0 && facts.every(({ value }) => value === 'unknown');
  if (role === 'disqualifier') {
    if (outcome === 'met') return 'applies: rules relief out';
    return isSilent ? 'taken not to apply, the record is silent: verify' : 'does not apply';
  }
  if (outcome === 'met') return isSilent ? 'taken as met, the record is silent: verify' : 'met';
  return 'not met';
}

/** A day says which one it is: a line may show several. */
function withDayNamed(seen: SeenFact): SeenFact {
  if (!/^\d{4}(-|\b)/.test(seen.value) || !/(date|as-of)$/.test(seen.fact)) return seen;
  const name = seen.fact.replaceAll('-', ' ');
  return { ...seen, value: `${name} ${seen.value}` };
}

function rowsOf({ facts }: TracedCriterion): string {
  const rows = [
    ...new Set(facts.flatMap(({ source }) => (source === undefined ? [] : [`${source.file} row ${source.row}`]))),
  ];
  return rows.length === 0 ? '' : ` (${rows.join(', ')})`;
}

/** What people supplied of what the criterion saw, each once. */
function suppliedOf({ facts }: TracedCriterion): Supplied[] {
  return facts.flatMap(({ supplied }, at) =>
    supplied === undefined || facts.findIndex((each) => sameSupply(each.supplied, supplied)) < at ? [] : [supplied],
  );
}

function sameSupply(one: Supplied | undefined, other: Supplied): boolean {
  return one !== undefined && suppliedWords(one) === suppliedWords(other);
}

/** `Supplied by A. Clerk on 2026-11-22, from: the file jacket. The source says: CR 5-601.` */
function suppliedWords({ by, at, evidence, from }: Supplied): string {
  const before = from === undefined ? 'The source does not say.' : `The source says: ${from}.`;
  return `Supplied by ${by} on ${at.slice(0, 10)}, from: ${evidence}. ${before}`;
}

function sources({ criteria }: Finding): string[] {
  const rows = new Map<string, Set<number>>();
  for (const { facts } of criteria) {
    for (const { source } of facts) {
      if (source === undefined) continue;
      const ofFile = rows.get(source.file) ?? new Set<number>();
      rows.set(source.file, ofFile.add(source.row));
    }
  }
  return [...rows]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([file, numbers]) => {
      const sorted = [...numbers].sort((a, b) => a - b);
      return `${file}, ${sorted.length === 1 ? 'row' : 'rows'} ${sorted.join(', ')}`;
    });
}

function unverified(finding: Finding, words: PackWords): string[] {
  const cites = [
    words.authorityOf(finding.path),
    ...finding.criteria.map(({ id }) => words.criterion(finding.path, id)),
    ...finding.review.map(({ criterion }) => words.criterion(finding.path, criterion)),
  ].filter(({ verified }) => !verified);
  return cites.length === 0
    ? []
    : [
        `Authorities that nobody has checked against their source yet: ${[...new Set(cites.map(({ authority }) => authority.replace(/ \(not verified\)$/, '')))].join('; ')}.`,
      ];
}

/** The engine's own words for silence ask already to verify. */
function restWords(text: string): string {
  return text.endsWith('verify') ? `${text}.` : `${text}. Verify.`;
}
