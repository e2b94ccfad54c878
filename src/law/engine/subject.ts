/**
 * A record made ready for questions: its charges with their parsed statutes and what their dispositions make of them.
 *
 * A *subject* is whatever a fact is asked of: a charge, a warrant, a violation, or a part of them.
 */
import { parseLegalDate, type DayRange } from '../../common/legal-date.js';
import type {
  AllegedConduct,
  Charge,
  Coverage,
  CourtCase,
  Enhancement,
  Inchoate,
  PersonRecord,
  Registration,
  SourceRef,
  Violation,
  Warrant,
} from '../../records/record.js';
import { parseStatute, readStatute, type Statute } from '../statutes/index.js';
import { MET, NOT_MET, type SeenFact, type Truth } from './determination.js';
import type { MemberMemo } from './context.js';
import { CLOSED_BY_LESSER, NO_STANDING, standingOf, type Standing } from './standing.js';
import type { Link, Underlying } from './underlying.js';

/** What a fact is asked of. Fields that do not apply are null. */
export interface Subject {
  readonly person: PersonRecord;
  readonly courtCase: CourtCase | null;
  readonly charge: Charge | null;
  readonly statute: Statute | null;
  readonly inchoate: Inchoate | null;
  readonly standing: Standing;
  readonly warrant: Warrant | null;
  readonly violation: Violation | null;
  readonly registration: Registration | null;
  readonly alleged: AllegedConduct | null;
  readonly enhancement: Enhancement | null;
  /** What a prior added to the offender score of the sentence at hand; only for members of `scored-priors`. */
  readonly points: number | undefined;
  /** The row in which it stands: one object for all the facts that are seen of it. */
  readonly source: SourceRef | undefined;
  /** The date facts that were read of it, by the number of the fact (see `facts.ts`); undefined until then. */
  readonly dates: (DayRange | null | undefined)[];
  /** What was seen of it, in words, by the number of the fact: it is worded once, however many criteria look at it. */
  readonly seen: (SeenFact | undefined)[];
  /** How it is named among the members of a set; null until it is. */
  words: string | null;
  /** Where what expressions came to for this subject is kept, and in which row; null until one is asked. */
  room: MemberMemo | null;
  row: number;
}

/** A candidate of a set, with whether it belongs to it at all. */
export interface Member {
  readonly subject: Subject;
  readonly belongs: Truth;
  /** For a charge beneath a warrant or a violation: how the two were brought together. */
  readonly link?: Link;
}

/** A person's record with one subject per charge, warrant and violation, case by case. */
export interface PreparedRecord {
  readonly record: PersonRecord;
  readonly coverage: Required<Pick<Coverage, 'history' | 'pendingMatters'>> & { completeThrough: DayRange | null };
  readonly cases: readonly PreparedCase[];
  /** Every charge of every case. */
  readonly charges: readonly Subject[];
  /** The same as members of sets of charges. */
  readonly members: readonly Member[];
  /** The charges that are convictions, or may be. */
  readonly convictions: readonly Member[];
  /** The charges that are pending, or may be. */
  readonly openCharges: readonly Member[];
  readonly registrations: readonly Member[];
  /** What lies beneath the warrants and violations that were asked about (see `underlying.ts`). */
  readonly underlying: Map<Subject, Underlying>;
}

export interface PreparedCase {
  readonly courtCase: CourtCase;
  readonly charges: readonly Subject[];
  readonly members: readonly Member[];
  readonly warrants: readonly Subject[];
  readonly violations: readonly Subject[];
}

/** Reads a record once: statutes parsed by the state of each case's court, standing worked out, coverage filled in. */
export function prepareRecord(record: PersonRecord): PreparedRecord {
  const charges: Subject[] = [];
  const members: Member[] = [];
  const cases = record.cases.map((courtCase): PreparedCase => {
    const ofCase = courtCase.charges.map((charge) => chargeSubject(record, courtCase, charge));
    const membersOfCase = ofCase.map((subject): Member => ({ subject, belongs: MET }));
    charges.push(...ofCase);
    members.push(...membersOfCase);
    return {
      courtCase,
      charges: ofCase,
      members: membersOfCase,
      warrants: (courtCase.warrants ?? []).map((warrant) =>
        subjectOf({ person: record, courtCase, warrant, source: rowOf(warrant.source ?? courtCase.source) }),
      ),
      violations: (courtCase.violations ?? []).map((violation) =>
        subjectOf({ person: record, courtCase, violation, source: rowOf(violation.source ?? courtCase.source) }),
      ),
    };
  });
  const standing = (key: 'conviction' | 'pending'): Member[] => {
    const members: Member[] = [];
    for (const subject of charges) {
      const belongs = subject.standing[key];
      if (belongs !== NOT_MET) members.push({ subject, belongs });
    }
    return members;
  };
  return {
    record,
    cases,
    charges,
    members,
    convictions: [...standing('conviction'), ...lesserConvictions(record, cases)],
    openCharges: standing('pending'),
    underlying: new Map(),
    registrations: (record.registrations ?? []).map((registration) => ({
      subject: registrationSubject(record, registration),
      belongs: MET,
    })),
    coverage: {
      history: record.coverage?.history ?? 'state',
      pendingMatters: record.coverage?.pendingMatters ?? 'yes',
      completeThrough: readDate(record.coverage?.completeThrough),
    },
  };
}

/**
 * The convictions of lesser charges by which charges were closed, in cases that give no conviction of their own: there is
 * a conviction on that day, and the record says nothing else of it.
 */
function lesserConvictions(record: PersonRecord, cases: readonly PreparedCase[]): Member[] {
  const members: Member[] = [];
  for (const { courtCase, charges } of cases) {
    const closed = charges.find((subject) => subject.standing === CLOSED_BY_LESSER)?.charge;
    if (closed === undefined || closed === null || charges.some(({ standing }) => standing.conviction === MET))
      continue;
    const { count, offenseDate, arrestDate, disposition, source } = closed;
    const charge: Charge = {
      count,
      ...(offenseDate === undefined ? {} : { offenseDate }),
      ...(arrestDate === undefined ? {} : { arrestDate }),
      ...(source === undefined ? {} : { source }),
      disposition: {
        type: 'convicted',
        ...(disposition?.date === undefined ? {} : { date: disposition.date }),
      },
    };
    members.push({ subject: chargeSubject(record, courtCase, charge), belongs: MET });
  }
  return members;
}

/** What a subject is made of; what is left out does not apply. */
type Parts = Partial<Omit<Subject, 'dates' | 'seen' | 'words' | 'room' | 'row'>> &
  Pick<Subject, 'person' | 'courtCase'>;

/** A subject of which nothing was read yet. All are objects of one shape, so that reading them stays fast. */
function subjectOf(parts: Parts): Subject {
  return {
    person: parts.person,
    courtCase: parts.courtCase,
    charge: parts.charge ?? null,
    statute: parts.statute ?? null,
    inchoate: parts.inchoate ?? null,
    standing: parts.standing ?? NO_STANDING,
    warrant: parts.warrant ?? null,
    violation: parts.violation ?? null,
    registration: parts.registration ?? null,
    alleged: parts.alleged ?? null,
    enhancement: parts.enhancement ?? null,
    points: parts.points,
    source: parts.source,
    dates: [],
    seen: [],
    words: null,
    room: null,
    row: 0,
  };
}

function chargeSubject(record: PersonRecord, courtCase: CourtCase, charge: Charge): Subject {
  const { statute, inchoate } = readStatute(charge, courtCase.court.state);
  const standing = standingOf(charge, courtCase);
  const source = rowOf(charge.source ?? courtCase.source);
  return subjectOf({ person: record, courtCase, charge, statute, inchoate, standing, source });
}

/** File and row alone, whatever else a record keeps beside them. */
function rowOf(source: SourceRef | undefined): SourceRef | undefined {
  return source === undefined ? undefined : { file: source.file, row: source.row };
}

/** A registration as a subject; its statute is read in the state of the person's first case, if there is one. */
function registrationSubject(record: PersonRecord, registration: Registration): Subject {
  const state = record.cases[0]?.court.state;
  const { statute, source } = registration;
  return subjectOf({
    person: record,
    courtCase: null,
    registration,
    statute: statute !== undefined && state !== undefined ? parseStatute(statute, state) : null,
    source: rowOf(source ?? record.source),
  });
}

/** What a violation alleges, as a subject with a statute of its own where one is named. */
export function allegedSubject(violation: Subject, alleged: AllegedConduct): Subject {
  return subjectOf({ ...violation, alleged, statute: statuteIn(violation, alleged.statute) });
}

function statuteIn({ courtCase }: Subject, text: string | undefined): Statute | null {
  return text === undefined || courtCase === null ? null : parseStatute(text, courtCase.court.state);
}

const SCORED: Standing = { conviction: MET, nonconviction: NOT_MET, pending: NOT_MET };

/**
 * The priors that a sentence counted in its offender score. A prior whose case the record holds is that conviction, with
 * all that is known of it; any other is a conviction of which the score sheet gives no more than the statute. A case
 * with several convictions that the sheet does not tell apart is read by the sheet alone.
 */
export function scoredPriorsOf(charge: Subject, prepared: PreparedRecord): Member[] {
  const state = charge.courtCase?.court.state ?? '';
  return (charge.charge?.sentence?.scoredPriors ?? []).map((prior, index) => {
    const cited = prior.statute === undefined ? null : parseStatute(prior.statute, state);
    const candidates =
      prior.caseNumber === undefined
        ? []
        : prepared.charges.filter(
            (each) =>
              each.courtCase?.caseNumber === prior.caseNumber &&
              each.charge !== charge.charge &&
              each.standing.conviction === MET &&
              (cited === null || (each.statute?.code === cited.code && each.statute.section === cited.section)),
          );
    const [only] = candidates;
    const { points } = prior;
    const subject =
      only !== undefined && candidates.length === 1
        ? subjectOf({ ...only, points })
        : subjectOf({
            person: charge.person,
            courtCase: charge.courtCase,
            charge: { count: index + 1, statute: prior.statute ?? '', disposition: { type: 'convicted' as const } },
            statute: cited,
            inchoate: cited?.inchoate ?? null,
            standing: SCORED,
            source: charge.source,
            points,
          });
    return { subject, belongs: MET };
  });
}

/** An enhancement of a charge, as a subject whose statute is the enhancement's own. */
export function enhancementSubject(charge: Subject, enhancement: Enhancement): Subject {
  return subjectOf({ ...charge, enhancement, inchoate: null, statute: statuteIn(charge, enhancement.statute) });
}

/** A legal date as the days it may mean; null when absent or not a date. */
export function readDate(text: string | undefined): DayRange | null {
  return text === undefined ? null : parseLegalDate(text);
}
