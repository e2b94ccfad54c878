import { formatDay, type Day } from '../common/index.js';
import type {
  Charge,
  CourtCase,
  Grade,
  LegalDate,
  PersonName,
  PersonRecord,
  Sentence,
  SentenceStatus,
} from '../records/record.js';
import type { Dice } from './dice.js';
import { daysOf, type InventedCase, type InventedCharge, type InventedPerson } from './invented.js';
import type { Mix, Offence } from './mix.js';

/** An invented person as a canonical record, with the slips and gaps that real files have: about one in sixty charges. */
function toRecord(person: InventedPerson, mix: Mix, dirt: Dice, asOf: Day): PersonRecord {
  const record: Omit<PersonRecord, 'cases'> = { personId: person.id, name: nameOf(person, dirt) };
  if (!dirt.chance(0.01)) record.birthDate = partly(person.birthDay, dirt);
  record.sex = dirt.chance(0.01) ? 'unknown' : person.sex;
  if (person.race !== 'UNKNOWN') record.race = person.race;
  if (dirt.chance(0.6)) record.residence = { city: person.city, state: mix.state, zip: person.zip };
  if (person.deceasedDay !== undefined) record.deceased = true;
  if (person.immigrationConcern) record.immigrationConcern = true;
  const identifiers = [];
  if (person.stateNumber !== undefined) identifiers.push({ type: mix.identifier, value: person.stateNumber });
  if (person.federalNumber !== undefined) identifiers.push({ type: 'FBI' as const, value: person.federalNumber });
  if (identifiers.length > 0) record.identifiers = identifiers;
  const registrations = person.cases.flatMap((each) => each.charges.filter(mustRegister));
  if (registrations[0]?.endingDay !== undefined) {
    record.registrations = [{ kind: 'sex-offense', date: formatDay(registrations[0].endingDay) }];
  }
  return { ...record, cases: person.cases.map((each) => caseOf(each, mix, dirt, asOf)) };
}

/** The record as a file gives it: one line, and a second one for a case that its source exported twice. */
export function toRecords(person: InventedPerson, mix: Mix, dirt: Dice, asOf: Day): PersonRecord[] {
  const record = toRecord(person, mix, dirt, asOf);
  if (person.givenTwice === undefined) return [record];
  const again: PersonRecord = { personId: person.id, cases: [caseOf(person.givenTwice, mix, dirt, asOf)] };
  return [record, again];
}

/** Whether the charge ended in a conviction that brings a duty to register. */
export function mustRegister({ offence, ending }: InventedCharge): boolean {
  return offence.registration && ending?.type === 'convicted';
}

function nameOf(person: InventedPerson, dirt: Dice): PersonName {
  const name: PersonName = { first: person.first };
  if (person.middle !== '') name.middle = person.middle;
  name.last = person.last;
  if (person.suffix !== '') {
    if (dirt.chance(0.2)) name.last = `${person.last} ${person.suffix.toUpperCase()}`;
    else name.suffix = person.suffix;
  }
  if (dirt.chance(0.02)) return { last: `${person.last},${person.first} ${person.middle}`.trimEnd().toUpperCase() };
  return name;
}

/** A day as most rows have it: whole; now and then only its month or year, or the zeros that mean "not known". */
function partly(day: Day, dirt: Dice): LegalDate {
  const date = formatDay(day);
  if (!dirt.chance(0.008)) return date;
  const kind = dirt.fraction();
  return kind < 0.4 ? date.slice(0, 4) : kind < 0.8 ? date.slice(0, 7) : '0000-00-00';
}

function caseOf(theCase: InventedCase, mix: Mix, dirt: Dice, asOf: Day): CourtCase {
  const result: CourtCase = {
    caseNumber: theCase.number,
    court: { name: theCase.court, county: theCase.county, state: mix.state },
    filedDate: partly(theCase.filedDay, dirt),
    status: theCase.open ? 'open' : dirt.chance(0.02) ? 'unknown' : 'closed',
    hasVictim: theCase.hasVictim,
    charges: theCase.charges.flatMap((charge) => chargesOf(charge, theCase, mix, dirt, asOf)),
  };
  if (theCase.closedDay !== undefined) result.closedDate = formatDay(theCase.closedDay);
  if (dirt.chance(0.7)) result.judge = theCase.judge;
  const { warrant, violation } = theCase;
  if (warrant !== undefined) {
    result.warrants = [
      {
        warrantNumber: warrant.number,
        kind: warrant.kind,
        issuedDate: partly(warrant.issuedDay, dirt),
        status: warrant.status,
      },
    ];
  }
  if (violation !== undefined) {
    result.violations = [
      {
        violationId: violation.id,
        kind: violation.kind,
        filedDate: partly(violation.filedDay, dirt),
        ...(violation.hearingDay === undefined ? {} : { hearingDate: formatDay(violation.hearingDay) }),
        status: violation.status,
        ...(violation.alleged === undefined
          ? {}
          : { alleged: [{ statute: violation.alleged.statute, description: violation.alleged.offence.text }] }),
      },
    ];
  }
  return result;
}

/** One count, or two where it was amended: the one that was filed and the one in its place. */
function chargesOf(invented: InventedCharge, theCase: InventedCase, mix: Mix, dirt: Dice, asOf: Day): Charge[] {
  const charge = chargeOf(invented, mix, dirt, asOf);
  const to = invented.amendedTo;
  if (to === undefined) return [charge];
  const { disposition, sentence, ...asFiled } = charge;
  return [
    {
      ...asFiled,
      disposition: { type: 'other', date: disposition?.date ?? formatDay(theCase.filedDay), text: 'AMENDED' },
    },
    {
      count: invented.count + theCase.charges.length,
      statute: to.statute,
      description: to.offence.text,
      grade: to.grade,
      ...classOf(to.offence, to.grade),
      offenseDate: formatDay(invented.offenseDay),
      ...(disposition === undefined ? {} : { disposition }),
      ...(sentence === undefined ? {} : { sentence }),
    },
  ];
}

function chargeOf(invented: InventedCharge, mix: Mix, dirt: Dice, asOf: Day): Charge {
  const charge: Charge = {
    count: invented.count,
    statute: dirt.chance(0.004) ? dirt.pick(mix.unreadable) : invented.statute,
    description: `${invented.attempt ? mix.attemptWords : ''}${invented.offence.text}`,
  };
  if (!dirt.chance(0.02)) charge.grade = invented.grade;
  // An attempt is of another class than the offence; what the file would call it is left open.
  if (!invented.attempt) Object.assign(charge, classOf(invented.offence, invented.grade));
  charge.offenseDate = partly(invented.offenseDay, dirt);
  if (dirt.chance(0.7)) charge.arrestDate = formatDay(invented.arrestDay);
  if (invented.attempt && dirt.chance(0.7)) charge.inchoate = 'attempt';
  if (invented.substance !== undefined) charge.substance = invented.substance;
  if (invented.amount !== undefined && invented.unit !== undefined) {
    charge.quantities = [{ amount: invented.amount, unit: invented.unit }];
  }
  if (invented.valueCents !== undefined) charge.valueCents = invented.valueCents;
  if (invented.indicia.length > 0) charge.indicia = [...invented.indicia];
  if (invented.ending === undefined) {
    charge.disposition = { type: 'pending' };
    return charge;
  }
  // A case that has ended and does not say how: the gap that asks for the most care.
  if (dirt.chance(0.008)) return charge;
  const date = invented.endingDay === undefined || dirt.chance(0.006) ? undefined : partly(invented.endingDay, dirt);
  const deferred = invented.ending.type === 'probation-before-judgment' || invented.ending.type === 'deferred';
  charge.disposition = {
    type: invented.ending.type,
    ...(date === undefined ? {} : { date }),
    ...(invented.endingWords === undefined ? {} : { text: invented.endingWords }),
    ...(deferred && date !== undefined ? { grantedDate: date } : {}),
  };
  const sentence = sentenceOf(invented, dirt, asOf);
  if (sentence !== undefined) charge.sentence = sentence;
  return charge;
}

/** The class of an offence in its grade, where the mix has one. */
function classOf(offence: Offence, grade: Grade): Pick<Charge, 'class'> {
  const ofGrade = offence.classes[grade];
  return ofGrade === undefined ? {} : { class: ofGrade };
}

function sentenceOf({ sentence: invented, endingDay }: InventedCharge, dirt: Dice, asOf: Day): Sentence | undefined {
  if (invented === undefined || endingDay === undefined) return undefined;
  const sentence: Sentence = { imposedDate: formatDay(endingDay) };
  let served = 0;
  let suspended = 0;
  let probation = 0;
  for (const part of invented.parts) {
    const days = daysOf(part);
    if (part.place === 'FINE') sentence.fineCents = part.length * 100;
    else if (part.place === 'PROBATION') probation = Math.max(probation, days);
    else {
      served += days - Math.min(part.suspendedDays, days);
      suspended += Math.min(part.suspendedDays, days);
    }
  }
  if (served + suspended > 0) sentence.confinementDays = served + suspended;
  if (suspended > 0) sentence.suspendedDays = suspended;
  if (probation > 0) sentence.probationDays = probation;
  if (served > 0) sentence.startDate = formatDay(endingDay);
  if (served > 0 && endingDay + served <= asOf) sentence.releaseDate = formatDay(endingDay + served);
  if (probation > 0) sentence.probationEndDate = formatDay(endingDay + served + probation);
  sentence.supervision = probation > 0 ? 'probation' : 'none';
  const endDay = endingDay + served + probation;
  const status = statusOf(endDay, asOf, dirt);
  if (status !== undefined) sentence.status = status;
  sentence.endDate = formatDay(endDay);
  return sentence;
}

/** What the file says of a sentence that ends that day; one in ten that is over says nothing. */
function statusOf(endDay: Day, asOf: Day, dirt: Dice): SentenceStatus | undefined {
  if (endDay > asOf) return dirt.chance(0.03) ? 'unknown' : 'serving';
  return dirt.chance(0.1) ? undefined : 'completed';
}
