/**
 * Determinations → drafts: one motion for each case and kind of relief.
 *
 * Which determinations are drafted is decided in `choose-drafted.ts`. Those that are `needs-review` carry their questions
 * to the attorney's notes. `needs-facts` is never drafted: a motion must not guess.
 */
import { createHash } from 'node:crypto';
import type { Determination, Relief } from '../../law/index.js';
import type { CourtCase, PersonRecord } from '../../records/record.js';
import type { MotionTemplate, TemplateLibrary } from '../templating/template-library.js';
import { missingAt } from '../templating/field-path.js';
import { buildView } from './build-view.js';
import { isDraftedUnasked, isOpen } from './choose-drafted.js';
import { fillWords, type Asker, type ReliefWords } from './jurisdiction-words.js';
import type { DraftIssue, MotionDraft, Office, ScanIdentity } from './motion-draft.js';
import type { PathWords } from './path-words.js';

export interface DraftInput {
  record: PersonRecord;
  determinations: readonly Determination[];
  /** Those of them to draft; those that are drafted unasked when absent. The others are alternatives for the notes. */
  wanted?: ReadonlySet<Determination>;
  words: ReadonlyMap<string, PathWords>;
  office: Office;
  asOf: string;
  scan: ScanIdentity;
  library: TemplateLibrary;
}

export interface DraftResult {
  drafts: MotionDraft[];
  issues: DraftIssue[];
}

interface Chosen {
  determination: Determination;
  path: PathWords;
  template: MotionTemplate;
  relief: ReliefWords;
}

/**
 * The motions that one person's determinations lead to, in the order of court, case and template, with an issue for
 * each document that could not be drafted. Pure: the same input gives the same drafts.
 */
export function draftMotions(input: DraftInput): DraftResult {
  const issues: DraftIssue[] = [];
  const chosen: Chosen[] = [];
  for (const determination of input.determinations) {
    const path = input.words.get(determination.path);
    const wanted = input.wanted?.has(determination) ?? isDraftedUnasked(determination, path);
    if (!wanted) continue;
    if (path === undefined) {
      issues.push(noWords(determination));
      continue;
    }
    const template = input.library.choose(determination, path.movant, input.office.jurisdiction);
    const relief = input.library
      .jurisdictionWords(determination.jurisdiction)
      .relief(determination.relief, determination.item.kind, determination.path, askerOf(path));
    if (template === null || relief === null) issues.push(noTemplate(determination, path));
    else chosen.push({ determination, path, template, relief });
  }

  const drafts: MotionDraft[] = [];
  for (const group of groupsOf(chosen)) {
    const draft = draftGroup(group, input, issues);
    if (draft !== null) drafts.push(draft);
  }
  drafts.sort((a, b) => compare(sortKey(a), sortKey(b)));
  return { drafts, issues };
}

/** Who asks in the words of the papers; where a court or an agency acts by itself, the prosecution tells it so. */
function askerOf({ movant }: PathWords): Asker {
  return movant === 'defendant' || movant === 'joint' ? movant : 'people';
}

interface Group {
  /** What keeps it apart from the other motions of its case. */
  key: string;
  template: MotionTemplate;
  relief: ReliefWords;
  determinations: Determination[];
}

/**
 * One group for each case, template and result, so that no order says "a misdemeanor or an infraction" of two counts; a
 * template that absorbs other relief of its case takes it over, whatever comes of that.
 */
function groupsOf(chosen: readonly Chosen[]): Group[] {
  const byCase = new Map<string, Chosen[]>();
  for (const each of chosen) {
    const key = caseKey(each.determination);
    byCase.set(key, [...(byCase.get(key) ?? []), each]);
  }
  const groups: Group[] = [];
  for (const ofCase of byCase.values()) {
    const absorbing = ofCase.filter((each) => each.template.file.absorbs.length > 0);
    const byKey = new Map<string, Group>();
    for (const each of ofCase) {
      const { template, relief, path, determination } = absorbing.find((other) => absorbs(other, each)) ?? each;
      const key =
        template.file.absorbs.length > 0
          ? template.id
          : [template.id, determination.relief, relief.to, relief.paper, path.result.becomes].join('\n');
      const group = byKey.get(key) ?? { key, template, relief, determinations: [] };
      group.determinations.push(each.determination);
      byKey.set(key, group);
    }
    groups.push(...byKey.values());
  }
  return groups;
}

function absorbs(taker: Chosen, other: Chosen): boolean {
  if (taker.determination.jurisdiction !== other.determination.jurisdiction) return false;
  return taker.template.file.absorbs.some(
    (rule) => rule.relief === other.determination.relief && rule.items.includes(other.determination.item.kind),
  );
}

function draftGroup(group: Group, input: DraftInput, issues: DraftIssue[]): MotionDraft | null {
  const determinations = [...group.determinations].sort((a, b) => compare(itemKey(a), itemKey(b)));
  const first = determinations[0];
  if (first === undefined) return null;
  const { template } = group;
  const relief = determinations.find((each) => template.file.relief.includes(each.relief))?.relief ?? first.relief;
  const title = capitalised(fillWords(template.file.title, { paper: group.relief.paper, to: group.relief.to }));
  const about = {
    personId: first.personId,
    caseNumber: first.case.number,
    court: first.case.court,
    template: template.id,
  };
  const courtCase = findCase(input.record, first);
  if (courtCase === undefined) {
    issues.push({
      ...about,
      code: 'case-not-in-record',
      sentence: `The record of person ${first.personId} has no case ${first.case.number} in ${first.case.court}. Run the scan again: the record has changed since.`,
    });
    return null;
  }
  const items = new Set(determinations.map(bareItemKey));
  const view = buildView({
    record: input.record,
    courtCase,
    determinations,
    alternatives: input.determinations.filter(
      (each) =>
        caseKey(each) === caseKey(first) &&
        items.has(bareItemKey(each)) &&
        !each.preferred &&
        isOpen(each) &&
        !determinations.includes(each),
    ),
    words: input.words,
    jurisdiction: input.library.jurisdictionWords(first.jurisdiction),
    office: input.office,
    asOf: input.asOf,
    scan: input.scan,
    template: { id: template.id, title, attachments: template.file.attachments, relief: template.file.relief },
    relief: group.relief,
  });
  for (const field of template.requiredFields) {
    const missing = missingAt(view, field);
    if (missing === null) continue;
    issues.push({
      ...about,
      code: 'missing-field',
      field: missing,
      sentence: `“${title}” for case ${first.case.number} was not drafted: the record does not give ${fieldWords(missing, view)}. Add it on the person's record and draft again, or write this motion by hand.`,
    });
    return null;
  }
  if (view.grounds.length + view.conditionalGrounds.length + view.toVerify.length + view.toDecide.length === 0) {
    issues.push({
      ...about,
      code: 'no-ground',
      sentence: `“${title}” for case ${first.case.number} was not drafted: none of the reasons for it can be told to a court, because of what the record leaves open. Read the finding, add what is missing on the person's record and draft again, or write this motion by hand.`,
    });
    return null;
  }
  return {
    id: createHash('sha256')
      .update([first.personId, caseKey(first), group.key].join('\n'))
      .digest('hex')
      .slice(0, 16),
    template: template.id,
    kind: kindOf(template, relief),
    title,
    relief,
    jurisdiction: first.jurisdiction,
    pageStyle: input.library.jurisdictionWords(first.jurisdiction).pageStyle ?? template.file.pageStyle,
    personId: first.personId,
    case: first.case,
    judge: courtCase.judge ?? null,
    paths: [...new Set(determinations.map((each) => each.path))].sort(),
    items: uniqueItems(determinations),
    outcome: view.notes.outcome,
    asOf: input.asOf,
    watermark: true,
    view,
  };
}

/** What its files are called: the template's name, with the relief where one template serves several. */
function kindOf(template: MotionTemplate, relief: Relief): string {
  const name = template.id.slice(template.id.lastIndexOf('/') + 1);
  return template.file.relief.length < 2 || name.includes(relief) ? name : `${relief}-${name}`;
}

function capitalised(text: string): string {
  return text.charAt(0).toLocaleUpperCase('en-US') + text.slice(1);
}

const FIELD_WORDS: Readonly<Record<string, string>> = {
  'person.fullName': "the person's name",
  'caption.defendant': "the person's name",
  'case.number': 'the case number',
  'court.titleLines': "the court's county, which its title names",
  'prosecution.attorneyTitle': "the court's county, which the office's title names",
  'office.name': "the court's county, which the office's name needs",
  offenseDate: 'the date of the offense',
  dispositionDate: 'the date of the disposition',
  offense: 'the statute or a description of the charge',
  issuedDate: 'the date on which the warrant was issued',
  filedDate: 'the date of filing',
  countList: 'the counts it is about',
  itemList: 'the counts it is about',
  grade: 'the grade of the offense',
};

function fieldWords(path: string, view: { counts: { number: number }[] }): string {
  const last = path.slice(path.lastIndexOf('.') + 1);
  const said = FIELD_WORDS[path] ?? FIELD_WORDS[last] ?? `a value it must print (${path})`;
  const index = /^counts\[(\d+)\]/.exec(path)?.[1];
  const count = index === undefined ? undefined : view.counts[Number(index)]?.number;
  return count === undefined ? said : `${said} for count ${count}`;
}

function noTemplate(determination: Determination, { movant }: PathWords): DraftIssue {
  return {
    code: 'no-template',
    personId: determination.personId,
    caseNumber: determination.case.number,
    court: determination.case.court,
    sentence: `No template serves ${determination.path} (${determination.relief} of a ${determination.item.kind}, moved by: ${movant}) in case ${determination.case.number}. Add one under templates/motions, or write this motion by hand.`,
  };
}

function noWords(determination: Determination): DraftIssue {
  return {
    code: 'no-path-words',
    personId: determination.personId,
    caseNumber: determination.case.number,
    court: determination.case.court,
    sentence: `The path ${determination.path} is not in the packs at hand, so its reasons cannot be written for case ${determination.case.number}. Load the packs of the scan and draft again.`,
  };
}

function findCase(record: PersonRecord, determination: Determination): CourtCase | undefined {
  const { number, court, county } = determination.case;
  return record.cases.find(
    (each) => each.caseNumber === number && each.court.name === court && each.court.county === county,
  );
}

function uniqueItems(determinations: readonly Determination[]): Determination['item'][] {
  return [...new Map(determinations.map((each) => [bareItemKey(each), each.item])).values()];
}

function caseKey(determination: Determination): string {
  const { number, court, county, state } = determination.case;
  return [state, county ?? '', court, number].join('\n');
}

function bareItemKey(determination: Determination): string {
  const { kind, count, number } = determination.item;
  return [kind, String(count ?? 0).padStart(6, '0'), number ?? ''].join('\n');
}

function itemKey(determination: Determination): string {
  return `${bareItemKey(determination)}\n${determination.path}`;
}

function sortKey(draft: MotionDraft): string {
  return [
    draft.case.state,
    draft.case.county ?? '',
    draft.case.court,
    draft.case.number,
    draft.template,
    draft.relief,
    draft.title,
    draft.id,
  ].join('\n');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
