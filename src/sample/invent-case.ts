import type { Day } from '../common/index.js';
import { calendarOf } from '../common/index.js';
import type { ViolationKind } from '../records/record.js';
import type { Dice } from './dice.js';
import { endCharge, inventCharge } from './invent-charge.js';
import { daysOf, type InventedCase, type InventedCharge, type InventedViolation } from './invented.js';
import type { Mix, Offence } from './mix.js';

const JUDGES = [
  'Hon. A. Marlow',
  'Hon. C. Whitfield',
  'Hon. D. Okoye',
  'Hon. E. Santos',
  'Hon. J. Lindqvist',
  'Hon. P. Rao',
  'Hon. T. Barnes',
];
const VIOLATION_KINDS: readonly ViolationKind[] = [
  'technical',
  'technical',
  'drug-test',
  'drug-test',
  'new-offense',
  'other',
];

/** Numbers that no two things of a caseload share. */
export class Register {
  private cases = 0;
  private warrants = 0;

  caseNumber(dice: Dice, mix: Mix, filedDay: Day): string {
    this.cases += 1;
    const { prefix, digits } = mix.caseNumbers.draw(dice);
    const year = String(calendarOf(filedDay).year % 100).padStart(2, '0');
    // A multiplier without a factor of ten scatters the numbers and repeats none.
    const size = 10 ** (digits - 2);
    return `${prefix}${year}${String((this.cases * 7919) % size).padStart(digits - 2, '0')}`;
  }

  warrantNumber(): string {
    this.warrants += 1;
    return `W${String(this.warrants).padStart(8, '0')}`;
  }
}

/** A case that began with an offence on that day and came to its end before `asOf`, if there is time for one. */
export function inventCase(dice: Dice, mix: Mix, register: Register, offenseDay: Day, asOf: Day): InventedCase {
  const theCase = fileCase(dice, mix, register, offenseDay, asOf);
  const endDay = theCase.filedDay + 20 + Math.floor(dice.wait(150));
  if (endDay > asOf) return theCase;
  let convicted = false;
  for (const charge of theCase.charges) {
    const dropped = convicted && dice.chance(0.6);
    const ending = dropped
      ? mix.dropped
      : charge.offence.grave && dice.chance(0.7)
        ? mix.convicted
        : mix.endings.draw(dice);
    endCharge(dice, mix, charge, ending, endDay);
    if (ending.type === 'convicted') {
      convicted = true;
      if (dice.chance(0.015)) amend(dice, mix, charge);
    }
  }
  theCase.open = false;
  theCase.closedDay = endDay;
  if (dice.chance(mix.violations.share)) theCase.violation = inventViolation(dice, mix, theCase, asOf);
  if (theCase.violation?.status === 'pending' && dice.chance(mix.violations.withWarrant)) {
    theCase.warrant = {
      number: register.warrantNumber(),
      kind: 'probation-violation',
      issuedDay: theCase.violation.filedDay,
      status: 'open',
    };
  }
  return theCase;
}

/** A case that is still open at `asOf`: a recent one, or one whose warrant has been out for up to half a century. */
export function inventOpenCase(dice: Dice, mix: Mix, register: Register, earliest: Day, asOf: Day): InventedCase {
  const withWarrant = dice.chance(mix.pending.withWarrant);
  const span = withWarrant ? asOf - earliest : Math.min(540, asOf - earliest);
  const theCase = fileCase(dice, mix, register, asOf - 30 - Math.floor(dice.fraction() * Math.max(0, span - 60)), asOf);
  if (withWarrant) {
    theCase.warrant = {
      number: register.warrantNumber(),
      kind: dice.pick(['bench', 'bench', 'failure-to-appear', 'failure-to-appear', 'arrest', 'other'] as const),
      issuedDay: Math.min(asOf, theCase.filedDay + Math.floor(dice.wait(60))),
      status: dice.chance(0.92) ? 'open' : dice.pick(['served', 'recalled'] as const),
    };
  }
  return theCase;
}

function fileCase(dice: Dice, mix: Mix, register: Register, offenseDay: Day, asOf: Day): InventedCase {
  const county = mix.counties.draw(dice);
  const arrestDay = dice.chance(0.85) ? offenseDay : offenseDay + Math.floor(dice.wait(40));
  const filedDay = arrestDay + 1 + Math.floor(dice.wait(6));
  const { year } = calendarOf(offenseDay);
  const first = mix.offencesIn(year).draw(dice);
  const counts = dice.chance(0.55) ? 1 : dice.chance(0.55) ? 2 : dice.chance(0.6) ? 3 : dice.whole(4, 6);
  const charges: InventedCharge[] = [];
  for (let count = 1; count <= counts; count += 1) {
    let offence = count === 1 ? first : anotherOffence(dice, mix, first, year);
    // The same offence twice in a case happens, and is not the rule.
    if (charges.some((charge) => charge.offence === offence)) offence = anotherOffence(dice, mix, first, year);
    charges.push(inventCharge(dice, offence, count, Math.min(offenseDay, asOf), Math.min(arrestDay, asOf)));
  }
  return {
    number: register.caseNumber(dice, mix, filedDay),
    court: mix.courts.draw(dice).replace('{county}', county),
    county,
    judge: dice.pick(JUDGES),
    filedDay: Math.min(filedDay, asOf),
    open: true,
    closedDay: undefined,
    hasVictim: charges.some(({ offence }) => offence.victim),
    charges,
    warrant: undefined,
    violation: undefined,
  };
}

function anotherOffence(dice: Dice, mix: Mix, first: Offence, year: number): Offence {
  if (first.companions.length > 0 && dice.chance(0.6)) {
    const companion = dice.pick(first.companions);
    if (companion.chargedIn(year)) return companion;
  }
  return mix.offencesIn(year).draw(dice);
}

/** The charge stands as filed and the conviction is of something else, as after a plea to less. */
function amend(dice: Dice, mix: Mix, charge: InventedCharge): void {
  const { year } = calendarOf(charge.offenseDay);
  const offence = mix.offencesIn(year).draw(dice);
  charge.amendedTo = { offence, statute: offence.spellings.draw(dice), grade: offence.gradesIn(year).draw(dice) };
}

/** A violation of the probation of this case, filed while it ran; undefined where nobody is on probation. */
function inventViolation(dice: Dice, mix: Mix, theCase: InventedCase, asOf: Day): InventedViolation | undefined {
  let days = 0;
  for (const { ending, sentence } of theCase.charges) {
    if (ending?.type !== 'convicted') continue;
    for (const part of sentence?.parts ?? []) if (part.place === 'PROBATION') days = Math.max(days, daysOf(part));
  }
  const from = theCase.closedDay as Day;
  if (days === 0 || from + 30 >= asOf) return undefined;
  const filedDay = Math.min(asOf, from + 30 + Math.floor(dice.fraction() * Math.max(1, days - 30)));
  const pending = dice.chance(0.7);
  const kind = dice.pick(VIOLATION_KINDS);
  const offence = mix.offencesIn(calendarOf(filedDay).year).draw(dice);
  return {
    id: `${theCase.number}-V1`,
    kind,
    filedDay,
    hearingDay: pending ? undefined : Math.min(asOf, filedDay + 30 + Math.floor(dice.wait(60))),
    status: pending ? 'pending' : dice.pick(['sustained', 'sustained', 'dismissed', 'withdrawn'] as const),
    alleged:
      kind === 'new-offense' && dice.chance(0.8) ? { offence, statute: offence.spellings.draw(dice) } : undefined,
  };
}
