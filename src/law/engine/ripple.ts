/**
 * Ripple: what else in the same record rests on a conviction, for the attorney to see before it goes.
 *
 * A sentence may have counted it, an enhancement may rest on it, and relief for another item may be barred or put off by
 * it. The first two are read from the record; the last from what decided the determinations on the other items. Whether
 * relief ends any of it is law: the path says so in `result.afterwards`. What the conviction goes on counting for is left
 * out, and where the path is silent the sentence says that. Nothing here changes an outcome.
 */
import type { Sentence } from '../../records/record.js';
import { parseStatute, printStatute, type Statute } from '../statutes/index.js';
import { NOT_MET, type Determination, type Outcome, type Relief, type Ripple } from './determination.js';
import type { PreparedRecord, Subject } from './subject.js';

/** A criterion that keeps relief from being open, and the person's other convictions that decided it. */
export interface Blocker {
  readonly criterion: string;
  /** Whether time alone could turn it: a wait or a look-back. */
  readonly turns: boolean;
  readonly members: readonly Subject[];
}

/** A determination while its record is still being evaluated. */
export interface Made {
  readonly determination: Determination;
  readonly item: Subject;
  readonly blockers: readonly Blocker[];
  /** What the path says of the conviction's weight elsewhere once relief is granted: whether it still counts. */
  readonly afterwards: ReadonlyMap<Ripple['kind'], boolean>;
}

/** Relief after which the conviction may no longer stand as it did. */
const REMOVES: ReadonlySet<Relief> = new Set(['vacate', 'dismiss', 'expunge', 'seal', 'redesignate']);

/** Fills in the ripple of every determination under which a conviction goes, or may go. */
export function addRipples(made: readonly Made[], prepared: PreparedRecord): void {
  if (prepared.convictions.length < 2) return;
  const known = new Map<Subject, Ripple[]>();
  for (const { determination, item, afterwards } of made) {
    if (determination.outcome === 'not-eligible' || !REMOVES.has(determination.relief)) continue;
    if (item.charge === null || item.standing.conviction === NOT_MET) continue;
    let ripples = known.get(item);
    if (ripples === undefined) {
      ripples = [...ripplesInSentences(item, prepared), ...ripplesInRelief(item, made)];
      known.set(item, ripples);
    }
    if (ripples.length > 0) determination.ripple = ripples.flatMap((ripple) => afterRelief(ripple, afterwards));
  }
}

/** The ripple as the path lets it be told: not at all where the conviction still counts for that, and with its doubt. */
function afterRelief(ripple: Ripple, afterwards: Made['afterwards']): Ripple[] {
  const counts = afterwards.get(ripple.kind);
  if (counts === true) return [];
  return [counts === false ? ripple : { ...ripple, says: `${ripple.says} ${UNSETTLED}` }];
}

const UNSETTLED = 'Whether this relief ends that is not settled here: verify.';

function ripplesInSentences(item: Subject, { charges }: PreparedRecord): Ripple[] {
  const ripples: Ripple[] = [];
  for (const other of charges) {
    const { charge, courtCase } = other;
    if (charge === null || courtCase === null || charge === item.charge || charge.sentence?.status === 'completed') {
      continue;
    }
    const place = { case: courtCase.caseNumber, item: { kind: 'conviction' as const, count: charge.count } };
    const where = `count ${charge.count} of case ${courtCase.caseNumber}`;
    if (charge.sentence !== undefined) {
      const points = pointsFor(item, charge.sentence);
      if (points !== null)
        ripples.push({ kind: 'score', ...place, says: `The sentence on ${where} counted it${points}.` });
    }
    for (const { statute, priorStatute } of charge.enhancements ?? []) {
      if (
        priorStatute === undefined ||
        !isSameSection(item.statute, parseStatute(priorStatute, courtCase.court.state))
      ) {
        continue;
      }
      const enhancement = statute === undefined ? 'An enhancement' : `The enhancement under ${statute}`;
      ripples.push({
        kind: 'enhancement',
        ...place,
        says: `${enhancement} on ${where} rests on a prior under ${priorStatute}, which may be this one.`,
      });
    }
  }
  return ripples;
}

/** Words for the points that a sentence counted for the conviction; null where it did not count it. */
function pointsFor(item: Subject, sentence: Sentence): string | null {
  const prior = sentence.scoredPriors?.find(({ caseNumber, statute }) =>
    caseNumber === undefined
      ? statute !== undefined && isSameSection(item.statute, parseStatute(statute, item.courtCase?.court.state ?? ''))
      : caseNumber === item.courtCase?.caseNumber,
  );
  if (prior === undefined) return null;
  if (prior.points === undefined) return '';
  const score = sentence.offenderScore === undefined ? '' : ` of a score of ${sentence.offenderScore}`;
  return `: ${prior.points} ${prior.points === 1 ? 'point' : 'points'}${score}`;
}

function isSameSection(a: Statute | null, b: Statute | null): boolean {
  if (a === null || b === null || a.section !== b.section || a.code !== b.code) return false;
  const levels = Math.min(a.subdivisions.length, b.subdivisions.length);
  return (
    printStatute(a) === printStatute(b) ||
    a.subdivisions.slice(0, levels).join() === b.subdivisions.slice(0, levels).join()
  );
}

function ripplesInRelief(item: Subject, made: readonly Made[]): Ripple[] {
  const ripples: Ripple[] = [];
  for (const { determination, item: other, blockers } of made) {
    if (other === item) continue;
    for (const { criterion, turns, members } of blockers) {
      if (!members.includes(item)) continue;
      const { path, case: courtCase, item: ref, outcome } = determination;
      const which =
        ref.count === undefined ? `${ref.kind.replaceAll('-', ' ')} ${ref.number ?? ''}` : `count ${ref.count}`;
      ripples.push({
        kind: turns ? 'wait' : 'priors',
        case: courtCase.number,
        item: ref,
        path,
        criterion,
        says: `${path} for ${which} of case ${courtCase.number} is ${STANDS[outcome]} because of it.`,
      });
    }
  }
  return ripples;
}

const STANDS: Record<Outcome, string> = {
  eligible: 'open',
  'needs-review': 'a matter of judgement',
  'eligible-later': 'put off',
  'needs-facts': 'undecided',
  'not-eligible': 'ruled out',
};
