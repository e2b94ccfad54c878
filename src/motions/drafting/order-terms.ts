/**
 * What the order gives, as the packs word it, and which charges those words are about.
 *
 * An order on a warrant often ends the charges beneath it. Which they are is what the determination's criteria saw; a
 * charge that the order ends must never stand in the same order as one that it does not affect.
 */
import { NOT_MET, standingOf, type Determination, type ItemRef } from '../../law/index.js';
import type { Charge, CourtCase } from '../../records/record.js';
import { chargesBeneath } from './links.js';
import type { PathWords } from './path-words.js';
import { writeCounts, writeDatesIn, writeList } from './write-words.js';

export interface OrderTerms {
  orders: string[];
  carveOuts: string[];
  /** Counts of the case that the order may end though relief is asked for what rests on them. */
  reached: Set<number>;
  /** The charges that the order speaks of, `count 1`, where it speaks of charges beneath a warrant or a violation. */
  chargesMeant: string | null;
}

const SPEAKS_OF_CHARGES = /\b(counts?|charges?|convictions?|case)\b/i;

/** The terms of an order that gives what these determinations of one case ask for. */
export function orderTerms(
  determinations: readonly Determination[],
  words: ReadonlyMap<string, PathWords>,
  courtCase: CourtCase,
): OrderTerms {
  const itemsOf = new Map<string, ItemRef[]>();
  for (const { path, item } of [...determinations].sort((a, b) => compare(a.path, b.path))) {
    for (const order of words.get(path)?.result.order ?? []) itemsOf.set(order, [...(itemsOf.get(order) ?? []), item]);
  }
  const isOfOneItem = new Set(determinations.map(({ item }) => writeItems([item]))).size === 1;
  const orders = [...itemsOf].map(([order, items]) =>
    writeDatesIn(isOfOneItem ? order : `As to ${writeItems(items)}: ${order}`),
  );
  const carveOuts = determinations.flatMap(({ path }) => words.get(path)?.result.carveOuts ?? []).map(writeDatesIn);
  return { orders, carveOuts: [...new Set(carveOuts)], ...reachOf(determinations, words, courtCase) };
}

function reachOf(
  determinations: readonly Determination[],
  words: ReadonlyMap<string, PathWords>,
  courtCase: CourtCase,
): Pick<OrderTerms, 'reached' | 'chargesMeant'> {
  const speaking = determinations.filter(
    ({ item, path }) =>
      item.count === undefined && words.get(path)?.result.order.some((order) => SPEAKS_OF_CHARGES.test(order)) === true,
  );
  if (speaking.length === 0) return { reached: new Set(), chargesMeant: null };
  const charges = speaking.flatMap(chargesBeneath);
  const isOwn = ({ caseNumber }: { caseNumber: string }): boolean => caseNumber === courtCase.caseNumber;
  // Where no criterion names the charges, the order's words mean every count that the case holds beneath the item.
  const named =
    charges.length > 0 ? charges.filter(isOwn).map(({ count }) => count) : countsBeneath(speaking, courtCase);
  const own = courtCase.charges
    .filter((charge) => named.includes(charge.count) && hasNotFailed(charge, courtCase))
    .map(({ count }) => count);
  const elsewhere = charges.filter((each) => !isOwn(each)).map(({ charge }) => charge);
  const meant = [...(own.length === 0 ? [] : [writeCounts(own)]), ...new Set(elsewhere)];
  return { reached: new Set(own), chargesMeant: meant.length === 0 ? null : writeList(meant) };
}

/** Whether the charge is, or may be, still pending or a conviction: an order has nothing to end on any other. */
function hasNotFailed(charge: Charge, courtCase: CourtCase): boolean {
  const { conviction, pending } = standingOf(charge, courtCase);
  return conviction !== NOT_MET || pending !== NOT_MET;
}

function countsBeneath(determinations: readonly Determination[], courtCase: CourtCase): number[] {
  const every = courtCase.charges.map(({ count }) => count);
  return determinations.flatMap(({ item }) => {
    const warrant = courtCase.warrants?.find((each) => item.kind === 'warrant' && each.warrantNumber === item.number);
    const violation = courtCase.violations?.find(
      (each) => item.kind === 'probation-violation' && each.violationId === item.number,
    );
    return warrant?.counts ?? violation?.counts ?? every;
  });
}

/** `count 2`, `counts 1 and 3, each`, `warrants W-1 and W-2, each`. */
function writeItems(items: readonly ItemRef[]): string {
  const counts = items.flatMap(({ count }) => count ?? []);
  const lists = [
    ...(counts.length === 0 ? [] : [writeCounts(counts)]),
    ...writeNumbered('warrant', items),
    ...writeNumbered('probation-violation', items),
  ];
  const list = writeList(lists);
  return new Set(items.map(({ kind, count, number }) => `${kind} ${count ?? ''} ${number ?? ''}`)).size > 1
    ? `${list}, each`
    : list;
}

function writeNumbered(kind: ItemRef['kind'], items: readonly ItemRef[]): string[] {
  const noun = kind === 'warrant' ? 'warrant' : 'violation';
  const numbers = [...new Set(items.filter((item) => item.kind === kind).map(({ number }) => number ?? '(no number)'))];
  return numbers.length === 0 ? [] : [`${noun}${numbers.length === 1 ? '' : 's'} ${writeList(numbers)}`];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
