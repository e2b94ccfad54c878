import { calendarOf, type Day } from '../common/index.js';
import type { Grade } from '../records/record.js';
import type { Dice } from './dice.js';
import type { InventedCharge, InventedPart, InventedSentence } from './invented.js';
import type { Ending, Mix, Offence } from './mix.js';

const INDICIA = ['scales', 'packaging', 'cash', 'records', 'firearm'];

/** One count of an offence on a day, pending; amounts and values are absent as often as the mix says. */
export function inventCharge(
  dice: Dice,
  offence: Offence,
  count: number,
  offenseDay: Day,
  arrestDay: Day,
): InventedCharge {
  const attempt = offence.attemptShare > 0 && dice.chance(offence.attemptShare);
  const charge: InventedCharge = {
    count,
    offence,
    statute: attempt ? offence.attempts.draw(dice) : offence.spellings.draw(dice),
    attempt,
    grade: offence.gradesIn(calendarOf(offenseDay).year).draw(dice),
    offenseDay,
    arrestDay,
    substance: offence.substances !== null && dice.chance(0.85) ? offence.substances.draw(dice) : undefined,
    amount: undefined,
    unit: undefined,
    valueCents: undefined,
    indicia: [],
    ending: undefined,
    endingWords: undefined,
    endingDay: undefined,
    amendedTo: undefined,
    sentence: undefined,
  };
  if (offence.quantity !== null && dice.chance(offence.quantity.known)) {
    const unit = offence.quantity.units.draw(dice);
    charge.unit = unit;
    charge.amount = amountIn(unit, dice.around(offence.quantity.median), dice);
  }
  if (offence.value !== null && dice.chance(offence.value.known)) {
    charge.valueCents = Math.round(dice.around(offence.value.median));
  }
  if (offence.indicia > 0 && dice.chance(offence.indicia)) {
    charge.indicia = [...new Set([dice.pick(INDICIA), dice.pick(INDICIA)])];
  }
  return charge;
}

function amountIn(unit: string, amount: number, dice: Dice): number {
  if (unit === 'mg') return Math.round(amount * 1000);
  if (unit === 'oz') return Math.max(0.1, Math.round(amount * 0.35) / 10);
  if (unit === 'lb') return Math.max(0.1, Math.round(amount / 45) / 10);
  if (unit === 'g') {
    // People weigh out round numbers, and the law's thresholds are round numbers too.
    return dice.chance(0.06) ? dice.pick([1, 2, 5, 10, 28, 28.5]) : Math.max(0.01, Math.round(amount * 100) / 100);
  }
  return Math.max(1, Math.round(amount));
}

/** Ends a charge on a day as the ending says; a conviction and probation before judgment bring a sentence. */
export function endCharge(dice: Dice, mix: Mix, charge: InventedCharge, ending: Ending, day: Day): void {
  charge.ending = ending;
  charge.endingDay = day;
  charge.endingWords = ending.words.length > 0 ? dice.pick(ending.words) : undefined;
  const { type } = ending;
  if (type === 'convicted' || type === 'set-aside') charge.sentence = inventSentence(dice, mix, charge.grade);
  if (type === 'probation-before-judgment') {
    charge.sentence = {
      words: '',
      parts: [{ place: 'PROBATION', length: dice.whole(3, 18), unit: 'M', suspendedDays: 0 }],
    };
  }
}

/** A sentence as the mix has them for the grade. */
export function inventSentence(dice: Dice, mix: Mix, grade: Grade): InventedSentence {
  const kind = mix.sentencesFor(grade).draw(dice);
  const parts = kind.parts.map((part): InventedPart => {
    const round = part.unit === '' ? 10 : part.unit === 'D' && part.to > 60 ? 5 : 1;
    const length = Math.max(1, Math.round(dice.whole(part.from, part.to) / round)) * round;
    const days = part.unit === 'Y' ? length * 365 : part.unit === 'M' ? length * 30 : length;
    const suspendedDays = part.suspended === undefined || dice.chance(0.25) ? 0 : Math.round(days * part.suspended);
    return { place: part.place, length, unit: part.unit, suspendedDays };
  });
  return { words: kind.words ?? 'CONVICTED', parts };
}
