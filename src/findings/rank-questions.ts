/**
 * The questions that a scan's findings leave open, ranked by how many findings each would settle.
 *
 * A finding is settled by a fact when nothing else is missing from it, and each answer leads somewhere. What each answer
 * would lead to is counted, so that a person sees "380 would become eligible" before they open the first file jacket.
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
  /** Findings that lack nothing else. */
  settles: number;
  /** Where those it would settle lead: if the criterion that asks is met, and if it is not. */
  ifMet: Leads;
  ifNotMet: Leads;
  /** Who asks, most findings first. */
  askedBy: RankedAsker[];
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
  ranked: Omit<RankedQuestion, 'askedBy'>;
  lastPerson: string | null;
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
      if (facts.size === 1 && first !== undefined) {
        ranked.settles += 1;
        // Two criteria may ask for the same fact; what they lead to together is not known, what the first leads to is.
        add(ranked.ifMet, first.ifMet);
        add(ranked.ifNotMet, first.ifNotMet);
      }
      for (const each of asked) countAsker(tally.askers, finding.path, each);
    }
  }

  /** The questions, those that settle most first. */
  ranked(): RankedQuestion[] {
    return [...this.tallies.values()]
      .map(({ ranked, askers }) => ({
        ...ranked,
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
      tally = { ranked, lastPerson: null, askers: new Map() };
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

function add(leads: Leads, lead: Lead): void {
  leads[lead] = (leads[lead] ?? 0) + 1;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
