import type { Difference } from './difference.js';

/** A difference as others read it: the person under the name that findings give them. */
export type DifferenceJson = Omit<Difference, 'personKey'> & { personId: string };

export function toDifferenceJson({ kind, personKey, ...rest }: Difference): DifferenceJson {
  return { kind, personId: personKey, ...rest };
}
