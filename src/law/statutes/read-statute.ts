/**
 * Second step of reading a statute: which code each section belongs to, and what is an attempt of what.
 *
 * Codes stand in front (`PC 664/187`) or behind (`664/187 PC`, where one code serves all sections before it). A section
 * of the state's list of attempts and the like, joined to another section, makes that other section the target; the
 * list's own code need not be written, because `664/11377 HS` never means section 664 of the Health and Safety Code.
 */
import type { Grade, Inchoate } from '../../records/record.js';
import { kindOf, splitLoose, tidy, toPieces, type Piece, type SectionPiece } from './pieces.js';
import { isOwnNumber, type StateLaw } from './state-law.js';

/** What a text says, before it is shared: see `Statute`. */
export interface Reading {
  readonly code: string | null;
  readonly section: string;
  readonly subdivisions: readonly string[];
}
export interface ReadText {
  readonly inchoate: Inchoate | null;
  readonly grade: Grade | null;
  /** The likeliest first. */
  readonly readings: readonly [Reading, ...Reading[]];
}

interface Cite {
  readonly piece: SectionPiece;
  /** The code written directly in front or behind. */
  written: string | null;
  /** A code that another section of the text lends it. */
  lent: string | null;
  /** Its code stands behind it and serves the sections before it too. */
  shares: boolean;
  /** `?` stands in front: the code is known to be unknown. */
  readonly unknownCode: boolean;
}

/** Reads a text of a state; null when no section can be read. Never throws. */
export function readText(text: string, law: StateLaw): ReadText | null {
  const found = assemble(toPieces(tidy(text), law), law);
  if (found === null) return null;
  const { cites, wordsInFront, grade } = found;

  const readings: Reading[] = [];
  let kind = found.kind;
  const inchoateCites = cites.filter((cite) => inchoateOf(cite, law, cites.length > 1) !== null);
  const targets = cites.filter((cite) => !inchoateCites.includes(cite));
  const [prefix] = inchoateCites;
  if (targets.length > 0 && prefix !== undefined) kind ??= inchoateOf(prefix, law, true);
  // Without a target the section stands for itself: `PC 664` is an attempt of something unknown.
  const alone = targets.length > 0 ? undefined : inchoateCites.at(-1);
  if (alone !== undefined) kind = inchoateOf(alone, law, cites.length > 1);
  for (const cite of alone === undefined ? targets : [alone]) readings.push(...readCite(cite, law, wordsInFront));

  const distinct = new Map(readings.map((one) => [JSON.stringify(one), one]));
  const [first, ...others] = distinct.values();
  return first === undefined ? null : { inchoate: kind, grade, readings: [first, ...others] };
}

function assemble(
  pieces: readonly Piece[],
  law: StateLaw,
): { cites: Cite[]; wordsInFront: boolean; grade: Grade | null; kind: Inchoate | null } | null {
  let cites: Cite[] = [];
  let wordsInFront = false;
  let wordsBeforeCode = false;
  let grade: Grade | null = null;
  let kind: Inchoate | null = null;
  let pending: string | null = null;
  let lastPrefix: string | null = null;
  let unknownCode = false;
  const codeFirst = pieces.find((piece) => piece.is === 'code' || piece.is === 'section')?.is === 'code';

  scan: for (const [i, piece] of pieces.entries()) {
    const before = pieces[i - 1];
    const after = pieces[i + 1];
    const last = cites.at(-1);
    switch (piece.is) {
      case 'word':
        if (last !== undefined) {
          // A lone short number in front of words is a count (`2 COUNTS OF PC 459`), not a section.
          const count =
            cites.length === 1 && last.written === null && !last.piece.shape.distinct && last.piece.base.length <= 2;
          if (!count || !pieces.slice(i).some((one) => one.is === 'code')) break scan;
          cites = [];
        }
        wordsInFront = true;
        pending = null;
        break;
      case 'unknown-code':
        unknownCode = true;
        break;
      case 'code': {
        const opensNext = after?.is === 'section';
        if (last !== undefined && before?.is === 'section' && !(opensNext && codeFirst)) {
          if (last.written === null || wordsBeforeCode) {
            last.written = piece.code;
            for (const cite of cites) {
              if (cite.written !== null) continue;
              cite.lent = piece.code;
              last.shares = true;
            }
          }
          break;
        }
        pending = piece.code;
        wordsBeforeCode = wordsInFront;
        break;
      }
      case 'section': {
        const cite: Cite = { piece, written: pending, lent: pending ?? lastPrefix, shares: false, unknownCode };
        if (last !== undefined && pending === null && after?.is !== 'code' && !unknownCode) {
          const inchoate = inchoateOf(cite, law, true) ?? inchoateOf(last, law, true);
          const joined = before?.is === 'separator' || before?.is === 'inchoate';
          // A short number behind a section is a quantity or a count, unless it is a section like PC 32.
          const short = !piece.shape.distinct && piece.base.length <= 2;
          if (inchoate === null && (!joined || short)) break scan;
        }
        if (pending !== null) lastPrefix = pending;
        cites.push(cite);
        pending = null;
        unknownCode = false;
        break;
      }
      case 'grade':
        if (last !== undefined) grade ??= piece.grade;
        break;
      case 'inchoate':
        kind ??= piece.kind;
        break;
      case 'separator':
        break;
    }
  }
  if (pending !== null) for (const cite of cites) if (cite.written === null) cite.lent ??= pending;
  if (wordsInFront && cites.every((cite) => cite.written === null && cite.lent === null)) {
    cites = cites.filter((cite) => cite.piece.shape.distinct);
  }
  return cites.length === 0 ? null : { cites, wordsInFront, grade, kind };
}

/** The kind of incomplete offence that the section stands for, by itself or in front of another. */
function inchoateOf(cite: Cite, law: StateLaw, joined: boolean): Inchoate | null {
  for (const section of sectionSpellings(cite, law)) {
    const entry = law.inchoateSections.get(section);
    if (entry === undefined) continue;
    const code = cite.written ?? cite.piece.implied ?? (cite.lent === null ? law.defaultCode : null);
    if (code === entry.code) return entry.kind;
    // `664/11377 HS` and `11377/664 HS`: the code at the end is the other section's.
    if (joined ? code === null || cite.shares : code === null && cite.lent === entry.code) return entry.kind;
  }
  return null;
}

function sectionSpellings(cite: Cite, law: StateLaw): string[] {
  return readLetters(cite.piece, cite.written ?? cite.piece.implied, law).map((one) => one.section);
}

function readCite(cite: Cite, law: StateLaw, wordsInFront: boolean): Reading[] {
  // A number of another shape than its code's, as in `CR 4.01-5`, is no section of it.
  if (cite.written !== null && !fits(cite, cite.written, law)) return [];
  const lent = cite.unknownCode || cite.lent === null || !fits(cite, cite.lent, law) ? null : cite.lent;
  const likely = cite.written ?? lent ?? cite.piece.implied;
  return readLetters(cite.piece, likely, law).map(({ section, subdivisions }) => ({
    code: codeOf(cite, section, law, wordsInFront),
    section,
    subdivisions,
  }));
}

function fits(cite: Cite, code: string, law: StateLaw): boolean {
  return code === cite.piece.implied || (law.codes.get(code)?.shapes.includes(cite.piece.shape) ?? false);
}

function codeOf(cite: Cite, section: string, law: StateLaw, wordsInFront: boolean): string | null {
  if (cite.written !== null) return cite.written;
  // `27-287`: the title is part of the number.
  if (cite.piece.shape.withoutCode) return cite.piece.implied;
  if (cite.unknownCode) return null;
  if (cite.lent !== null) {
    // A code in front of another section does not reach numbers that belong to a third: `PC 664/11377`.
    const foreign = [...law.codes.values()].some((code) => code.code !== cite.lent && isOwnNumber(code, section));
    return foreign || !fits(cite, cite.lent, law) ? null : cite.lent;
  }
  // Words that are not understood may be the name of another code.
  if (wordsInFront) return null;
  return cite.piece.implied ?? law.defaultCode;
}

/** The number with what is written against it: a letter of the section, or subdivisions, or possibly either. */
function readLetters(
  piece: SectionPiece,
  code: string | null,
  law: StateLaw,
): { section: string; subdivisions: readonly string[] }[] {
  const { base, attached, subdivisions } = piece;
  const dot = base.lastIndexOf('.');
  if (attached === '') {
    const whole = { section: base, subdivisions };
    if (!piece.shape.orSubdivision || dot < 0) return [whole];
    return [
      whole,
      { section: base.slice(0, dot), subdivisions: [...(splitLoose(base.slice(dot + 1)) ?? []), ...subdivisions] },
    ];
  }
  const readings: { section: string; subdivisions: readonly string[] }[] = [];

  const codes = code === null ? [...law.codes.values()] : [law.codes.get(code)].filter((one) => one !== undefined);
  for (const letters of [/^[A-Z]{2}/, /^[A-Z]/]) {
    const letter = letters.exec(attached)?.[0];
    if (letter === undefined) continue;
    const section = base + letter.toLowerCase();
    const rest = attached.length === letter.length ? [] : splitLoose(attached.slice(letter.length));
    if (rest === null) continue;
    const inside = [...rest, ...subdivisions];
    const either = codes.some((one) => one.either.has(section));
    const lettered = codes.some((one) =>
      one.lettered === 'all' ? code !== null && letter.length === 1 : one.lettered.has(section),
    );
    if (!either && !lettered) continue;
    readings.push({ section, subdivisions: inside });
    // Levels alternate between letters and numbers, so `4234A(A)` can only be section 4234a.
    const alternates = inside.length === 0 || kindOf(inside[0] ?? '') === 'number';
    if (!either || !alternates) return readings;
    break;
  }
  const loose = splitLoose(attached);
  // `11350A(F)`: a letter behind a letter is the grade.
  const graded = kindOf(attached.slice(-1)) === 'letter' && /^[fm]$/.test(subdivisions[0] ?? '');
  if (loose !== null) readings.push({ section: base, subdivisions: graded ? loose : [...loose, ...subdivisions] });

  const { shorter } = piece.shape;
  if (shorter !== null && /^[A-Z]/.test(attached) && base.length - dot - 1 > shorter) {
    const cut = splitLoose(base.slice(dot + 1 + shorter) + attached);
    if (cut !== null)
      readings.unshift({ section: base.slice(0, dot + 1 + shorter), subdivisions: [...cut, ...subdivisions] });
  }
  return readings;
}
