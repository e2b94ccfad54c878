/** What a paper tells the court as its reasons, and what it leaves to the attorney. */
import type { Determination, SeenFact, TracedCriterion } from '../../law/index.js';
import type { GroundView } from './motion-draft.js';
import type { CriterionWords, PathWords } from './path-words.js';
import { writeDatesIn, writeList } from './write-words.js';

export interface Grounds {
  /** What the law asks and the record shows, each with what the record says. */
  grounds: GroundView[];
  /** Met where the case is one of those it speaks of, and the record does not show that it is none. */
  conditionalGrounds: GroundView[];
  barsNotFound: GroundView[];
  /** What the answer takes to be so, though a fact that is unknown could change it: the attorney verifies it first. */
  toVerify: string[];
}

// A condition of some cases only, `For a Class B felony, …`, is met also where the case is none of those. A paper that said
// it flatly would seem to say that this one is.
const CONDITIONAL = /^(For\b(?! (this|the)\b)|If\b|Where\b|When\b|After a\b|Unless\b)|, if there was one\.$/;

/** Facts that tell which cases a condition speaks of: where they alone decided it, the case at hand is none of them. */
const SELECTORS = new Set(['grade', 'class', 'class-now', 'statute', 'as-of', 'as-of date']);

/** What is known instead: then it does not matter that a fact is unknown. */
const STANDS_IN: Readonly<Record<string, (other: SeenFact) => boolean>> = {
  // The judgment is entered with the sentence where no other day is recorded for it.
  'sentence-imposed-date': ({ fact }) => fact === 'conviction-date' || fact === 'disposition-date',
  'granted-date': ({ fact }) => fact === 'conviction-date' || fact === 'disposition-date',
  // Who was never confined was never released.
  'release-date': ({ fact, value }) => fact === 'confinement-days' && value === '0 days',
  // The drug in it weighs no more than all of it.
  'buprenorphine-milligrams': ({ fact }) => fact === 'weight-grams',
};

/**
 * Whether a criterion was decided with something in it unknown that could change it: a bar that nobody has shown, say. The
 * answer stands, and a paper must not tell the court that it is so.
 */
export function restsOnUnknown({ facts }: TracedCriterion): boolean {
  const known = facts.filter(({ value }) => value !== 'unknown');
  return facts.some(({ fact, value }) => value === 'unknown' && !known.some((other) => STANDS_IN[fact]?.(other)));
}

/**
 * Whether an office's policy is not yet known to reach the item: a question about it is open. Until somebody decides it,
 * no paper says that the office acts on that policy, or that the item is what the policy asks for.
 */
export function isUnsettledPolicy({ path, review }: Determination, words: ReadonlyMap<string, PathWords>): boolean {
  return words.get(path)?.kind === 'policy' && review.length > 0;
}

/** What may be told to the court of these determinations, each reason once, with its authority. */
export function groundsOf(determinations: readonly Determination[], words: ReadonlyMap<string, PathWords>): Grounds {
  const said: Grounds = { grounds: [], conditionalGrounds: [], barsNotFound: [], toVerify: [] };
  for (const determination of determinations) {
    const path = words.get(determination.path);
    if (path === undefined || isUnsettledPolicy(determination, words)) continue;
    for (const criterion of reasonsOf(determination)) {
      const words = path.criteria[criterion.id];
      if (words === undefined) continue;
      const text = writeDatesIn(words.text);
      const isConditional = CONDITIONAL.test(text);
      if (isConditional && concernsOthers(criterion)) continue;
      if (criterion.role === 'disqualifier') {
        if (!restsOnUnknown(criterion)) said.barsNotFound.push({ text, cite: words.authority.cite, record: null });
      } else if (restsOnUnknown(criterion)) {
        said.toVerify.push(text);
      } else {
        const isOfThisCase =
          !isConditional || criterion.facts.some(({ value }) => value.includes('; the wait is complete on '));
        (isOfThisCase ? said.grounds : said.conditionalGrounds).push(groundOf(criterion, words));
      }
    }
  }
  return {
    grounds: once(said.grounds),
    conditionalGrounds: once(said.conditionalGrounds),
    barsNotFound: once(said.barsNotFound),
    toVerify: [...new Set(said.toVerify)],
  };
}

/** The criteria that speak for the item; where its path asks nothing of its own, that the path covers it at all. */
function reasonsOf({ criteria }: Determination): TracedCriterion[] {
  const own = criteria.filter(
    ({ role, outcome }) =>
      (role === 'requirement' && outcome === 'met') || (role === 'disqualifier' && outcome === 'not-met'),
  );
  if (own.some(({ role }) => role === 'requirement')) return own;
  const covering = criteria.filter(
    ({ id, role, outcome }) => role === 'coverage' && outcome === 'met' && COVERS.has(id),
  );
  return [...covering.slice(0, 1), ...own];
}

const COVERS = new Set(['offense', 'covers']);

function groundOf(criterion: TracedCriterion, { text, authority }: CriterionWords): GroundView {
  const isCovering = criterion.role === 'coverage';
  return {
    text: !isCovering
      ? writeDatesIn(text)
      : criterion.id === 'offense'
        ? text.replace('that this path covers', 'that this relief covers')
        : 'This is one of the cases that this relief is for.',
    cite: authority.cite,
    record: recordOf(criterion),
  };
}

function concernsOthers({ facts }: TracedCriterion): boolean {
  return facts.length > 0 && facts.every(({ fact, value }) => SELECTORS.has(fact) && value !== 'unknown');
}

const UNITS = /-(grams|days|cents)$/;

/** What the record says of a criterion: `weight: 0.99 g; conviction date: March 1, 2019`. Silence is not told as a fact. */
function recordOf({ facts }: TracedCriterion): string | null {
  const told = facts
    .filter(({ value, basis }) => !/^unknown\b/.test(value) && basis !== 'coverage' && basis !== 'assumption')
    .map(({ fact, value }) => {
      // A full date of birth has no place in a court's public file.
      if (fact === 'birth-date') return `year of birth: ${value.slice(0, 4)}`;
      return `${fact.replace(UNITS, '').replaceAll('-', ' ')}: ${writeDatesIn(value.replace(/; linked by .*$/, ''))}`;
    });
  return told.length === 0 ? null : [...new Set(told)].join('; ');
}

function once(grounds: readonly GroundView[]): GroundView[] {
  const found = new Map<string, { ground: GroundView; records: string[] }>();
  for (const ground of grounds) {
    const key = `${ground.text}\n${ground.cite}`;
    const same = found.get(key) ?? { ground, records: [] };
    if (ground.record !== null && !same.records.includes(ground.record)) same.records.push(ground.record);
    found.set(key, same);
  }
  return [...found.values()].map(({ ground, records }) => ({
    ...ground,
    record: records.length === 0 ? null : writeList(records),
  }));
}
