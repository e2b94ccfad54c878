/** The templates of a folder, read and checked once: which one serves a determination, and its words. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import type { z } from 'zod';
import { AppError } from '../../common/app-error.js';
import type { Determination } from '../../law/engine/determination.js';
import {
  folderChain,
  jurisdictionSchema,
  type JurisdictionFile,
  type JurisdictionWords,
} from '../drafting/jurisdiction-words.js';
import { createEngine, readPaper, type ReadPaper, type Render } from './compile-paper.js';
import { partialSchema, templateSchema, type PartialFile, type TemplateFile } from './template-file.js';

/** The papers that a template may consist of; each becomes a file of its own. */
export const ROLES = ['motion', 'response', 'order', 'letter', 'notes'] as const;
export type Role = (typeof ROLES)[number];

export interface Paper {
  read: ReadPaper;
  render: Render;
}

export interface MotionTemplate {
  /** `motions/us-md-baltimore-city/quash-warrant`. */
  id: string;
  group: 'motions' | 'letters' | 'notes';
  folder: string;
  path: string;
  file: TemplateFile;
  papers: Partial<Record<Role, Paper>>;
  /** Those of the template and of every partial it includes. */
  requiredFields: string[];
}

export interface TemplateLibrary {
  readonly dir: string;
  readonly templates: ReadonlyMap<string, MotionTemplate>;
  readonly partials: ReadonlyMap<string, { read: ReadPaper; file: PartialFile }>;
  /** The template that serves a determination, the nearest jurisdiction first, or null when none does. */
  choose(determination: Determination, officeJurisdiction?: string): MotionTemplate | null;
  get(id: string): MotionTemplate;
  /** How the papers of a jurisdiction name its court and parties. */
  jurisdictionWords(jurisdiction: string): JurisdictionWords;
}

/** The templates that ship with the product. */
export const SHIPPED_TEMPLATES = fileURLToPath(new URL('../../../templates', import.meta.url));

/**
 * Reads a folder of templates. Throws `AppError` `template-file` or `template-syntax` that names the file and what is
 * wrong with it; a library that loads can render.
 */
export function loadTemplates(dir: string = SHIPPED_TEMPLATES): TemplateLibrary {
  if (!existsSync(dir)) {
    throw new AppError(
      'template-folder',
      `There is no folder of templates at ${dir}. Give the folder that holds motions/ and partials/.`,
    );
  }
  const partials = readPartials(dir);
  const engine = createEngine(new Map([...partials].map(([name, partial]) => [name, partial.read])));
  const templates = new Map<string, MotionTemplate>();
  for (const group of ['motions', 'letters', 'notes'] as const) {
    for (const folder of subfolders(join(dir, group))) {
      for (const name of subfolders(join(dir, group, folder))) {
        const path = join(dir, group, folder, name);
        const template = readTemplate(dir, group, folder, path, engine, partials);
        templates.set(template.id, template);
      }
    }
  }
  const motions = [...templates.values()].filter((template) => template.group === 'motions');
  return {
    dir,
    templates,
    partials,
    jurisdictionWords: readJurisdictions(join(dir, 'motions')),
    choose: (determination, officeJurisdiction) => choose(motions, determination, officeJurisdiction),
    get(id) {
      const template = templates.get(id);
      if (template === undefined) throw new AppError('template-unknown', `There is no template ${id} in ${dir}.`);
      return template;
    },
  };
}

/** Reads a YAML file against a schema; the error names the file and each field that is wrong. */
export function readYaml<T>(path: string, schema: z.ZodType<T>, name: string): T {
  let data: unknown;
  try {
    data = parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new AppError(
      'template-file',
      `${name} is not YAML: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`,
      {
        cause: error,
      },
    );
  }
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`);
  throw new AppError('template-file', `${name} is not as it should be: ${problems.join('; ')}.`);
}

function subfolders(dir: string): string[] {
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

function nameOf(dir: string, path: string): string {
  return relative(dir, path).split(sep).join('/');
}

function readPartials(dir: string): Map<string, { read: ReadPaper; file: PartialFile }> {
  const partials = new Map<string, { read: ReadPaper; file: PartialFile }>();
  const folder = join(dir, 'partials');
  if (!existsSync(folder)) return partials;
  for (const entry of readdirSync(folder).sort()) {
    if (!entry.endsWith('.hbs')) continue;
    const path = join(folder, entry);
    const yaml = path.replace(/\.hbs$/, '.yaml');
    partials.set(entry.slice(0, -'.hbs'.length), {
      read: readPaper({ name: nameOf(dir, path), source: readFileSync(path, 'utf8') }),
      file: existsSync(yaml) ? readYaml(yaml, partialSchema, nameOf(dir, yaml)) : { fields: [], optional: [] },
    });
  }
  return partials;
}

function readJurisdictions(group: string): (folder: string) => JurisdictionWords {
  const files = new Map<string, JurisdictionFile>();
  for (const folder of subfolders(group)) {
    const path = join(group, folder, 'jurisdiction.yaml');
    if (existsSync(path)) files.set(folder, readYaml(path, jurisdictionSchema, `${folder}/jurisdiction.yaml`));
  }
  return (jurisdiction) => {
    const chain = folderChain(jurisdiction);
    const pick = (key: Exclude<keyof JurisdictionFile, 'pageStyle'>): string => {
      for (const each of chain) {
        const words = files.get(each)?.[key];
        if (words !== undefined) return words;
      }
      return '';
    };
    return {
      plaintiff: pick('plaintiff'),
      plaintiffRole: pick('plaintiffRole'),
      defendantRole: pick('defendantRole'),
      prosecution: pick('prosecution'),
      attorneyTitle: pick('attorneyTitle'),
      officeName: pick('officeName'),
      courtTitle: pick('courtTitle'),
      pageStyle: chain.map((each) => files.get(each)?.pageStyle).find((style) => style !== undefined) ?? null,
    };
  };
}

function readTemplate(
  dir: string,
  group: MotionTemplate['group'],
  folder: string,
  path: string,
  engine: (paper: ReadPaper) => Render,
  partials: TemplateLibrary['partials'],
): MotionTemplate {
  const id = nameOf(dir, path);
  const file = readYaml(join(path, 'template.yaml'), templateSchema, `${id}/template.yaml`);
  const papers: Partial<Record<Role, Paper>> = {};
  const required = new Set(file.fields);
  for (const role of ROLES) {
    const source = join(path, `${role}.hbs`);
    if (!existsSync(source)) continue;
    const read = readPaper({ name: `${id}/${role}.hbs`, source: readFileSync(source, 'utf8') });
    for (const { file: partial } of partialsOf(read, partials)) for (const field of partial.fields) required.add(field);
    papers[role] = { read, render: engine(read) };
  }
  const main = group === 'motions' ? 'motion' : group === 'letters' ? 'letter' : 'notes';
  if (papers[main] === undefined) throw new AppError('template-file', `The template ${id} has no ${main}.hbs.`);
  if (group === 'motions' && file.relief.length === 0) {
    throw new AppError('template-file', `${id}/template.yaml does not say which relief it asks for. Add “relief”.`);
  }
  if (file.proposedOrder !== (papers.order !== undefined)) {
    throw new AppError(
      'template-file',
      file.proposedOrder
        ? `The template ${id} says that it has a proposed order, and there is no order.hbs.`
        : `The template ${id} has an order.hbs, and its template.yaml says proposedOrder: false.`,
    );
  }
  return { id, group, folder, path, file, papers, requiredFields: [...required].sort() };
}

/** The partials a paper includes, and those that they include. Throws when one does not exist. */
export function partialsOf(
  paper: ReadPaper,
  partials: TemplateLibrary['partials'],
): { name: string; read: ReadPaper; file: PartialFile }[] {
  const found = new Map<string, { name: string; read: ReadPaper; file: PartialFile }>();
  const visit = (read: ReadPaper): void => {
    for (const { name, line } of read.partials) {
      if (found.has(name)) continue;
      const partial = partials.get(name);
      if (partial === undefined) {
        throw new AppError(
          'template-syntax',
          `The template ${read.name}, line ${line}, includes “${name}”, and there is no such partial.`,
        );
      }
      found.set(name, { name, ...partial });
      visit(partial.read);
    }
  };
  visit(paper);
  return [...found.values()];
}

function choose(
  motions: readonly MotionTemplate[],
  determination: Determination,
  officeJurisdiction: string | undefined,
): MotionTemplate | null {
  const own = folderChain(determination.jurisdiction);
  // An office's own templates come first where it lies within the jurisdiction whose law it applies.
  const within = officeJurisdiction?.startsWith(`${determination.jurisdiction}-`) === true;
  const chain = within ? [...new Set([...folderChain(officeJurisdiction), ...own])] : own;
  for (const folder of chain) {
    const fitting = motions
      .filter((template) => template.folder === folder && fits(template.file, determination))
      .sort(
        (a, b) => specificity(b.file, determination) - specificity(a.file, determination) || (a.id < b.id ? -1 : 1),
      );
    if (fitting[0] !== undefined) return fitting[0];
  }
  return null;
}

function fits(file: TemplateFile, determination: Determination): boolean {
  if (!file.relief.includes(determination.relief)) return false;
  if (file.items.length > 0 && !file.items.includes(determination.item.kind)) return false;
  return file.serves.length === 0 || file.serves.some((pattern) => servesPath(pattern, determination.path));
}

/** The length of the longest pattern that matches: the closer a template names a path, the sooner it is taken. */
function specificity(file: TemplateFile, determination: Determination): number {
  const lengths = file.serves
    .filter((pattern) => servesPath(pattern, determination.path))
    .map((pattern) => pattern.length);
  return Math.max(0, ...lengths) * 10 + (file.items.length > 0 ? 1 : 0);
}

/** Whether a pattern such as `us-ca/prop-47/*` names a path; `*` stands for any text. */
export function servesPath(pattern: string, path: string): boolean {
  const source = pattern
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${source}$`).test(path);
}
