import {
  caseShape,
  chargeShape,
  personShape,
  violationShape,
  warrantShape,
  type Field,
  type Shape,
} from './record-shape.js';

/** The parts of a record that one row of a table can speak of. */
export const ROOTS = ['person', 'case', 'charge', 'warrant', 'violation'] as const;
export type Root = (typeof ROOTS)[number];

export const ROOT_SHAPES: Record<Root, Shape> = {
  person: personShape,
  case: caseShape,
  charge: chargeShape,
  warrant: warrantShape,
  violation: violationShape,
};

export interface FieldPath {
  root: Root;
  /** Keys from the root; numbers are places in lists. */
  keys: (string | number)[];
  field: Field;
}

/**
 * The field that a profile's path names: `charge.disposition.type`, `case.court.name`, `charge.quantities.0.amount`
 * (places in lists from 0). Null where there is none.
 */
export function fieldAt(path: string): FieldPath | null {
  const [rootName, ...rest] = path.split('.');
  const root = ROOTS.find((name) => name === rootName);
  if (root === undefined || rest.length === 0) return null;
  const keys: (string | number)[] = [];
  let field: Field = { kind: 'object', shape: ROOT_SHAPES[root] };
  for (const step of rest) {
    if (field.kind === 'object' || field.kind === 'name') {
      const next: Field | undefined = Object.hasOwn(field.shape, step) ? field.shape[step] : undefined;
      if (next === undefined) return null;
      field = next;
      keys.push(step);
    } else if (field.kind === 'list' && /^\d{1,2}$/.test(step)) {
      field = field.of;
      keys.push(Number(step));
    } else {
      return null;
    }
  }
  if (field.kind === 'object' || (field.kind === 'list' && field.of.kind === 'object')) return null;
  return { root, keys, field };
}
