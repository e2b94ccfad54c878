/**
 * The lines of `findings.jsonl`: the same JSON as `toFindingJson` without the sentences of the criteria, which are the
 * pack's and which the id names.
 *
 * An export has millions of lines of some two thousand characters, most of which stand in many others too. So a line is
 * put together from pieces of text, and those that are the law's are made once for each path; objects for
 * `JSON.stringify` would take four times as long.
 */
import type { MissingFact, ReviewQuestion, SeenFact, TracedCriterion, ValueLead } from '../law/index.js';
import type { Finding } from './finding.js';
import { valueOf } from './finding-json.js';
import type { PackWords } from './pack-words.js';

/** What is the same in every line of a path, as JSON. */
interface PathPieces {
  /** `,"authority":"…"` of each criterion seen so far, by its id. */
  authorities: Map<string, string>;
  /** Each caution seen so far, by its id. */
  cautions: Map<string, string>;
  /** `,"scan":{…}}` and the line end. */
  end: string;
}

/** Makes the lines of a scan's findings, each with its line end. */
export function jsonLines(words: PackWords, scan: { asOf: string }): (finding: Finding) => string {
  const paths = new Map<string, PathPieces>();
  return (finding) => {
    let pieces = paths.get(finding.path);
    if (pieces === undefined) paths.set(finding.path, (pieces = piecesOf(finding.path, words, scan)));
    return lineOf(finding, pieces, words);
  };
}

function piecesOf(path: string, words: PackWords, scan: { asOf: string }): PathPieces {
  const { hash, overlays } = words.path(path).pack;
  const of = { asOf: scan.asOf, packHash: hash, ...(overlays.length === 0 ? {} : { overlays }) };
  return { authorities: new Map(), cautions: new Map(), end: `,"scan":${JSON.stringify(of)}}\n` };
}

function lineOf(finding: Finding, pieces: PathPieces, words: PackWords): string {
  const { case: courtCase, item, path } = finding;
  let line = `{"id":${quoted(finding.key)},"personId":${quoted(finding.personKey)}`;
  line += `,"case":{"number":${quoted(courtCase.number)},"court":${quoted(courtCase.court)}`;
  if (courtCase.county !== undefined) line += `,"county":${quoted(courtCase.county)}`;
  line += `,"state":${quoted(courtCase.state)}},"item":{"kind":"${item.kind}"`;
  if (item.count !== undefined) line += `,"count":${item.count}`;
  if (item.number !== undefined) line += `,"number":${quoted(item.number)}`;
  line += `},"jurisdiction":${quoted(finding.jurisdiction)},"path":${quoted(path)}`;
  line += `,"relief":"${finding.relief}","outcome":"${finding.outcome}"`;
  if (finding.eligibleOn !== undefined) line += `,"eligibleOn":"${finding.eligibleOn}"`;
  line += `,"missing":${listed(finding.missing, missingJson)},"review":${listed(finding.review, reviewJson)}`;
  line += ',"criteria":[';
  let comma = '';
  for (const criterion of finding.criteria) {
    line += comma + criterionJson(criterion, path, pieces, words);
    comma = ',';
  }
  line += `],"cautions":${listed(finding.cautions, (id) => cautionJson(id, path, pieces, words))}`;
  // Seldom there.
  line += `,"ripple":${finding.ripple.length === 0 ? '[]' : JSON.stringify(finding.ripple)}`;
  line += `,"restsOn":${listed(finding.restsOn, quoted)},"preferred":${finding.preferred ? 'true' : 'false'}`;
  return line + pieces.end;
}

function missingJson({ fact, ifMet, ifNotMet, question, criterion, about, values }: MissingFact): string {
  const to = `{"fact":${quoted(fact)},"ifMet":"${ifMet}","ifNotMet":"${ifNotMet}","question":${quoted(question)}`;
  const of = about === undefined ? '' : `,"about":{"case":${quoted(about.case)},"count":${about.count}}`;
  return `${to},"criterion":${quoted(criterion)}${of},"values":${listed(values, valueJson)}}`;
}

function valueJson({ is, leads }: ValueLead): string {
  return `{"is":${quoted(is)},"leads":"${leads}"}`;
}

function reviewJson({ criterion, question }: ReviewQuestion): string {
  return `{"criterion":${quoted(criterion)},"question":${quoted(question)}}`;
}

function criterionJson(criterion: TracedCriterion, path: string, pieces: PathPieces, words: PackWords): string {
  const { id, outcome, role, holdsOn, facts } = criterion;
  let authority = pieces.authorities.get(id);
  if (authority === undefined) {
    authority = `,"authority":${quoted(words.criterion(path, id).authority)}`;
    pieces.authorities.set(id, authority);
  }
  const value = valueOf(facts);
  let json = `{"id":${quoted(id)},"outcome":"${outcome}"`;
  if (value !== '') json += `,"value":${quoted(value)}`;
  json += authority + sourceJson(facts) + suppliedJson(facts) + `,"role":"${role}"`;
  if (holdsOn !== undefined) json += `,"holdsOn":"${holdsOn}"`;
  return `${json}}`;
}

function sourceJson(facts: readonly SeenFact[]): string {
  for (const { source } of facts) {
    if (source !== undefined) return `,"source":{"file":${quoted(source.file)},"row":${source.row}}`;
  }
  return '';
}

function suppliedJson(facts: readonly SeenFact[]): string {
  for (const { supplied } of facts) {
    if (supplied !== undefined) return `,"supplied":${JSON.stringify(supplied)}`;
  }
  return '';
}

function cautionJson(id: string, path: string, pieces: PathPieces, words: PackWords): string {
  let caution = pieces.cautions.get(id);
  if (caution === undefined) {
    const { text, authority } = words.criterion(path, id);
    caution = `{"id":${quoted(id)},"text":${quoted(text)},"authority":${quoted(authority)}}`;
    pieces.cautions.set(id, caution);
  }
  return caution;
}

function listed<T>(of: readonly T[], json: (each: T) => string): string {
  if (of.length === 0) return '[]';
  let text = '[';
  for (let at = 0; at < of.length; at += 1) text += (at === 0 ? '' : ',') + json(of[at] as T);
  return `${text}]`;
}

/** What JSON writes otherwise than as it stands: quotes, backslashes, control characters, halves of a character. */
const NEEDS_ESCAPE = /["\\\u0000-\u001f\ud800-\udfff]/;

function quoted(text: string): string {
  return NEEDS_ESCAPE.test(text) ? JSON.stringify(text) : `"${text}"`;
}
