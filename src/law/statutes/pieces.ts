/**
 * First step of reading a statute: the text becomes pieces - codes, sections, separators, words.
 *
 * `664/11377(A) HS-POSS` gives section 664, separator, section 11377 (A), code HS, separator, word.
 * Which code a section belongs to, and what is an attempt of what, is decided afterwards (`read-statute.ts`).
 */
import type { Grade, Inchoate } from '../../records/record.js';
import type { Shape, StateLaw } from './state-law.js';

export interface SectionPiece {
  readonly is: 'section';
  readonly shape: Shape;
  /** The number as its state writes it, without letters that may or may not belong to it. */
  readonly base: string;
  /** The code that the shape implies. */
  readonly implied: string | null;
  /** Letters and digits written against the number: `A1` in `11377A1`. */
  readonly attached: string;
  readonly subdivisions: readonly string[];
}
export type Piece =
  | SectionPiece
  | { readonly is: 'code'; readonly code: string }
  | { readonly is: 'unknown-code' }
  | { readonly is: 'separator' }
  | { readonly is: 'word' }
  | { readonly is: 'grade'; readonly grade: Grade }
  | { readonly is: 'inchoate'; readonly kind: Inchoate };

/** Longer texts are read as far as this; a citation stands in front. */
const MAX_LENGTH = 300;

/** Upper case, plain dashes and brackets, single blanks. */
export function tidy(text: string): string {
  return text
    .slice(0, MAX_LENGTH)
    .toUpperCase()
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/[[{]/g, '(')
    .replace(/[\]}]/g, ')')
    .replace(/["'`\u2018\u2019\u201c\u201d*]/g, '')
    .replace(/[\s\u00a0\u200b\ufeff_]+/g, ' ')
    .trim()
    .replace(ENUMERATOR, '');
}

const SPACE = /[\s.:§]+/y;
const SEPARATOR = /[-/,;+|]|\b(?:OR|AND)\b|&/y;
const UNKNOWN_CODE = /\?/y;
/** `1. PC 459`, `COUNT 2: HS 11350`: the number counts charges. */
const ENUMERATOR = /^(?:(?:COUNT|CT|CHARGE|CHG)\.? ?#?\d{1,3}\b[ :.)-]*|#?\d{1,2} ?[:.)] (?=[A-Z]|\d{3}))(?=.*\d)/;
const WORD = /[^\s\-/,;+|()]+|[()]/y;
const BRACKETED =
  /(?:\s*\.?\s*|,?\s*(?:SUBD|SUBDS|SUBDIV|SUBDIVISION|SUBSECTION|SUBSEC|PAR|PARA|PARAGRAPH)\.?\s*)\(\s*([A-Z0-9]{1,5})\s*\)/y;
const UNCLOSED = /\s?\(\s*([A-Z]|\d{1,2})(?=\s|$)/y;
const ATTACHED = /[A-Z0-9]+(?![A-Z0-9])/y;
const LOOSE = /(?:\s?[-.]\s?|\s)([A-Z0-9]{1,8})(?![A-Z0-9&'])/y;
const NEXT_OF_LIST = /\s*(?:[/,&-]|AND|OR|THRU)\s*(?=\(\s*[A-Z0-9]{1,3}\s*\))/y;

/** The pieces of a tidied text, in order. Never throws. */
export function toPieces(text: string, law: StateLaw): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  let code: string | null = null; // the code that stands directly in front
  const take = (expression: RegExp): RegExpExecArray | null => {
    expression.lastIndex = at;
    const match = expression.exec(text);
    if (match !== null) at += match[0].length;
    return match;
  };
  while (at < text.length) {
    if (take(SPACE)) continue;
    const alias = take(law.alias);
    if (alias !== null) {
      code = law.aliasCode(alias[0]);
      pieces.push(code === null ? { is: 'word' } : { is: 'code', code });
      at += addSubdivisionsBehindCode(pieces, text, at, law);
      continue;
    }
    if (take(law.measure)) {
      pieces.push({ is: 'word' });
      continue;
    }
    const digits = text.charCodeAt(at) >= 48 && text.charCodeAt(at) <= 57;
    // A digit inside a word is no section (`CPCS7`), one directly behind a code is (`HS11350`).
    if (digits && (pieces.at(-1)?.is === 'code' || !/[\dA-Z]/.test(text[at - 1] ?? ''))) {
      const read = readSections(text, at, law, code);
      if (read !== null) {
        for (const [i, section] of read.sections.entries()) {
          if (i > 0) pieces.push({ is: 'separator' });
          pieces.push(section);
        }
        at = read.end;
        code = null;
        continue;
      }
    }
    const inchoate = take(law.inchoateWord);
    if (inchoate !== null) {
      const kind = law.inchoateWords.get(plain(inchoate[1]));
      if (kind !== undefined) pieces.push({ is: 'inchoate', kind });
      continue;
    }
    if (take(law.noise)) continue;
    if (pieces.some((piece) => piece.is === 'section')) {
      const grade = take(law.gradeWord);
      if (grade !== null) {
        const kind = law.gradeWords.get(plain(grade[1]));
        if (kind !== undefined) pieces.push({ is: 'grade', grade: kind });
        continue;
      }
    }
    if (take(UNKNOWN_CODE)) {
      const opens = ['separator', 'inchoate', undefined].includes(pieces.at(-1)?.is);
      pieces.push({ is: opens ? 'unknown-code' : 'word' });
      continue;
    }
    if (take(SEPARATOR)) {
      pieces.push({ is: 'separator' });
      continue;
    }
    const word = take(WORD);
    if (word === null) {
      at += 1;
      continue;
    }
    if (word[0] === '(' || word[0] === ')') continue;
    code = null;
    pieces.push({ is: 'word' });
  }
  return pieces;
}

/** `11350 HS (A)`: the subdivision of the section in front of the code. Returns the length read. */
function addSubdivisionsBehindCode(pieces: Piece[], text: string, at: number, law: StateLaw): number {
  const section = pieces.at(-2);
  if (section?.is !== 'section' || section.attached !== '' || section.subdivisions.length > 0) return 0;
  BRACKETED.lastIndex = at;
  if (!BRACKETED.test(text)) return 0;
  const { subdivisions, end } = readSubdivisions(text, at, law, '');
  if (subdivisions.length === 0 || !startsWell(kindOf(subdivisions[0] ?? ''), law)) return 0;
  pieces[pieces.length - 2] = { ...section, subdivisions };
  return end - at;
}

function plain(word: string | undefined): string {
  return (word ?? '').replace(/[\s.]+/g, ' ');
}

/** One section, or several where the text lists subdivisions: `11357(a)/(b)`. */
function readSections(
  text: string,
  from: number,
  law: StateLaw,
  code: string | null,
): { sections: SectionPiece[]; end: number } | null {
  const shapes = code === null ? law.bareShapes : (law.codes.get(code)?.shapes ?? law.bareShapes);
  for (const shape of shapes) {
    shape.read.lastIndex = from;
    const match = shape.read.exec(text);
    if (match === null) continue;
    const fill = (template: string): string => {
      const filled = template.replace(/\$(\d)/g, (_, n: string) => match[Number(n)] ?? '');
      return shape.lower ? filled.toLowerCase() : filled;
    };
    let at = from + match[0].length;

    let attached = '';
    if (!aliasAt(text, at, law)) {
      ATTACHED.lastIndex = at;
      attached = ATTACHED.exec(text)?.[0] ?? '';
      // Longer runs are words or another number, not a letter and a few subdivisions.
      if (attached.length > 8) continue;
      at += attached.length;
    }
    const { subdivisions, end } = readSubdivisions(text, at, law, attached);
    at = end;
    // Digits left against it: another number, not this section.
    if (/^[.\dA-Z]?\d/.test(text.slice(at))) continue;
    const first: SectionPiece = {
      is: 'section',
      shape,
      base: fill(shape.write),
      implied: shape.code === null ? null : fill(shape.code),
      attached,
      subdivisions,
    };
    const sections = [first];
    for (;;) {
      NEXT_OF_LIST.lastIndex = at;
      const next = NEXT_OF_LIST.exec(text);
      if (next === null || first.subdivisions.length === 0) break;
      const more = readSubdivisions(text, at + next[0].length, law, '');
      if (more.subdivisions.length === 0) break;
      // `(a)(1)/(2)` varies the last level, `(a)(1)/(b)` starts afresh: the kind of the first new one tells.
      const level = first.subdivisions.findLastIndex((one) => kindOf(one) === kindOf(more.subdivisions[0] ?? ''));
      sections.push({
        ...first,
        subdivisions: [...first.subdivisions.slice(0, Math.max(level, 0)), ...more.subdivisions],
      });
      at = more.end;
    }
    return { sections, end: at };
  }
  return null;
}

function wordAt(expression: RegExp, text: string, at: number): boolean {
  expression.lastIndex = at;
  return expression.test(text);
}

function aliasAt(text: string, at: number, law: StateLaw): boolean {
  return wordAt(law.alias, text, at);
}

function readSubdivisions(
  text: string,
  from: number,
  law: StateLaw,
  attached: string,
): { subdivisions: string[]; end: number } {
  const subdivisions: string[] = [];
  let at = from;
  let lastKind = attached === '' ? null : kindOf(attached.slice(-1));
  for (;;) {
    BRACKETED.lastIndex = at;
    const bracketed = BRACKETED.exec(text);
    if (bracketed !== null) {
      const one = subdivision(bracketed[1] ?? '');
      if (one === null || (law.gradeWords.has(bracketed[1] ?? '') && one.length > 1)) break;
      if (isGradeBehind(lastKind, one, subdivisions)) break;
      subdivisions.push(one);
      lastKind = kindOf(one);
      at += bracketed[0].length;
      continue;
    }
    UNCLOSED.lastIndex = at;
    const unclosed = UNCLOSED.exec(text);
    if (unclosed !== null) {
      const one = subdivision(unclosed[1] ?? '');
      if (isGradeBehind(lastKind, one, subdivisions)) break;
      if (one !== null) subdivisions.push(one);
      at += unclosed[0].length;
      break;
    }
    LOOSE.lastIndex = at;
    const loose = LOOSE.exec(text);
    if (loose === null) break;
    const chunk = loose[1] ?? '';
    const parts = splitLoose(chunk);
    if (parts?.length === 0) {
      at += loose[0].length;
      continue;
    }
    if (
      parts === null ||
      wordAt(law.gradeWord, text, at + loose[0].length - chunk.length) ||
      aliasAt(text, at + loose[0].length - chunk.length, law)
    )
      break;
    const kind = kindOf(parts[0] ?? '');
    if (lastKind === null ? !startsWell(kind, law) : kind === lastKind) break;
    const spaced = !/[-.]/.test(loose[0]);
    const end = at + loose[0].length;
    if (kind === 'number' && spaced && !law.looseNumbers && !(law.looseSubdivisions && lastKind !== null)) break;
    if (kind === 'number' && spaced && !/^\s*(?:$|[A-Z]{1,2}\b)/.test(text.slice(end))) break;
    // `475.854.2.b` goes on; `475.894-2 ...` and `11350 A ...` may be the beginning of a remark.
    if (!law.looseSubdivisions && !loose[0].startsWith('.') && !endsCitation(text, end, law)) break;
    subdivisions.push(...parts);
    lastKind = kindOf(parts.at(-1) ?? '');
    at = end;
  }
  return { subdivisions, end: at };
}

/** Levels alternate, so a letter behind a subdivision that is a letter is the grade: `11350(A)(F)`. */
function isGradeBehind(last: 'letter' | 'number' | null, one: string | null, before: readonly string[]): boolean {
  return before.length > 0 && last === 'letter' && (one === 'f' || one === 'm');
}

function startsWell(kind: 'letter' | 'number', law: StateLaw): boolean {
  return law.subdivisionsStartWith === 'any' || law.subdivisionsStartWith === kind;
}

/** Whether nothing, a bracket or a code follows, so that a lone letter must be a subdivision. */
function endsCitation(text: string, at: number, law: StateLaw): boolean {
  const next = at + (/^\s*/.exec(text.slice(at))?.[0].length ?? 0);
  return next >= text.length || text[next] === '(' || aliasAt(text, next, law);
}

/** Whether a subdivision is a number or a letter (Roman numerals are letters). */
export function kindOf(one: string): 'letter' | 'number' {
  return /^\d/.test(one) ? 'number' : 'letter';
}

/** A subdivision in lower case without leading zeros; null for what cannot be one (`POSS`, `664`). */
function subdivision(text: string): string | null {
  if (/^\d{1,2}$/.test(text)) return String(Number(text));
  if (/^(?:[A-Z]|([A-Z])\1|[IVXL]{2,5})$/.test(text)) return text.toLowerCase();
  return null;
}

/** `C1A` is c, 1, a and `00` is nothing; null where the letters and digits are not subdivisions. */
export function splitLoose(chunk: string): string[] | null {
  const parts: string[] = [];
  const runs = chunk.match(/[A-Z]+|\d+/g) ?? [];
  for (const [i, run] of runs.entries()) {
    const one = subdivision(run);
    if (one === null) return null;
    // Padding of fixed-width fields and of spreadsheets: `22003-00`, `475854.0`.
    if (one !== '0') parts.push(one);
    else if (i < runs.length - 1) return null;
  }
  return parts.length > 6 ? null : parts;
}
