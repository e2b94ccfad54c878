/** The templates of a folder, read and checked once: which one serves a determination, and its words. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../common/app-error.js';
import type { Determination } from '../../law/index.js';
import {
  folderChain,
  jurisdictionSchema,
  type JurisdictionFile,
  type JurisdictionWords,
  type PlainWord,
  reliefWordsOf,
} from '../drafting/jurisdiction-words.js';
import { chooseTemplate } from './choose-template.js';
import { createEngine, readPaper, type ReadPaper, type Render } from './compile-paper.js';
import { readYaml } from './read-yaml.js';
import { partialSchema, templateSchema, type Movant, type PartialFile, type TemplateFile } from './template-file.js';

/** The papers that a template may consist of; each becomes a file of its own. */
export const ROLES = ['motion', 'notice', 'response', 'order', 'letter', 'notes'] as const;
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
  choose(determination: Determination, movant: Movant, officeJurisdiction?: string): MotionTemplate | null;
  get(id: string): MotionTemplate;
  /** How the papers of a jurisdiction name its court and parties. */
  jurisdictionWords(jurisdiction: string): JurisdictionWords;
}

/** The templates that ship with the product. */
export const SHIPPED_TEMPLATES = fileURLToPath(new URL('../../../templates', import.meta.url));

/**
 * Reads a folder of templates. Throws `AppError` `template-file` or `template-syntax` that names the file and what is
 * wrong with it; a library that loads can render. With `onProblem` what is wrong is told and left out instead.
 */
export function loadTemplates(
  dir: string = SHIPPED_TEMPLATES,
  onProblem?: (problem: AppError) => void,
): TemplateLibrary {
  if (!existsSync(dir)) {
    throw new AppError(
      'template-folder',
      `There is no folder of templates at ${dir}. Give the folder that holds motions/ and partials/.`,
    );
  }
  const attempt = <T>(work: () => T): T | undefined => {
    try {
      return work();
    } catch (error) {
      if (onProblem === undefined || !(error instanceof AppError)) throw error;
      onProblem(error);
      return undefined;
    }
  };
  const partials = readPartials(dir, attempt);
  const engine = createEngine(new Map([...partials].map(([name, partial]) => [name, partial.read])));
  const templates = new Map<string, MotionTemplate>();
  for (const group of ['motions', 'letters', 'notes'] as const) {
    for (const folder of subfolders(join(dir, group))) {
      for (const name of subfolders(join(dir, group, folder))) {
        const path = join(dir, group, folder, name);
        const template = attempt(() => readTemplate(dir, group, folder, path, engine, partials));
        if (template !== undefined) templates.set(template.id, template);
      }
    }
  }
  const motions = [...templates.values()].filter((template) => template.group === 'motions');
  return {
    dir,
    templates,
    partials,
    jurisdictionWords: readJurisdictions(join(dir, 'motions'), attempt),
    choose: (determination, movant, officeJurisdiction) =>
      chooseTemplate(motions, determination, movant, officeJurisdiction),
    get(id) {
      const template = templates.get(id);
      if (template === undefined) throw new AppError('template-unknown', `There is no template ${id} in ${dir}.`);
      return template;
    },
  };
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

/** Does a piece of reading; gives undefined where its problem was told and the rest goes on. */
type Attempt = <T>(work: () => T) => T | undefined;

function readPartials(dir: string, attempt: Attempt): Map<string, { read: ReadPaper; file: PartialFile }> {
  const partials = new Map<string, { read: ReadPaper; file: PartialFile }>();
  const folder = join(dir, 'partials');
  if (!existsSync(folder)) return partials;
  for (const entry of readdirSync(folder).sort()) {
    if (!entry.endsWith('.hbs')) continue;
    const path = join(folder, entry);
    const yaml = path.replace(/\.hbs$/, '.yaml');
    const partial = attempt(() => ({
      read: readPaper({ name: nameOf(dir, path), source: readFileSync(path, 'utf8') }),
      file: existsSync(yaml) ? readYaml(yaml, partialSchema, nameOf(dir, yaml)) : { fields: [], optional: [] },
    }));
    if (partial !== undefined) partials.set(entry.slice(0, -'.hbs'.length), partial);
  }
  return partials;
}

function readJurisdictions(group: string, attempt: Attempt): (folder: string) => JurisdictionWords {
  const files = new Map<string, JurisdictionFile>();
  for (const folder of subfolders(group)) {
    const path = join(group, folder, 'jurisdiction.yaml');
    if (!existsSync(path)) continue;
    const file = attempt(() => readYaml(path, jurisdictionSchema, `motions/${folder}/jurisdiction.yaml`));
    if (file !== undefined) files.set(folder, file);
  }
  return (jurisdiction) => {
    const chain = folderChain(jurisdiction).flatMap((folder) => files.get(folder) ?? []);
    const pick = (key: PlainWord): string => chain.map((file) => file[key]).find((words) => words !== undefined) ?? '';
    return {
      plaintiff: pick('plaintiff'),
      plaintiffRole: pick('plaintiffRole'),
      defendantRole: pick('defendantRole'),
      versus: pick('versus'),
      caseLabel: pick('caseLabel'),
      placeLabel: pick('placeLabel'),
      prosecution: pick('prosecution'),
      attorneyTitle: pick('attorneyTitle'),
      officeName: pick('officeName'),
      courtTitle: pick('courtTitle'),
      pageStyle: chain.map((file) => file.pageStyle).find((style) => style !== undefined) ?? null,
      relief: (relief, item, path, asker) => reliefWordsOf(chain, relief, item, path, asker),
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
  // Where the court or an agency acts by itself nothing is filed, and a notice stands in the motion's place.
  const main =
    group === 'letters' ? 'letter' : group === 'notes' ? 'notes' : papers.notice === undefined ? 'motion' : 'notice';
  if (papers[main] === undefined)
    throw new AppError('template-file', `The template ${id} has no ${main}.hbs.`, {
      detail: { file: `${id}/${main}.hbs`, line: 1 },
    });
  if (group === 'motions' && file.relief.length === 0) {
    throw new AppError('template-file', `${id}/template.yaml does not say which relief it asks for. Add “relief”.`, {
      detail: { file: `${id}/template.yaml`, line: 1 },
    });
  }
  if (file.proposedOrder !== (papers.order !== undefined)) {
    throw new AppError(
      'template-file',
      file.proposedOrder
        ? `The template ${id} says that it has a proposed order, and there is no order.hbs.`
        : `The template ${id} has an order.hbs, and its template.yaml says proposedOrder: false.`,
      { detail: { file: `${id}/template.yaml`, line: 1 } },
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
          { detail: { file: read.name, line } },
        );
      }
      found.set(name, { name, ...partial });
      visit(partial.read);
    }
  };
  visit(paper);
  return [...found.values()];
}
