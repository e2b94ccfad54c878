import type { Charge, CourtCase, PersonRecord } from '../../src/records/index.js';

/**
 * Invented people with California drug cases, as many as are asked for; the number of a person decides everything about
 * them, so that the same numbers are the same people in every process.
 */
export function inventedPeople(count: number): PersonRecord[] {
  return Array.from({ length: count }, (_, n) => inventedPerson(n));
}

const STATUTES = ['HS 11350(a)', 'HS 11357(a)', 'HS 11358', 'HS 11377(a)', 'PC 459', 'HS 11359', 'PC 187', 'VC 23152'];

function inventedPerson(n: number): PersonRecord {
  const random = sequence(n + 1);
  const cases: CourtCase[] = Array.from({ length: 1 + (random() % 3) }, (_, at) => ({
    caseNumber: `${n}-${at}`,
    court: { name: 'Superior Court', county: ['Fresno', 'Los Angeles', 'Kern'][random() % 3] ?? 'Fresno', state: 'CA' },
    status: 'closed',
    charges: Array.from({ length: 1 + (random() % 2) }, (_, index) => charge(index + 1, n * 10 + index, random)),
  }));
  return {
    personId: `P-${String(n).padStart(6, '0')}`,
    name: { first: 'Alex', last: `Example ${n}` },
    birthDate: `${1950 + (random() % 50)}-0${1 + (random() % 9)}-1${random() % 9}`,
    cases,
  };
}

function charge(count: number, row: number, random: () => number): Charge {
  const year = 1995 + (random() % 22);
  return {
    count,
    statute: STATUTES[random() % STATUTES.length] ?? 'HS 11350(a)',
    ...(random() % 5 === 0 ? {} : { grade: random() % 3 === 0 ? 'misdemeanor' : 'felony' }),
    offenseDate: `${year}-03-05`,
    disposition:
      random() % 6 === 0 ? { type: 'dismissed', date: `${year}-09-09` } : { type: 'convicted', date: `${year}-09-09` },
    ...(random() % 4 === 0 ? {} : { sentence: { status: 'completed', endDate: `${year + 2}-09-09` } }),
    source: { file: 'people.jsonl', row: row + 1 },
  };
}

/** A small sequence of whole numbers that a seed decides (a linear congruential generator). */
function sequence(seed: number): () => number {
  let state = seed % 2147483647;
  return () => {
    state = (state * 48271) % 2147483647;
    return Math.floor(state / 7);
  };
}
