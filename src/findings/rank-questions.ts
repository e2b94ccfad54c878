/**
 * The questions that a scan's findings leave open, ranked by how many findings each would settle.
 *
 * A finding is settled by a fact when some value of it, by itself, leads to an answer: "no victim" settles a finding that
 * would otherwise ask for the restitution too. What each value would lead to is counted, so that a person sees
 * "380 would become eligible if it was 10 g or less" before they open the first file jacket.
 */
import type { MissingFact, Outcome } from '../law/index.js';
import type { Finding } from './finding.js';

type Lead = Outcome | 'not-covered';
export type Leads = Partial<Record<Lead, number>>;

/** One missing fact over all findings of a scan. */
export interface RankedQuestion {
  fact: string;
  /** Findings that lack it. */
  findings: number;
  people: number;
  /** Findings that one value of it, or more, would decide. */
  settles: number;
  /** Where those that lack nothing else lead: if the test that asks is met, and if it is not. `values` says what that takes. */
  ifMet: Leads;
  ifNotMet: Leads;
  /** Where each value would lead the findings it would settle, most findings first. */
  values: RankedValue[];
  /** Who asks, most findings first. */
  askedBy: RankedAsker[];
}

/** Some values of a fact, as findings put them (`10 g or less`), and where they would lead. */
export interface RankedValue {
  is: string;
  leads: Leads;
}

/** One criterion of one path that asks for the fact. */
export interface RankedAsker {
  path: string;
  criterion: string;
  /** In its words, where it asks the same of every finding; else of the first. */
  question: string;
  sameQuestion: boolean;
  findings: number;
}

interface Tally {
  ranked: Omit<RankedQuestion, 'askedBy' | 'values'>;
  lastPerson: string | null;
  values: Map<string, Leads>;
  askers: Map<string, RankedAsker>;
}

/** Counts findings that come person by person, as the export has them, and ranks what they lack. Constant memory. */
export class QuestionRanking {
  private readonly tallies = new Map<string, Tally>();

  add(finding: Pick<Finding, 'personKey' | 'path' | 'missing'>): void {
    const facts = new Set(finding.missing.map(({ fact }) => fact));
    for (const fact of facts) {
      const tally = this.tallyOf(fact);
      const { ranked } = tally;
      ranked.findings += 1;
      if (tally.lastPerson !== finding.personKey) ranked.people += 1;
      tally.lastPerson = finding.personKey;
      const asked = finding.missing.filter((each) => each.fact === fact);
      const [first] = asked;
      if (asked.some((each) => each.values.some(({ leads }) => leads !== 'needs-facts'))) {
        ranked.settles += 1;
        countValues(tally.values, asked);
      }
      if (facts.size === 1 && first !== undefined) {
        add(ranked.ifMet, first.ifMet);
        add(ranked.ifNotMet, first.ifNotMet);
      }
      for (const each of asked) countAsker(tally.askers, finding.path, each);
    }
  }

  /** The questions, those that settle most first. */
  ranked(): RankedQuestion[] {
    return [...this.tallies.values()]
      .map(({ ranked, askers, values }) => ({
        ...ranked,
        values: [...values]
          .map(([is, leads]) => ({ is, leads }))
          .sort((a, b) => sum(b.leads) - sum(a.leads) || compare(a.is, b.is)),
        askedBy: [...askers.values()].sort(
          (a, b) => b.findings - a.findings || compare(a.path, b.path) || compare(a.criterion, b.criterion),
        ),
      }))
      .sort((a, b) => b.settles - a.settles || b.findings - a.findings || compare(a.fact, b.fact));
  }

  private tallyOf(fact: string): Tally {
    let tally = this.tallies.get(fact);
    if (tally === undefined) {
      const ranked = { fact, findings: 0, people: 0, settles: 0, ifMet: {}, ifNotMet: {} };
      tally = { ranked, lastPerson: null, values: new Map(), askers: new Map() };
      this.tallies.set(fact, tally);
    }
    return tally;
  }
}

function countAsker(askers: Map<string, RankedAsker>, path: string, { criterion, question }: MissingFact): void {
  const key = `${path} ${criterion}`;
  const known = askers.get(key);
  if (known === undefined) askers.set(key, { path, criterion, question, sameQuestion: true, findings: 1 });
  else {
    known.findings += 1;
    if (known.question !== question) known.sameQuestion = false;
  }
}

/** So many values of one fact are told apart; days that differ from record to record have no end. */
const MOST_VALUES = 40;

/** Counts each value of a finding's question once, however many of its criteria ask. */
function countValues(values: Map<string, Leads>, asked: readonly MissingFact[]): void {
  const seen = new Set<string>();
  for (const { is, leads } of asked.flatMap((each) => each.values)) {
    if (seen.has(is)) continue;
    seen.add(is);
    const name = values.has(is) || values.size < MOST_VALUES ? is : 'another value';
    const known = values.get(name) ?? {};
    values.set(name, known);
    add(known, leads);
  }
}

function sum(leads: Leads): number {
  return Object.values(leads).reduce((all, each) => all + each, 0);
}

function add(leads: Leads, lead: Lead): void {
  leads[lead] = (leads[lead] ?? 0) + 1;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
