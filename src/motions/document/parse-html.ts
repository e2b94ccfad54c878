/**
 * A template's output → the articles of a document tree.
 *
 * Only a small list of semantic elements is understood. Anything else is a mistake in the template and is refused by
 * name, so that no paper can look right on the screen and wrong in court.
 */
import { Parser } from 'htmlparser2';
import { AppError } from '../../common/app-error.js';
import { breakLongWords } from './clean-text.js';
import type { Article, Block, Inline, Line, List, ListItem, Table, TableRow } from './tree.js';

/** Element → the attributes it may carry. */
export const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  article: ['data-document', 'data-title'],
  section: ['class'],
  div: ['class'],
  h1: [],
  h2: [],
  h3: [],
  p: ['class', 'data-source'],
  ol: ['class', 'data-continue'],
  ul: [],
  li: ['data-source'],
  table: [],
  caption: [],
  thead: [],
  tbody: [],
  tr: ['data-source'],
  th: ['scope'],
  td: [],
  strong: [],
  em: [],
  u: [],
  br: [],
  q: ['cite'],
  span: ['data-source'],
  hr: ['class'],
};

const CLASSES: Readonly<Record<string, readonly string[]>> = {
  section: ['filer', 'caption', 'signature', 'certificate', 'note'],
  div: ['court', 'party', 'case'],
  p: ['center', 'right', 'indent', 'role', 'rule', 'date', 'plain'],
  ol: ['decimal', 'alpha'],
  hr: ['page-break'],
};

/** Capitals of 12 points that fit into half the width of pleading paper. */
const LONGEST_IN_CAPTION = 22;

const KINDS: readonly Article['kind'][] = ['motion', 'notice', 'certificate', 'order', 'notes', 'letter'];

interface Node {
  tag: string;
  attributes: Record<string, string>;
  children: (Node | string)[];
}

/**
 * The articles that a template's output describes.
 *
 * Throws `AppError` `template-markup` naming the template and the element for anything outside the allow-list:
 * an element, an attribute, a class, an unclosed or misplaced element, a comment, text outside a paragraph.
 */
export function parseArticles(html: string, template: string): Article[] {
  const root = parseNodes(html, template);
  const fail = failWith(template);
  const articles: Article[] = [];
  for (const child of root.children) {
    if (typeof child === 'string') {
      if (child.trim() !== '') fail(`has text outside an <article>: “${excerpt(child)}”`);
      continue;
    }
    if (child.tag !== 'article') fail(`has <${child.tag}> outside an <article>`);
    articles.push(articleOf(child, fail));
  }
  if (articles.length === 0) fail('has no <article>');
  return articles;
}

type Fail = (what: string) => never;

function failWith(template: string): Fail {
  return (what) => {
    throw new AppError(
      'template-markup',
      `The template ${template} ${what}. Correct the template; nothing was drafted from it.`,
    );
  };
}

function excerpt(text: string): string {
  const trimmed = text.trim();
  return trimmed.length > 40 ? `${trimmed.slice(0, 40)}…` : trimmed;
}

function parseNodes(html: string, template: string): Node {
  const fail = failWith(template);
  const root: Node = { tag: '', attributes: {}, children: [] };
  const stack: Node[] = [root];
  const top = (): Node => stack[stack.length - 1] ?? root;
  const parser = new Parser(
    {
      onopentag(tag, attributes, isImplied) {
        if (isImplied) fail(`leaves out the opening <${tag}>`);
        checkElement(tag, attributes, fail);
        const node: Node = { tag, attributes, children: [] };
        top().children.push(node);
        stack.push(node);
      },
      onattribute(name, _value, quote) {
        // Without quotation marks a value with a space in it would become further attributes.
        if (quote !== '"') fail(`has the attribute ${name} without double quotation marks`);
      },
      ontext(text) {
        top().children.push(text);
      },
      onclosetag(tag, isImplied) {
        if (isImplied && tag !== 'br' && tag !== 'hr') fail(`does not close <${tag}>`);
        stack.pop();
      },
      oncomment() {
        fail('has an HTML comment; write {{!-- … --}}');
      },
      onprocessinginstruction(name) {
        fail(`has <${name}>`);
      },
    },
    { decodeEntities: true, lowerCaseTags: false, lowerCaseAttributeNames: false },
  );
  parser.write(html);
  parser.end();
  return root;
}

function checkElement(tag: string, attributes: Record<string, string>, fail: Fail): void {
  const allowed = Object.hasOwn(ALLOWED, tag) ? ALLOWED[tag] : undefined;
  if (allowed === undefined) return fail(`has the element <${tag}>, which is not among those a document may have`);
  for (const name of Object.keys(attributes)) {
    if (!allowed.includes(name)) fail(`has the attribute ${name} on <${tag}>, which it may not have there`);
  }
  const name = attributes['class'];
  if (name !== undefined && !(CLASSES[tag] ?? []).includes(name))
    fail(`has the class “${name}” on <${tag}>, which is not known`);
}

function articleOf(node: Node, fail: Fail): Article {
  const kind = KINDS.find((each) => each === node.attributes['data-document']);
  if (kind === undefined) return fail(`has an <article> without data-document being one of ${KINDS.join(', ')}`);
  const title = node.attributes['data-title']?.trim() ?? '';
  if (title === '') fail('has an <article> without a data-title');
  return { kind, title, blocks: blocksOf(node, fail, { next: 1 }) };
}

/** Where the numbered paragraphs of an article stand. */
interface Numbering {
  next: number;
}

function blocksOf(parent: Node, fail: Fail, numbering: Numbering): Block[] {
  const blocks: Block[] = [];
  for (const child of elementsOf(parent, fail)) {
    switch (child.tag) {
      case 'h1':
      case 'h2':
      case 'h3':
        blocks.push({
          type: 'heading',
          level: child.tag === 'h1' ? 1 : child.tag === 'h2' ? 2 : 3,
          content: inlineOf(child, fail),
        });
        break;
      case 'p':
        blocks.push(paragraphOf(child, fail));
        break;
      case 'ol':
      case 'ul':
        blocks.push(listOf(child, fail, numbering));
        break;
      case 'table':
        blocks.push(tableOf(child, fail));
        break;
      case 'hr':
        blocks.push({ type: 'page-break' });
        break;
      case 'section':
        blocks.push(sectionOf(child, fail, numbering));
        break;
      default:
        fail(`has <${child.tag}> where a heading, paragraph, list, table or section belongs`);
    }
  }
  return blocks;
}

function sectionOf(node: Node, fail: Fail, numbering: Numbering): Block {
  switch (node.attributes['class']) {
    case 'filer':
      return { type: 'filer', lines: linesOf(node, fail) };
    case 'signature':
      return { type: 'signature', lines: linesOf(node, fail) };
    case 'caption': {
      const part = (name: string): Line[] => {
        const div = elementsOf(node, fail).find((child) => child.attributes['class'] === name);
        return div === undefined ? fail(`has a caption without its <div class="${name}">`) : narrow(linesOf(div, fail));
      };
      return { type: 'caption', court: part('court'), party: part('party'), case: part('case') };
    }
    case 'certificate':
      return { type: 'certificate', blocks: blocksOf(node, fail, numbering) };
    case 'note':
      return { type: 'note', blocks: blocksOf(node, fail, numbering) };
    default:
      return fail('has a <section> without a class');
  }
}

/** A name in capitals has half a page in a caption: it gets its places to break sooner. */
function narrow(lines: Line[]): Line[] {
  for (const line of lines) {
    for (const run of line.content) if ('text' in run) run.text = breakLongWords(run.text, LONGEST_IN_CAPTION);
  }
  return lines;
}

function elementsOf(parent: Node, fail: Fail): Node[] {
  const elements: Node[] = [];
  for (const child of parent.children) {
    if (typeof child !== 'string') elements.push(child);
    else if (child.trim() !== '') fail(`has text directly in <${parent.tag}>: “${excerpt(child)}”`);
  }
  return elements;
}

function linesOf(parent: Node, fail: Fail): Line[] {
  return elementsOf(parent, fail).map((child) => {
    if (child.tag !== 'p') fail(`has <${child.tag}> in a block of lines; use <p>`);
    const name = child.attributes['class'];
    const kind = name === 'role' ? 'indent' : name === 'rule' ? 'rule' : name === 'date' ? 'date' : 'text';
    return { kind, content: inlineOf(child, fail) } satisfies Line;
  });
}

function paragraphOf(node: Node, fail: Fail): Block {
  const name = node.attributes['class'];
  const block: Block = { type: 'paragraph', content: inlineOf(node, fail) };
  if (name === 'center' || name === 'right') block.align = name;
  if (name === 'indent') block.indent = true;
  if (name === 'rule' || name === 'date' || name === 'role')
    fail(`has <p class="${name}"> outside a signature or caption`);
  const source = node.attributes['data-source'];
  if (source !== undefined && source !== '') block.source = source;
  return block;
}

function listOf(node: Node, fail: Fail, numbering: Numbering): List {
  const style = node.tag === 'ul' ? 'bullet' : node.attributes['class'] === 'alpha' ? 'alpha' : 'decimal';
  const continues = node.attributes['data-continue'] === 'yes';
  const start = continues ? numbering.next : 1;
  const items = elementsOf(node, fail).map((child): ListItem => {
    if (child.tag !== 'li') fail(`has <${child.tag}> in a list; use <li>`);
    const sub: List[] = [];
    const words: Node = { tag: child.tag, attributes: {}, children: [] };
    for (const part of child.children) {
      if (typeof part !== 'string' && (part.tag === 'ol' || part.tag === 'ul'))
        sub.push(listOf(part, fail, { next: 1 }));
      else words.children.push(part);
    }
    const item: ListItem = { content: inlineOf(words, fail), sub };
    const source = child.attributes['data-source'];
    if (source !== undefined && source !== '') item.source = source;
    return item;
  });
  if (items.length === 0) fail('has a list without items');
  if (style === 'decimal') numbering.next = start + items.length;
  return { type: 'list', style, start, items };
}

function tableOf(node: Node, fail: Fail): Table {
  const table: Table = { type: 'table', caption: [], head: [], rows: [] };
  for (const part of elementsOf(node, fail)) {
    if (part.tag === 'caption') table.caption = inlineOf(part, fail);
    else if (part.tag === 'thead') table.head = elementsOf(part, fail).flatMap((row) => cellsOf(row, fail));
    else if (part.tag === 'tbody') {
      for (const row of elementsOf(part, fail)) {
        const line: TableRow = { cells: cellsOf(row, fail) };
        const source = row.attributes['data-source'];
        if (source !== undefined && source !== '') line.source = source;
        table.rows.push(line);
      }
    } else fail(`has <${part.tag}> in a table; use <caption>, <thead> and <tbody>`);
  }
  if (table.head.length === 0) fail('has a table without a <thead>');
  if (table.caption.length === 0) fail('has a table without a <caption>');
  for (const row of table.rows) {
    if (row.cells.length !== table.head.length) {
      fail(`has a table with a row of ${row.cells.length} cells under ${table.head.length} headings`);
    }
  }
  return table;
}

function cellsOf(row: Node, fail: Fail): Inline[][] {
  if (row.tag !== 'tr') fail(`has <${row.tag}> in a table; use <tr>`);
  return elementsOf(row, fail).map((cell) => {
    if (cell.tag !== 'td' && cell.tag !== 'th') fail(`has <${cell.tag}> in a table row; use <td>`);
    return inlineOf(cell, fail);
  });
}

type Emphasis = Pick<Extract<Inline, { text: string }>, 'bold' | 'italic' | 'underline' | 'quoted' | 'source'>;

function inlineOf(node: Node, fail: Fail): Inline[] {
  const runs: Inline[] = [];
  collect(node, {}, runs, fail);
  return tidy(runs);
}

function collect(node: Node, emphasis: Emphasis, runs: Inline[], fail: Fail): void {
  for (const child of node.children) {
    if (typeof child === 'string') {
      runs.push({ text: child, ...emphasis });
      continue;
    }
    switch (child.tag) {
      case 'br':
        runs.push({ lineBreak: true });
        break;
      case 'strong':
        collect(child, { ...emphasis, bold: true }, runs, fail);
        break;
      case 'em':
        collect(child, { ...emphasis, italic: true }, runs, fail);
        break;
      case 'u':
        collect(child, { ...emphasis, underline: true }, runs, fail);
        break;
      case 'q':
        runs.push({ text: '“', ...emphasis });
        collect(child, { ...emphasis, quoted: true }, runs, fail);
        runs.push({ text: '”', ...emphasis });
        break;
      case 'span': {
        const source = child.attributes['data-source'] ?? '';
        collect(child, source === '' ? emphasis : { ...emphasis, source }, runs, fail);
        break;
      }
      default:
        fail(`has <${child.tag}> within a line of text`);
    }
  }
}

/** Collapses white space as a browser does, joins equal neighbours and gives long words places to break. */
function tidy(runs: readonly Inline[]): Inline[] {
  const tidied: Inline[] = [];
  let afterSpace = true;
  for (const run of runs) {
    if ('lineBreak' in run) {
      trimEnd(tidied);
      tidied.push(run);
      afterSpace = true;
      continue;
    }
    let text = run.text.replace(/[ \t\n\r]+/g, ' ');
    if (afterSpace) text = text.replace(/^ /, '');
    if (text === '') continue;
    afterSpace = text.endsWith(' ');
    const last = tidied[tidied.length - 1];
    if (last !== undefined && 'text' in last && sameEmphasis(last, run)) last.text += text;
    else tidied.push({ ...run, text });
  }
  trimEnd(tidied);
  for (const run of tidied) if ('text' in run) run.text = breakLongWords(keepTogether(run.text));
  return tidied;
}

/** A section sign does not part from its number at the end of a line. */
function keepTogether(text: string): string {
  return text.replace(/(§|\bsubds?\.|\bNo\.) /g, '$1\u00a0');
}

function trimEnd(runs: Inline[]): void {
  const last = runs[runs.length - 1];
  if (last === undefined || !('text' in last)) return;
  last.text = last.text.replace(/ +$/, '');
  if (last.text === '') runs.pop();
}

function sameEmphasis(a: Emphasis, b: Emphasis): boolean {
  return (
    a.bold === b.bold &&
    a.italic === b.italic &&
    a.underline === b.underline &&
    a.quoted === b.quoted &&
    a.source === b.source
  );
}
