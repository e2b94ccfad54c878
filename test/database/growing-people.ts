import type { PersonRecord } from '../../src/records/index.js';
import { aCase, aPerson } from './people.js';

/**
 * What an export of an invented county holds at its `edition`: with each edition there are as many people more, every
 * third person known before has a new case, and every seventh person's rows stand in two places of the file.
 */
export function growingPeople(count: number, edition: number): PersonRecord[] {
  const first = Array.from({ length: count * edition }, (_, index) => {
    const cases =
      index % 3 === 0
        ? Array.from({ length: edition }, (_, step) => aCase(`C-${index}-${step}`))
        : [aCase(`C-${index}-0`)];
    return aPerson(`P-${(index * 7919) % 100_003}`, { cases });
  });
  const again = first
    .filter((_, index) => index % 7 === 0)
    .map((person) => aPerson(person.personId, { cases: [aCase(`A-${person.personId}`)] }));
  return [...first, ...again];
}
