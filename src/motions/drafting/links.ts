/**
 * How a warrant or a violation was brought together with the charges beneath it, read from what its criteria saw: a
 * charge of another case is told with `linked by`, how, and how surely.
 */
import type { Determination, ItemRef } from '../../law/index.js';
import { writeList } from './write-words.js';

const LINKED = /^(.+); (linked by .+): (certain|probable|possible)$/;
const ADVERBS: Readonly<Record<string, string>> = { probable: 'probably', possible: 'possibly' };

const BENEATH = /^.*?\bcase (.+?) count (\d+)(?=$|[,;])/;

interface Linked {
  charge: string;
  /** `linked by cross-reference` */
  how: string;
  /** `certain`, `probable`, `possible` */
  confidence: string;
}

/** A charge that the criteria saw beneath a warrant or a violation. */
export interface ChargeBeneath {
  /** `HS 11350(a), case 10CR00118 count 1`. */
  charge: string;
  caseNumber: string;
  count: number;
}

/** The charges beneath an item that met what its path asks for; where no requirement names any, those the path covers. */
export function chargesBeneath({ criteria }: Determination): ChargeBeneath[] {
  const seenBy = (role: 'requirement' | 'coverage'): ChargeBeneath[] =>
    criteria
      .filter((each) => each.role === role && each.outcome === 'met')
      .flatMap(({ facts }) => facts)
      .flatMap(({ fact, value }) => {
        const [charge, caseNumber, count] = (fact === 'underlying charge' && BENEATH.exec(value)) || [];
        return charge === undefined || caseNumber === undefined ? [] : [{ charge, caseNumber, count: Number(count) }];
      });
  const required = seenBy('requirement');
  return required.length > 0 ? required : seenBy('coverage');
}

/** Each linked charge once: `HS 11350(a), case 10CR00118 count 1`, and how it was linked. */
function linkedCharges({ criteria }: Determination): Linked[] {
  const found = new Map<string, Linked>();
  for (const { facts } of criteria) {
    for (const { value } of facts) {
      const [, charge, how, confidence] = LINKED.exec(value) ?? [];
      if (charge === undefined || how === undefined || confidence === undefined) continue;
      found.set(value, { charge, how, confidence });
    }
  }
  return [...found.values()];
}

/** What a paper says of the charges of other cases that an item rests on; null where it rests on none so. */
export interface LinkWords {
  /** Those that it certainly rests on, as one phrase. */
  linked: string | null;
  /** The others, each with how likely it is and why: `probably HS 11350(a), case 10CR00118 count 1 (linked by …)`. */
  likelyLinked: string | null;
}

export function linkWords(determinations: readonly Determination[], item: Pick<ItemRef, 'kind' | 'number'>): LinkWords {
  const links = determinations
    .filter((each) => each.item.kind === item.kind && each.item.number === item.number)
    .flatMap(linkedCharges);
  const phrase = (charges: readonly string[]): string | null =>
    charges.length === 0 ? null : writeList([...new Set(charges)]);
  return {
    linked: phrase(links.filter(({ confidence }) => confidence === 'certain').map(({ charge }) => charge)),
    likelyLinked: phrase(
      links.flatMap(({ charge, how, confidence }) => {
        const adverb = ADVERBS[confidence];
        return adverb === undefined ? [] : `${adverb} ${charge} (${how})`;
      }),
    ),
  };
}

/** For the attorney: what each warrant or violation was taken to rest on, and why. */
export function linksOf(determinations: readonly Determination[]): { item: string; link: string }[] {
  const links = new Map<string, { item: string; link: string }>();
  for (const determination of determinations) {
    const { kind, number } = determination.item;
    if (kind !== 'warrant' && kind !== 'probation-violation') continue;
    const item = `${kind === 'warrant' ? 'warrant' : 'violation'} ${number ?? '(no number)'}`;
    const linked = linkedCharges(determination);
    const sentences =
      linked.length === 0
        ? ['taken to rest on the charges of the case it is recorded in.']
        : linked.map(({ charge, how, confidence }) => `${charge}; ${how}: ${confidence}.`);
    for (const link of sentences) links.set(`${item}\n${link}`, { item, link });
  }
  return [...links.values()];
}
