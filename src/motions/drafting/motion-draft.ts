/**
 * A draft: everything a motion will say, as plain values decided before any template is rendered.
 *
 * The templates hold words and order; they decide nothing. Absent values are `null`, never `undefined`, so that a
 * template that prints one is caught.
 */
import type { CaseRef, ItemRef, Relief } from '../../law/index.js';
import type { PageStyle } from '../document/tree.js';

/** The office that files. What it has not told us is left to write in by hand on the draft. */
export interface Office {
  /** `Office of the State's Attorney for Baltimore City`. */
  name?: string;
  /** The title of its head, where it is another than the jurisdiction's own: `City Solicitor of Cranston`. */
  title?: string;
  /** The elected prosecutor's name; the line is left to write on when absent. */
  attorney?: string;
  address?: string[];
  telephone?: string;
  email?: string;
  /** A jurisdiction whose templates this office uses before all others. */
  jurisdiction?: string;
}

/** The scan that the draft rests on, so that the attorney's notes can name it. */
export interface ScanIdentity {
  id: string;
  asOf: string;
  packHash: string;
}

export interface ChargeView {
  number: number;
  /** `Count 2`. */
  label: string;
  statute: string | null;
  description: string | null;
  /** Statute and description as one phrase. */
  offense: string;
  grade: string | null;
  /** `a misdemeanor`, `an infraction`. */
  gradePhrase: string | null;
  offenseDate: string | null;
  /** `committed on March 9, 2014`; of a charge without a conviction only that it is said to have been. */
  committed: string | null;
  disposition: string;
  dispositionDate: string | null;
  sentence: string | null;
  isOpen: boolean;
  source: string;
}

export interface WarrantView {
  number: string;
  /** `an arrest warrant`. */
  kindPhrase: string;
  issuedDate: string | null;
  countList: string | null;
  /** What the counts beneath it charge, as one phrase. */
  offenses: string | null;
  /** Charges of another case that it certainly rests on, as one phrase. */
  linked: string | null;
  /** Charges of another case that it is likely to rest on, each with how likely and why. */
  likelyLinked: string | null;
  source: string;
}

export interface ViolationView {
  number: string;
  kind: string;
  filedDate: string | null;
  alleged: string[];
  countList: string | null;
  /** What the convictions beneath it are for, as one phrase. */
  offenses: string | null;
  /** Charges of another case that it certainly rests on, as one phrase. */
  linked: string | null;
  /** Charges of another case that it is likely to rest on, each with how likely and why. */
  likelyLinked: string | null;
  source: string;
}

export interface GroundView {
  text: string;
  cite: string;
  /** What the record says of it: `weight: 0.99 g`; null where it rests on nothing but silence. */
  record: string | null;
}

/** One line of the attorney's table of facts: where in the sources a statement of the motion stands. */
export interface FactView {
  item: string;
  statement: string;
  value: string;
  source: string;
}

export interface NotesView {
  /** Questions no record could settle. */
  questions: { item: string; question: string }[];
  /** Authorities that the pack marks as not verified. */
  unverified: { cite: string; note: string }[];
  cautions: string[];
  /** What else in the record rests on a conviction that the motion asks to change. */
  ripple: string[];
  /** How each warrant or violation was brought together with the charges beneath it. */
  links: { item: string; link: string }[];
  /** Who has to be told, as the pack words it. */
  notices: string[];
  assumptions: string[];
  /** What the office or the record leaves to fill in, and characters that could not be printed. */
  gaps: string[];
  /** Charges of other cases that the record calls pending, and what the papers leave out of account. */
  pendingElsewhere: string[];
  /** What has to go with the papers: an official form, a copy of a record. */
  attachments: string[];
  facts: FactView[];
  alternatives: string[];
  outcome: 'eligible' | 'needs-review';
  birthDate: string | null;
  personId: string;
  scan: ScanIdentity;
  template: string;
}

/** What templates may print. Every field is named in the `fields` of a template that prints it. */
export interface MotionView {
  title: string;
  asOf: string;
  court: { titleLines: string[]; name: string; county: string | null; state: string };
  caption: {
    plaintiff: string;
    defendant: string;
    plaintiffRole: string | null;
    defendantRole: string | null;
    versus: string;
    caseLabel: string;
    placeLabel: string;
  };
  /** How the running text names the side that prosecutes: `the State`, `the People`. */
  prosecution: {
    name: string;
    possessive: string;
    capital: string;
    attorneyTitle: string;
    /** Verbs that agree with it: the People move, the State moves. */
    moves: string;
    says: string;
    asks: string;
    answers: string;
    withdraws: string;
    tells: string;
    has: string;
    does: string;
  };
  office: { name: string; attorney: string | null; address: string[]; telephone: string | null; email: string | null };
  case: {
    number: string;
    filedDate: string | null;
    judge: string | null;
    defenseAttorney: string | null;
    source: string;
  };
  person: { fullName: string; otherNames: string[] };
  relief: {
    becomes: string;
    becomesPhrase: string;
    orders: string[];
    carveOuts: string[];
    /** `count 1`: what the order means where it speaks of the charges beneath a warrant or a violation. */
    chargesMeant: string | null;
    /** `petition`, `joint motion`. */
    paper: string;
    /** `set aside conviction`. */
    to: string;
    /** `set aside the conviction on count 2`. */
    ask: string;
    /** `MOTION TO SET ASIDE CONVICTION`. */
    heading: string;
    orderHeading: string;
    responseHeading: string;
    noticeHeading: string;
    /** `The motion to set aside conviction`. */
    paperName: string;
  };
  /** The charges that relief is asked for, in order. */
  counts: ChargeView[];
  /** `count 2`, `counts 1, 3 and 4`. */
  countList: string | null;
  /** Every other charge of the case that the order leaves alone. */
  otherCounts: ChargeView[];
  otherCountList: string | null;
  otherOpenCounts: ChargeView[];
  otherOpenCountList: string | null;
  /** Whether every open count of the case is among `counts`: only then may a paper speak of the whole case. */
  coversEveryOpenCount: boolean;
  warrants: WarrantView[];
  /** `warrant W-1`, `warrants W-1 and W-2`. */
  warrantList: string | null;
  violations: ViolationView[];
  violationList: string | null;
  /** Every item that relief is asked for: `count 2`, `warrant W-1`. */
  itemList: string | null;
  grounds: GroundView[];
  /** Met where the case is one of those it speaks of: `For a Class B felony, seven years have run.` */
  conditionalGrounds: GroundView[];
  /** Bars that the record shows not to apply. */
  barsNotFound: GroundView[];
  /** What the answer takes to be so, and the record leaves open: a marked place in the motion. */
  toVerify: string[];
  authorities: { cite: string; title: string | null }[];
  /** Questions that no record settles: each is a marked place in the motion, to be written or taken out before filing. */
  toDecide: string[];
  /** Not settled is a policy of which it is still open whether it reaches the item. */
  paths: { title: string; summary: string; cite: string; isPolicy: boolean; isSettled: boolean }[];
  movant: 'people' | 'defendant' | 'joint' | 'court' | 'agency';
  /** The same as questions that a template can ask. */
  moves: { people: boolean; person: boolean; both: boolean; court: boolean; agency: boolean; itself: boolean };
  victimNotice: { needed: boolean; days: number | null; text: string | null };
  notes: NotesView;
}

export interface MotionDraft {
  /** Stable for the same person, case, template and result. */
  id: string;
  /** The template's id: `motions/us-md-baltimore-city/quash-warrant`. */
  template: string;
  /** What its files are called. */
  kind: string;
  title: string;
  relief: Relief;
  jurisdiction: string;
  pageStyle: PageStyle;
  personId: string;
  case: CaseRef;
  judge: string | null;
  paths: string[];
  items: ItemRef[];
  outcome: 'eligible' | 'needs-review';
  asOf: string;
  /** False once an attorney has approved it: the pages then carry no watermark. */
  watermark: boolean;
  view: MotionView;
}

/** A document that was not made, and why: it needs a person. */
export interface DraftIssue {
  code:
    | 'no-template'
    | 'no-path-words'
    | 'missing-field'
    | 'no-ground'
    | 'case-not-in-record'
    | 'template-markup'
    | 'template-field'
    | 'glyph-missing'
    | 'render-failed';
  sentence: string;
  personId: string;
  caseNumber: string;
  court: string;
  template?: string;
  field?: string;
}
