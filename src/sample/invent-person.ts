import { addYears, dayOf, type Day } from '../common/index.js';
import type { Dice } from './dice.js';
import { inventCase, inventOpenCase, type Register } from './invent-case.js';
import type { InventedCase, InventedPerson } from './invented.js';
import type { Mix } from './mix.js';
import { FAMILY_NAMES, FEMALE_NAMES, INITIALS, MALE_NAMES, SUFFIXES } from './names.js';

const RACES = ['BLACK', 'WHITE', 'HISPANIC', 'ASIAN', 'OTHER', 'UNKNOWN'];
const EARLIEST = dayOf(1962, 1, 1);

/** What one throw of the dice brought into the caseload: a person, or the two halves of one who stands in it twice. */
export type Invented = readonly [InventedPerson] | readonly [InventedPerson, InventedPerson];

/** Invents the next person of a caseload as it stood on `asOf`: grown up, with at least one case. */
export function inventPerson(dice: Dice, mix: Mix, register: Register, number: number, asOf: Day): Invented {
  const person = inventSomebody(dice, mix, number, asOf);
  const grownUp = Math.max(EARLIEST, addYears(person.birthDay, 18));
  const until = Math.min(person.deceasedDay ?? asOf, asOf);
  person.cases = inventHistory(dice, mix, register, grownUp, until, addYears(person.birthDay, 80));
  const mayHavePending = person.deceasedDay === undefined && grownUp + 365 < asOf;
  if (mayHavePending && dice.chance(mix.pending.share)) {
    person.cases.push(inventOpenCase(dice, mix, register, grownUp, asOf));
  }
  if (dice.chance(mix.people.sameCaseTwice)) person.givenTwice = dice.pick(person.cases);
  return dice.chance(mix.people.splitOverTwoIds) ? split(dice, person) : [person];
}

function inventSomebody(dice: Dice, mix: Mix, number: number, asOf: Day): InventedPerson {
  const sex = dice.chance(0.24) ? 'female' : 'male';
  const birthDay = addYears(asOf, -20) - Math.floor(dice.fraction() * 365.25 * 50 * Math.sqrt(dice.fraction()));
  const deceased = dice.chance(mix.people.deceased);
  return {
    id: `${mix.state}${String(number).padStart(8, '0')}`,
    number,
    stateNumber: dice.chance(0.97) ? stateNumberOf(number) : undefined,
    federalNumber: dice.chance(0.5)
      ? `${String(100_000 + ((number * 31) % 899_999))}${dice.pick(['AA', 'KB', 'TC', 'XD'])}${dice.whole(1, 9)}`
      : undefined,
    first: dice.pick(sex === 'female' ? FEMALE_NAMES : MALE_NAMES),
    middle: dice.chance(0.6) ? dice.pick([...INITIALS]) : dice.chance(0.3) ? dice.pick(MALE_NAMES) : '',
    last: dice.pick(FAMILY_NAMES),
    suffix: sex === 'male' && dice.chance(0.05) ? dice.pick(SUFFIXES) : '',
    sex,
    race: dice.pick(RACES),
    birthDay,
    city: mix.cities.draw(dice),
    zip: `${mix.zip}${String(dice.whole(100, 999))}`,
    deceasedDay: deceased ? Math.floor(asOf - dice.fraction() * (asOf - addYears(birthDay, 19))) : undefined,
    immigrationConcern: dice.chance(mix.people.immigrationConcern),
    cases: [],
    givenTwice: undefined,
  };
}

/** Eight digits that repeat only after ninety million people. */
function stateNumberOf(number: number): string {
  return String(10_000_000 + ((number * 7_368_787) % 90_000_000));
}

/** Cases one after another, many for a few people and one or two for most, from growing up until `until`. */
function inventHistory(dice: Dice, mix: Mix, register: Register, from: Day, until: Day, old: Day): InventedCase[] {
  const cases: InventedCase[] = [];
  const latest = Math.min(until, old);
  let day = from + Math.min(Math.floor(dice.wait(6 * 365)), Math.max(0, latest - from - 30));
  do {
    cases.push(inventCase(dice, mix, register, Math.min(day, until), until));
    day += 20 + Math.floor(dice.wait(3 * 365));
  } while (day < latest && cases.length < 14 && dice.chance(0.6));
  return cases;
}

/** The same person under a second id, with part of the cases and, as it happens, a slip in the name. */
function split(dice: Dice, person: InventedPerson): Invented {
  const cut = dice.whole(0, person.cases.length - 1);
  const other: InventedPerson = {
    ...person,
    id: `${person.id}B`,
    number: person.number + 500_000_000,
    stateNumber: dice.chance(0.4) ? person.stateNumber : undefined,
    middle: '',
    last: dice.chance(0.5) ? swapTwoLetters(dice, person.last) : person.last,
    cases: person.cases.slice(cut),
    givenTwice: undefined,
  };
  if (cut === 0) return [other];
  return [{ ...person, cases: person.cases.slice(0, cut) }, other];
}

function swapTwoLetters(dice: Dice, name: string): string {
  const letters = [...name];
  if (letters.length < 4) return name;
  const at = dice.whole(1, letters.length - 2);
  [letters[at], letters[at + 1]] = [letters[at + 1] as string, letters[at] as string];
  return letters.join('');
}
