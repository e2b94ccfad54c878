/**
 * What every path asks of an item before its own criteria: its kind, and the court it is in.
 */
import { seenOf, test, type Evaluate, type Unplaced } from './context.js';
import { MET, NOT_MET, UNKNOWN, type ItemKind, type SeenFact, type Truth } from './determination.js';
import type { Test } from './expression.js';
import { COURT_NUMBER, ITEM_NUMBER } from './facts.js';
import type { Pack } from './pack.js';
import type { Subject } from './subject.js';

const KIND_FACT: Record<ItemKind, { name: string; question: string }> = {
  conviction: { name: 'disposition', question: 'Did the charge end in a conviction?' },
  nonconviction: { name: 'disposition', question: 'Did the charge end without a conviction?' },
  'pending-charge': { name: 'disposition', question: 'Is the charge still pending?' },
  warrant: { name: 'warrant-status', question: 'Is there a warrant?' },
  'probation-violation': { name: 'violation-status', question: 'Is there a probation violation?' },
};

/** The test that an item is of the kind. */
export function isOfKind(kind: ItemKind): Unplaced {
  const asks = { fact: KIND_FACT[kind].name, question: KIND_FACT[kind].question };
  const pseudo: Test = { op: 'fact', fact: KIND_FACT[kind].name, comparisons: [] };
  return test(pseudo, (context) => kindTruth(kind, context.item), {
    facts: ({ item }, _truth, into) => {
      // Charges of every kind show how they ended.
      into.push((item.seen[ITEM_NUMBER] ??= itemSeen(kind, item)));
    },
    asks: () => asks,
  });
}

function itemSeen(kind: ItemKind, item: Subject): SeenFact {
  const value =
    item.warrant?.warrantNumber ??
    item.violation?.violationId ??
    item.charge?.disposition?.text ??
    item.charge?.disposition?.type ??
    'unknown';
  return seenOf(item, item.charge === null ? kind : KIND_FACT[kind].name, value, 'recorded');
}

/** Whether a subject is an item of this kind. */
export function kindTruth(kind: ItemKind, item: Subject): Truth {
  switch (kind) {
    case 'conviction':
      return item.standing.conviction;
    case 'nonconviction':
      return item.standing.nonconviction;
    case 'pending-charge':
      return item.standing.pending;
    case 'warrant':
      return item.warrant !== null ? MET : NOT_MET;
    case 'probation-violation':
      return item.violation !== null ? MET : NOT_MET;
  }
}

/**
 * Whether the item's court is one of the office's. Decided by county; where the record names no county, by the
 * court's own name when it holds one of the office's names, and unknown otherwise.
 */
export function inCourts(pack: Pack): Unplaced {
  const counties = (pack.file.courts?.county ?? []).map(plainCounty);
  const names = (pack.file.courts?.name ?? []).map((name) => name.toLowerCase());
  const known = new Map<string, Truth>();
  const pseudo: Test = { op: 'fact', fact: 'county', comparisons: [] };
  const decide = (county: string | undefined, name: string): Truth => {
    const court = name.toLowerCase();
    if (names.some((each) => court.includes(each))) return MET;
    if (county !== undefined) return counties.includes(plainCounty(county)) ? MET : NOT_MET;
    if (counties.some((each) => ` ${plainCounty(name)} `.includes(` ${each} `))) return MET;
    return UNKNOWN;
  };
  const judge: Evaluate = ({ item }) => {
    const court = item.courtCase?.court;
    const key = `${court?.county ?? ''}\n${court?.name ?? ''}`;
    let truth = known.get(key);
    if (truth === undefined) {
      truth = decide(court?.county, court?.name ?? '');
      if (known.size < 10_000) known.set(key, truth);
    }
    return truth;
  };
  return test(pseudo, judge, {
    facts: ({ item }, _truth, into) => {
      const value = item.courtCase?.court.county ?? item.courtCase?.court.name ?? 'unknown';
      into.push((item.seen[COURT_NUMBER] ??= seenOf(item, 'county', value, 'recorded')));
    },
    asks: () => ({ fact: 'county', question: 'In which county is the court?' }),
  });
}

function plainCounty(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z ]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/ county$/, ' county')
    .replace(/^county of /, '');
}
