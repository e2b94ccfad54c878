/** Quantities in one measure per kind, so that a law's threshold and a record's amount can be compared. */
import { readFileSync } from 'node:fs';
import { shippedYaml } from '../../common/shipped-yaml.js';
import { z } from 'zod';
import type { Quantity } from '../../records/record.js';

export type Measure =
  | { readonly kind: 'grams'; readonly amount: number }
  | { readonly kind: 'plants' | 'dosage-units'; readonly amount: number };

const unitsSchema = z.strictObject({
  weights: z.array(
    z.union([
      z.strictObject({ grams: z.number().positive(), names: z.array(z.string()) }),
      z.strictObject({ perGram: z.number().positive(), names: z.array(z.string()) }),
    ]),
  ),
  counts: z.record(z.enum(['dosage-units', 'plants']), z.array(z.string())),
});

type Convert = (amount: number) => Measure;
let units: ReadonlyMap<string, Convert> | undefined;

/**
 * The amount in grams, plants or dosage units. Null - unknown - for a unit that has no fixed size or that is not
 * known, and for an amount that is not above zero: systems write 0 where nobody weighed. An ounce is 28.349523125 g.
 */
export function toMeasure(quantity: Quantity): Measure | null {
  if (!Number.isFinite(quantity.amount) || quantity.amount <= 0) return null;
  units ??= readUnits();
  return units.get(unitKey(quantity.unit))?.(quantity.amount) ?? null;
}

function unitKey(unit: string): string {
  return unit
    .toLowerCase()
    .replace(/[.\s()]+/g, ' ')
    .trim();
}

function readUnits(): Map<string, Convert> {
  const data = unitsSchema.parse(shippedYaml(readFileSync(new URL('./units.yaml', import.meta.url), 'utf8')));
  const map = new Map<string, Convert>();
  const add = (names: readonly string[], convert: Convert): void => {
    for (const name of names) map.set(unitKey(name), convert);
  };
  for (const weight of data.weights) {
    add(weight.names, (amount) => ({
      kind: 'grams',
      amount: settle('grams' in weight ? amount * weight.grams : amount / weight.perGram),
    }));
  }
  for (const kind of ['dosage-units', 'plants'] as const) add(data.counts[kind], (amount) => ({ kind, amount }));
  return map;
}

/** Rounds away what binary fractions add, a nanogram at most, so that 2 oz and 0.125 lb are the same weight. */
function settle(grams: number): number {
  return grams < 1e6 ? Math.round(grams * 1e9) / 1e9 : grams;
}
