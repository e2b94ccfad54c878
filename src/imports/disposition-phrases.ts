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

/** Counts the phrases, in the order in which they come, each file by itself. */
export function countPhrases(records: readonly PersonRecord[]): CountedPhrase[] {
  const counted = new Map<string, CountedPhrase[]>();
  const all: CountedPhrase[] = [];
  for (const { cases } of records) {
    for (const { court, charges } of cases) {
      for (const { disposition, source } of charges) {
        const phrase = disposition?.text;
        if (phrase === undefined || source === undefined) continue;
        let alike = counted.get(phrase);
        if (alike === undefined) counted.set(phrase, (alike = []));
        const known = alike.find((one) => one.state === court.state && one.first.file === source.file);
        if (known !== undefined) {
          known.count++;
          continue;
        }
        const one = { phrase, state: court.state, count: 1, first: source };
        alike.push(one);
        all.push(one);
      }
    }
  }
  return all;
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
