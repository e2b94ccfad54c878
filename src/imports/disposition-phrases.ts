/** Which phrases for dispositions the records hold, and which of them nobody wrote down what they come to in law. */
import type { PersonRecord, SourceRef } from '../records/record.js';
import type { IssueCollector } from './issue-collector.js';
import { DISPOSITION_PHRASE } from './unmapped-issue.js';

/** A phrase in the courts of a state, how often it stands in some records, and where first. */
export interface CountedPhrase {
  phrase: string;
  state: string;
  count: number;
  first: SourceRef;
}

/** Counts the phrases of records, in the order in which they come, each file by itself. */
export class PhraseCounter {
  private readonly alike = new Map<string, CountedPhrase[]>();
  private counted: CountedPhrase[] = [];

  add({ cases }: PersonRecord): void {
    for (const { court, charges } of cases) {
      for (const { disposition, source } of charges) {
        if (disposition?.text !== undefined && source !== undefined) this.count(disposition.text, court.state, source);
      }
    }
  }

  /** What was counted since the last call. */
  take(): CountedPhrase[] {
    const { counted } = this;
    this.counted = [];
    this.alike.clear();
    return counted;
  }

  private count(phrase: string, state: string, source: SourceRef): void {
    let alike = this.alike.get(phrase);
    if (alike === undefined) this.alike.set(phrase, (alike = []));
    for (const known of alike) {
      if (known.state !== state || known.first.file !== source.file) continue;
      known.count++;
      return;
    }
    const one = { phrase, state, count: 1, first: source };
    alike.push(one);
    this.counted.push(one);
  }
}

/** Lists those that `isKnown` does not know among what the profile does not know. */
export function tallyUnknownPhrases(
  phrases: readonly CountedPhrase[],
  issues: IssueCollector,
  isKnown: ((phrase: string, state: string) => boolean) | undefined,
): void {
  if (isKnown === undefined) return;
  for (const { phrase, state, count, first } of phrases) {
    if (!isKnown(phrase, state)) issues.tally(first, DISPOSITION_PHRASE, phrase, count);
  }
}
