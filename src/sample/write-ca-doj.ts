/**
 * Writes invented people as the 95 columns of the California DOJ research file: one row per count of an event, and one
 * more per further part of a sentence, padded with blanks to the width that the real file has (about 800 bytes).
 *
 * A cycle is what follows from one arrest, a step one event of it. `CNT_ORDER` is cycle, step and count with three
 * digits each, and three zeros. Rows of sentence parts share the `CNT_ORDER` of their conviction.
 */
import { calendarOf, type Day } from '../common/index.js';
import type { Dice } from './dice.js';
import type { InventedCase, InventedCharge, InventedPart, InventedPerson } from './invented.js';
import type { Mix } from './mix.js';
import { mustRegister } from './to-record.js';

const COLUMNS =
  'RECORD_ID SUBJECT_STATUS SUBJECT_ID REQ_SEG_SEP REQ_CII_NUMBER REQ_NAME REQ_GENDER REQ_DOB REQ_CDL REQ_SSN ' +
  'PII_SEG_SEP CII_NUMBER PRI_NAME GENDER PRI_DOB PRI_SSN PRI_CDL PRI_IDN PRI_INN FBI_NUMBER PDR_SEG_SEP RACE_CODE ' +
  'RACE_DESCR EYE_COLOR_CODE EYE_COLOR_DESCR HAIR_COLOR_CODE HAIR_COLOR_DESCR HEIGHT WEIGHT SINGLE_SOURCE ' +
  'MULTI_SOURCE POB_CODE POB_NAME POB_TYPE CITIZENSHIP_LIST CYC_SEG_SEP CYC_ORDER CYC_DATE STP_SEG_SEP STP_ORDER ' +
  'STP_EVENT_DATE STP_TYPE_CODE STP_TYPE_DESCR STP_ORI_TYPE STP_ORI_TYPE_DESCR STP_ORI_CODE STP_ORI_DESCR ' +
  'STP_ORI_CNTY_CODE STP_ORI_CNTY_NAME CNT_SEG_SEP CNT_ORDER DISP_DATE OFN OFFENSE_CODE OFFENSE_DESCR OFFENSE_TOC ' +
  'OFFENSE_QUAL_LST DISP_OFFENSE_CODE DISP_OFFENSE_DESCR DISP_OFFENSE_TOC DISP_OFFENSE_QUAL_LST CONV_OFFENSE_ORDER ' +
  'CONV_OFFENSE_CODE CONV_OFFENSE_DESCR CONV_OFFENSE_TOC CONV_OFFENSE_QUAL_LST FE_NUM_ORDER FE_NUM_ARR_AGY ' +
  'FE_NUM_BNCH_WARR FE_NUM_CITE FE_NUM_DOCKET FE_NUM_INCIDENT FE_NUM_BOOKING FE_NUM_NUMBER FE_NUM_REMAND ' +
  'FE_NUM_OOS_INN FE_NUM_CRT_CASE FE_NUM_WARRANT DISP_ORDER DISP_CODE DISP_DESCR CONV_STAT_CODE CONV_STAT_DESCR ' +
  'SENT_SEG_SEP SENT_ORDER SENT_LOC_CODE SENT_LOC_DESCR SENT_LENGTH SENT_TIME_CODE SENT_TIME_DESCR CYC_AGE CII_TYPE ' +
  'CII_TYPE_ALPHA COMMENT_TEXT END_OF_REC';

/** The names of the 95 columns in order. */
export const CA_DOJ_COLUMNS: readonly string[] = COLUMNS.split(' ');

/** The header line. */
export const CA_DOJ_HEADER = CA_DOJ_COLUMNS.join(',');

const FILLER = '  -  ';
const GRADES = {
  felony: 'FELONY',
  misdemeanor: 'MISDEMEANOR',
  infraction: 'INFRACTION',
  violation: 'INFRACTION',
  civil: '',
};
const MARKS = { felony: 'F', misdemeanor: 'M', infraction: 'I', violation: 'I', civil: '' };
const UNITS = { Y: 'YEARS', M: 'MONTHS', D: 'DAYS', '': '' };
const EYES = ['BRO,BROWN', 'BLU,BLUE', 'GRN,GREEN', 'HAZ,HAZEL'];
const HAIR = ['BLK,BLACK', 'BRO,BROWN', 'GRY,GRAY OR PARTIALLY GRAY'];
const PLACES = ['PRISON', 'JAIL', 'PROBATION', 'FINE'];
const UNIT_CODES = ['', 'D', 'M', 'Y'];
const NO_SENTENCE = ',,          ,    ,,      ,';
const NO_WARRANTS = warrantColumns('', '');
const NO_COMMENT = `,A,,${' '.repeat(30)},END`;

/** A writer of people: every row of one, without line ends, in the order of their cycles; one in sixty has a slip. */
export function caDojWriter(mix: Mix, dirt: Dice): (person: InventedPerson) => string[] {
  const cells = new Cells();
  return (person) => {
    const writer = new PersonRows(person, mix, dirt, cells);
    let cycle = 100;
    for (const theCase of person.cases) {
      cycle += 1;
      writer.writeCycle(theCase, cycle);
    }
    if (person.givenTwice !== undefined) writer.writeCycle(person.givenTwice, (cycle += 1));
    writer.writeOtherEvents(cycle);
    return writer.rows;
  };
}

/** Stretches of columns that many rows share, made once. There are a few thousand of them however long the file is. */
class Cells {
  private readonly offences = new Map<string, Map<string, string>>();
  private readonly dispositions = new Map<string, Map<string, string>>();
  private readonly sentences = new Map<number, string>();

  offence(statute: string, words: string, mark: string): string {
    return once(within(this.offences, statute), words === '' ? mark : `${mark}${words}`, () =>
      offenceColumns(words === '' ? statute : `${statute}-${words}`, mark, ''),
    );
  }

  disposition(text: string, grade: string): string {
    return once(within(this.dispositions, grade), text, () => {
      const order = text === '' ? '' : '1';
      return `,${order},     ,${cell(text, 28)},,${grade.padEnd(11)},${FILLER},`;
    });
  }

  sentence({ place, length }: InventedPart, unit: InventedPart['unit'], order: number): string {
    const kind = PLACES.indexOf(place) * 4 + UNIT_CODES.indexOf(unit);
    return once(this.sentences, (length * 16 + kind) * 8 + order, () => {
      const said = place === 'FINE' ? '' : String(length);
      return `${String(order)},,${place.padEnd(10)},${said.padEnd(4)},${unit},${UNITS[unit].padEnd(6)},`;
    });
  }
}

function within(maps: Map<string, Map<string, string>>, key: string): Map<string, string> {
  let map = maps.get(key);
  if (map === undefined) maps.set(key, (map = new Map<string, string>()));
  return map;
}

function once<K>(made: Map<K, string>, key: K, make: () => string): string {
  let text = made.get(key);
  if (text === undefined) made.set(key, (text = make()));
  return text;
}

/** Where the court action says what became of a charge. */
interface Outcome {
  disposition: string;
  grade: string;
  converted: string;
}

const NO_OUTCOME: Outcome = { disposition: '', grade: '', converted: '' };

class PersonRows {
  readonly rows: string[] = [];
  private readonly head: string;
  private step = 0;
  /** The columns of the present step up to its cycle and step in CNT_ORDER, and those behind CNT_ORDER. */
  private stepHead = '';
  private stepDay = '';
  private age = '';
  private caseNumber = '';
  private warrants = NO_WARRANTS;

  constructor(
    private readonly person: InventedPerson,
    private readonly mix: Mix,
    private readonly dirt: Dice,
    private readonly cells: Cells,
  ) {
    this.head = this.personColumns();
  }

  /** The arrest, what the court did, and custody or supervision where the sentence brought some. */
  writeCycle(theCase: InventedCase, cycle: number): void {
    this.step = 0;
    const arrestDay = theCase.charges[0]?.arrestDay ?? theCase.filedDay;
    const rejected = theCase.charges.every(({ ending }) => ending?.type === 'no-complaint');
    this.warrants = warrantsOf(theCase);
    this.beginStep(theCase, cycle, arrestDay, '1', 'ARREST/DETAINED/CITED', 'POLICE DEPARTMENT', '');
    for (const charge of theCase.charges) {
      const outcome = rejected ? { ...NO_OUTCOME, disposition: charge.endingWords ?? '' } : NO_OUTCOME;
      this.writeCharge(charge, outcome);
    }
    // Half of the arrests that wait for their outcome have not reached a court.
    const waits = theCase.open && theCase.warrant === undefined && theCase.charges.length % 2 === 0;
    if (rejected || waits) return;
    const courtDay = theCase.closedDay ?? theCase.filedDay;
    const caseNumber = this.dirt.chance(0.03) ? '' : theCase.number;
    this.beginStep(theCase, cycle, courtDay, '3', 'COURT ACTION', 'SUPERIOR COURT', caseNumber);
    for (const charge of theCase.charges) this.writeCourtAction(charge);
    this.writeCustody(theCase, cycle, courtDay);
  }

  /** Events that are no part of a prosecution: registration, death, and now and then a job application. */
  writeOtherEvents(lastCycle: number): void {
    const { person, dirt } = this;
    let cycle = lastCycle;
    const theCase = person.cases[0];
    if (theCase === undefined) return;
    this.warrants = NO_WARRANTS;
    const registering = person.cases.flatMap((each) => each.charges.filter(mustRegister))[0];
    if (registering !== undefined) {
      const day = (registering.endingDay ?? theCase.filedDay) + 30;
      this.writeEvent(theCase, (cycle += 1), day, '7', 'REGISTRATION', '290 PC-REGISTRATION');
    }
    if (dirt.chance(0.1)) {
      const day = theCase.filedDay - 400;
      this.writeEvent(theCase, (cycle += 1), day, '2', 'APPLICANT', 'APPLICANT-PEACE OFFICER/GUARD');
    }
    if (person.deceasedDay !== undefined) this.writeEvent(theCase, cycle + 1, person.deceasedDay, '9', 'DECEASED', '');
  }

  private writeEvent(theCase: InventedCase, cycle: number, day: Day, code: string, type: string, words: string): void {
    this.step = 0;
    this.beginStep(theCase, cycle, day, code, type, 'DEPT OF JUSTICE', '');
    this.push(1, this.cells.offence(words, '', ''), NO_OUTCOME, undefined, 1, '');
  }

  private writeCourtAction(charge: InventedCharge): void {
    const { dirt } = this;
    const convicted = charge.ending?.type === 'convicted';
    let disposition = '';
    // The gap that asks for the most care: a court action that does not say how it ended.
    if (charge.ending !== undefined && !dirt.chance(0.008)) {
      disposition = convicted ? (charge.sentence?.words ?? 'CONVICTED') : (charge.endingWords ?? '');
    }
    const to = charge.amendedTo;
    const outcome: Outcome = {
      disposition,
      grade: convicted && !dirt.chance(0.02) ? GRADES[to?.grade ?? charge.grade] : '',
      converted: to === undefined ? '' : `${to.statute}-${to.offence.words}`,
    };
    this.writeCharge(charge, outcome, convicted ? charge.sentence?.parts : []);
  }

  private writeCustody(theCase: InventedCase, cycle: number, courtDay: Day): void {
    const sentenced = theCase.charges.find(({ ending }) => ending?.type === 'convicted');
    const place = sentenced?.sentence?.parts[0]?.place;
    if (sentenced === undefined || (place !== 'PRISON' && place !== 'PROBATION') || !this.dirt.chance(0.5)) return;
    const type = place === 'PRISON' ? 'CUSTODY:PRISON' : 'PROBATION';
    this.beginStep(theCase, cycle, courtDay + 10, '5', type, 'SUPERVISION', '');
    this.writeCharge(sentenced, NO_OUTCOME);
  }

  private beginStep(
    theCase: InventedCase,
    cycle: number,
    day: Day,
    code: string,
    type: string,
    agency: string,
    caseNumber: string,
  ): void {
    this.step += 1;
    const { dirt } = this;
    const cycleDay = compact(theCase.charges[0]?.arrestDay ?? theCase.filedDay);
    const county = dirt.chance(0.004) ? '' : theCase.county.toUpperCase();
    const step = three(this.step);
    this.stepHead =
      `${this.head},${FILLER},${String(cycle)},${cycleDay},${FILLER},${step},${dirtyDate(day, dirt)},${code},` +
      `${type.padEnd(22)},LE,${agency.padEnd(18)},CA0000000,${county.padEnd(24)},19,${county.padEnd(16)},${FILLER},` +
      `${String(cycle)}${step}`;
    this.stepDay = compact(day);
    this.caseNumber = caseNumber.padEnd(14);
    this.age = String(Math.max(0, Math.floor((day - this.person.birthDay) / 365.25)));
  }

  private writeCharge(charge: InventedCharge, outcome: Outcome, parts: readonly InventedPart[] = []): void {
    const { dirt, cells } = this;
    const words = charge.attempt ? this.mix.attemptWords + charge.offence.words : charge.offence.words;
    const mark = dirt.chance(0.01) ? '' : MARKS[charge.grade];
    const slip = dirt.fraction();
    const text = () => `${charge.statute}-${words}`;
    let offence: string;
    if (slip < 0.004) offence = cells.offence('SEE COMMENT FOR CHARGE', '', mark);
    else if (slip < 0.006) offence = cells.offence(dirt.pick(this.mix.unreadable), '', mark);
    else if (outcome.converted !== '') offence = offenceColumns(text(), mark, outcome.converted);
    else offence = cells.offence(charge.statute, words, mark);
    const comment = slip < 0.004 ? text() : '';
    if (parts.length === 0) this.push(charge.count, offence, outcome, undefined, 1, comment);
    for (let order = 1; order <= parts.length; order += 1) {
      this.push(charge.count, offence, outcome, parts[order - 1], order, comment);
    }
  }

  private push(
    count: number,
    offence: string,
    outcome: Outcome,
    part: InventedPart | undefined,
    partOrder: number,
    comment: string,
  ): void {
    const { cells } = this;
    const unit = part === undefined || part.place === 'FINE' || this.dirt.chance(0.002) ? '' : part.unit;
    const day = outcome.disposition === '' ? '        ' : this.stepDay;
    this.rows.push(
      `${this.stepHead}${three(count)}000,${day},${this.caseNumber}${offence}${this.warrants}` +
        cells.disposition(outcome.disposition, outcome.grade) +
        (part === undefined ? NO_SENTENCE : cells.sentence(part, unit, partOrder)) +
        this.age +
        (comment === '' ? NO_COMMENT : `,A,,${cell(comment, 30)},END`),
    );
  }

  private personColumns(): string {
    const { person, dirt } = this;
    const name = dojName(person, dirt);
    const cii = (person.stateNumber === undefined ? '' : `A${person.stateNumber}`).padEnd(10);
    const born = dirt.chance(0.006) ? dirtyBirthDate(person.birthDay, dirt) : compact(person.birthDay);
    const gender = person.sex === 'female' ? 'F' : person.sex === 'male' ? 'M' : 'U';
    const race = person.race === 'UNKNOWN' ? ',          ' : `${person.race.charAt(0)},${person.race.padEnd(10)}`;
    return (
      `${String(person.number).padStart(9, '0')},MATCHED,${String(20_000_000 + person.number)},${FILLER},${cii},` +
      `${name},${gender},${born},        ,         ,${FILLER},${cii},${name},${gender},${born},         ,` +
      `        ,        ,        ,${(person.federalNumber ?? '').padEnd(10)},${FILLER},${race},` +
      `${EYES[person.number % EYES.length] ?? ''},${HAIR[person.number % HAIR.length] ?? ''},` +
      `${String(500 + (person.number % 12))},${String(120 + (person.number % 110))},Y,N,CA,CALIFORNIA,ST,US  `
    );
  }
}

function offenceColumns(text: string, mark: string, converted: string): string {
  return (
    `,     ,${cell(text, 48)},${mark},              ,     ,          ,,          ,` +
    `,     ,${cell(converted, 10)},,          ,`
  );
}

function warrantsOf({ warrant }: InventedCase): string {
  if (warrant === undefined) return NO_WARRANTS;
  return warrant.kind === 'arrest' ? warrantColumns('', warrant.number) : warrantColumns(warrant.number, '');
}

function warrantColumns(bench: string, other: string): string {
  const fillers = [FILLER, FILLER, FILLER, FILLER, FILLER].join(',');
  return `1,     ,${bench.padEnd(10)},     ,     ,${fillers},     ,${other.padEnd(10)}`;
}

/** `LAST,FIRST MIDDLE SUFFIX` in capitals and quotes, as the file has it; accents are lost on nearly every row. */
function dojName({ first, middle, last, suffix }: InventedPerson, dirt: Dice): string {
  const given = [first, middle, suffix].filter((part) => part !== '').join(' ');
  const full = (dirt.chance(0.02) && suffix === '' ? `${last} JR,${given}` : `${last},${given}`).toUpperCase();
  const keepsAccents = dirt.chance(0.01);
  const plain = keepsAccents || ASCII.test(full) ? full : full.normalize('NFD').replace(/[\u0300-\u036f]/g, '');
  return `"${plain.padEnd(28)}"`;
}

const ASCII = /^[ -~]*$/;

/** A cell of at least that width; quoted where a comma or a quote stands in it. */
function cell(text: string, width: number): string {
  const padded = text.padEnd(width);
  return /[",]/.test(text) ? `"${padded.replaceAll('"', '""')}"` : padded;
}

function three(number: number): string {
  return number < 10 ? `00${String(number)}` : number < 100 ? `0${String(number)}` : String(number);
}

function compact(day: Day): string {
  const { year, month, day: d } = calendarOf(day);
  return String(year * 10_000 + month * 100 + d);
}

function dirtyBirthDate(day: Day, dirt: Dice): string {
  return dirt.pick(['00000000', '        ', `${compact(day).slice(0, 4)}0000`]);
}

/** The day of an event, or what stands in its place about once in a hundred steps. */
function dirtyDate(day: Day, dirt: Dice): string {
  const slip = dirt.fraction();
  if (slip > 0.01) return compact(day);
  if (slip > 0.006) return `${compact(day).slice(0, 4)}0000`;
  if (slip > 0.004) return `${compact(day).slice(0, 6)}00`;
  return slip > 0.002 ? '00000000' : '        ';
}
