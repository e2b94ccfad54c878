/**
 * Checks a folder of templates: that each can be read, declares what it prints, prints only what documents may have,
 * labels nobody, and still says of its invented person what it said when someone last looked (its golden output).
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { AppError } from '../../common/app-error.js';
import { checkLanguage } from '../../common/language/check-language.js';
import { draftMotions } from '../drafting/draft-motions.js';
import type { MotionDraft } from '../drafting/motion-draft.js';
import { renderArticles } from '../emitters/html-emitter.js';
import type { TemplatePlace } from './read-yaml.js';
import { readSample } from './read-sample.js';
import { renderDraft, type RenderedDocument } from './render-draft.js';
import { loadTemplates, ROLES, type MotionTemplate, type Paper, type TemplateLibrary } from './template-library.js';

export interface TemplateIssue extends TemplatePlace {
  code:
    | 'template-file'
    | 'template-syntax'
    | 'template-markup'
    | 'template-field'
    | 'undeclared-field'
    | 'unused-field'
    | 'unknown-field'
    | 'missing-parameter'
    | 'sample'
    | 'golden'
    | 'language';
  sentence: string;
}

export interface CheckResult {
  templates: number;
  issues: TemplateIssue[];
}

/**
 * What is wrong with the templates of a folder, by file and line; no issue means that every document they make can be
 * filed. With `update` the golden outputs are written anew instead of compared.
 */
export function checkTemplates(dir: string, options: { update?: boolean } = {}): CheckResult {
  const issues: TemplateIssue[] = [];
  const library = loadTemplates(dir, (problem) => issues.push(issueFrom(problem)));
  const known = new Set<string>();
  for (const template of library.templates.values()) {
    checkSample(template, library, known, options.update === true, issues);
  }
  for (const template of library.templates.values()) {
    for (const paper of papersOf(template)) checkPaper(paper, template, library, issues);
    checkFields(template, known, issues);
  }
  for (const file of filesOf(dir)) checkWords(dir, file, issues);
  issues.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line));
  return { templates: library.templates.size, issues };
}

function issueFrom(problem: AppError): TemplateIssue {
  const place = problem.detail as TemplatePlace | undefined;
  return {
    code: problem.code === 'template-syntax' ? 'template-syntax' : 'template-file',
    file: place?.file ?? '',
    line: place?.line ?? 1,
    sentence: problem.message,
  };
}

function papersOf(template: MotionTemplate): Paper[] {
  return ROLES.flatMap((role) => template.papers[role] ?? []);
}

/** Every value a paper or its partials use is declared, and every printed parameter of a partial is given. */
function checkPaper(paper: Paper, template: MotionTemplate, library: TemplateLibrary, issues: TemplateIssue[]): void {
  const declared = new Set([...template.file.fields, ...template.file.optional]);
  for (const { path, line } of paper.read.uses) {
    if (!declared.has(path)) {
      issues.push({
        code: 'undeclared-field',
        file: paper.read.name,
        line,
        sentence: `“${path}” is used and not declared. Add it to “fields” (the document is not made without it) or “optional” in ${template.id}/template.yaml.`,
      });
    }
  }
  for (const included of paper.read.partials) {
    const partial = library.partials.get(included.name);
    if (partial === undefined) continue;
    const own = new Set([...partial.file.fields, ...partial.file.optional]);
    for (const use of partial.read.uses) {
      if (own.has(use.path) || included.parameters.includes(use.path)) continue;
      const isParameter = /^[a-z][a-zA-Z]*$/.test(use.path);
      if (isParameter && !use.printed) continue;
      issues.push({
        code: isParameter ? 'missing-parameter' : 'undeclared-field',
        file: isParameter ? paper.read.name : partial.read.name,
        line: isParameter ? included.line : use.line,
        sentence: isParameter
          ? `The partial “${included.name}” prints “${use.path}”, which is not given here. Write ${use.path}="…" where it is included.`
          : `“${use.path}” is used and not declared. Add it to partials/${included.name}.yaml.`,
      });
    }
  }
}

/** Fields exist, and those declared as needed are printed somewhere. */
function checkFields(template: MotionTemplate, known: ReadonlySet<string>, issues: TemplateIssue[]): void {
  const file = `${template.id}/template.yaml`;
  const source = readFileSync(join(template.path, 'template.yaml'), 'utf8').split('\n');
  const lineOf = (field: string): number => Math.max(1, source.findIndex((line) => line.includes(field)) + 1);
  const used = new Set(papersOf(template).flatMap((paper) => paper.read.uses.map((use) => use.path)));
  for (const field of template.file.fields) {
    if (!used.has(field)) {
      issues.push({
        code: 'unused-field',
        file,
        line: lineOf(field),
        sentence: `“${field}” is declared as needed and never used. Take it out, or documents will be refused for want of it.`,
      });
    }
  }
  for (const field of [...template.file.fields, ...template.file.optional]) {
    if (known.size > 0 && !known.has(field)) {
      issues.push({
        code: 'unknown-field',
        file,
        line: lineOf(field),
        sentence: `“${field}” is no value of a motion (src/motions/drafting/motion-draft.ts lists them), or no sample has it. Correct its spelling.`,
      });
    }
  }
}

/** Drafts the sample, renders it, and compares it with the golden output. */
function checkSample(
  template: MotionTemplate,
  library: TemplateLibrary,
  known: Set<string>,
  update: boolean,
  issues: TemplateIssue[],
): void {
  const owner = template.file.sampleOf === undefined ? template : library.templates.get(template.file.sampleOf);
  const file = `${(owner ?? template).id}/sample.yaml`;
  const say = (code: TemplateIssue['code'], sentence: string, where = file): void => {
    issues.push({ code, file: where, line: 1, sentence });
  };
  if (owner === undefined)
    return say(
      'sample',
      `There is no template ${template.file.sampleOf ?? ''} to take a sample from.`,
      `${template.id}/template.yaml`,
    );
  const path = join(owner.path, 'sample.yaml');
  if (!existsSync(path))
    return say('sample', `The template ${template.id} has no sample. Add sample.yaml with an invented person.`);
  let documents: RenderedDocument[];
  try {
    const drafted = draftSample(path, file, library);
    for (const issue of drafted.issues) say('sample', issue.sentence);
    const draft = drafted.drafts.find((each) => each.template === owner.id);
    if (draft === undefined) {
      return say(
        'sample',
        `The sample does not lead to ${owner.id}, but to ${drafted.drafts.map((each) => each.template).join(', ') || 'no draft'}.`,
      );
    }
    collectPaths(draft.view, '', known);
    const rendered = renderDraft(draft, library);
    for (const issue of rendered.issues)
      say(issue.code === 'template-field' ? 'template-field' : 'template-markup', issue.sentence);
    documents = rendered.documents.filter((document) => template.papers[document.role] !== undefined);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return say('sample', error.message);
  }
  compareGolden(template, documents, update, say);
}

/** The drafts of a template's sample, as `second-look draft` would make them. */
export function draftSample(
  path: string,
  name: string,
  library: TemplateLibrary,
): { drafts: MotionDraft[]; issues: { sentence: string }[] } {
  const sample = readSample(path, name);
  return draftMotions({ ...sample, library, scan: { id: 'sample', asOf: sample.asOf, packHash: 'sample' } });
}

function compareGolden(
  template: MotionTemplate,
  documents: readonly RenderedDocument[],
  update: boolean,
  say: (code: 'golden', sentence: string, where: string) => void,
): void {
  if (documents.length === 0) return;
  const path = join(template.path, 'golden.txt');
  const text = documents.map(({ role, tree }) => `<!-- ${role} -->\n${renderArticles(tree)}`).join('\n');
  if (update) {
    writeFileSync(path, text);
    return;
  }
  const file = `${template.id}/golden.txt`;
  if (!existsSync(path)) {
    return say(
      'golden',
      `There is no golden output. Run “second-look templates check --update”, read it, and keep it.`,
      file,
    );
  }
  const golden = readFileSync(path, 'utf8').split('\n');
  const now = text.split('\n');
  const line = now.findIndex((each, index) => each !== golden[index]);
  if (line === -1 && golden.length === now.length) return;
  say(
    'golden',
    `The sample no longer prints what its golden output holds; first at line ${(line === -1 ? now.length : line) + 1}. If the change is meant, run “second-look templates check --update” and read the difference.`,
    file,
  );
}

/** Every path of a view, as templates name them. */
function collectPaths(value: unknown, path: string, known: Set<string>): void {
  if (path !== '') known.add(path);
  if (Array.isArray(value)) {
    known.add(`${path}[]`);
    for (const each of value) collectPaths(each, `${path}[]`, known);
  } else if (value !== null && typeof value === 'object') {
    for (const [name, each] of Object.entries(value)) collectPaths(each, path === '' ? name : `${path}.${name}`, known);
  }
}

function* filesOf(dir: string): Generator<string> {
  for (const entry of readdirSync(dir, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) yield* filesOf(path);
    else if (/\.(hbs|yaml)$/.test(entry.name)) yield path;
  }
}

function checkWords(dir: string, path: string, issues: TemplateIssue[]): void {
  const file = relative(dir, path).split(sep).join('/');
  for (const issue of checkLanguage(readFileSync(path, 'utf8'))) {
    issues.push({ code: 'language', file, line: issue.line, sentence: issue.sentence });
  }
}
