/**
 * The document tree: what a template says, as plain data, before it becomes HTML, DOCX or PDF.
 *
 * Text in a tree is only ever text. No emitter reads markup in it, so a name such as `<script>` or `#let` prints as
 * it is spelled.
 */

/** A run of text with its emphasis, or a line break within a paragraph. */
export type Inline = TextRun | LineBreak;

export interface TextRun {
  text: string;
  bold?: true;
  italic?: true;
  underline?: true;
  /** Quoted words: a statute's title, a caption, an official form. The language check leaves them alone. */
  quoted?: true;
  /** The source row a fact was read from, for example `charges.csv, row 12`. */
  source?: string;
}

export interface LineBreak {
  lineBreak: true;
}

/** A line of a caption, a filer's block or a signature block. */
export interface Line {
  /** `rule` is an empty line to write on with its label beneath; `date` an empty line after its label. */
  kind: 'text' | 'indent' | 'rule' | 'date';
  content: Inline[];
}

export type Align = 'left' | 'center' | 'right';

export interface Paragraph {
  type: 'paragraph';
  content: Inline[];
  align?: Align;
  /** First line set in, as the running text of a motion is. */
  indent?: true;
  source?: string;
}

export interface Heading {
  type: 'heading';
  level: 1 | 2 | 3;
  content: Inline[];
}

export interface ListItem {
  content: Inline[];
  sub: List[];
  source?: string;
}

export interface List {
  type: 'list';
  style: 'decimal' | 'alpha' | 'bullet';
  /** The number of the first item; numbered paragraphs run on through the headings of a motion. */
  start: number;
  items: ListItem[];
}

export interface TableRow {
  cells: Inline[][];
  source?: string;
}

export interface Table {
  type: 'table';
  caption: Inline[];
  head: Inline[][];
  rows: TableRow[];
}

export interface Caption {
  type: 'caption';
  court: Line[];
  party: Line[];
  case: Line[];
}

export interface Filer {
  type: 'filer';
  lines: Line[];
}

export interface Signature {
  type: 'signature';
  lines: Line[];
}

/** A part that is kept together on one page where it fits: a certificate of service, a note to the reader. */
export interface Part {
  type: 'certificate' | 'note';
  blocks: Block[];
}

export interface PageBreak {
  type: 'page-break';
}

export type Block = Paragraph | Heading | List | Table | Caption | Filer | Signature | Part | PageBreak;

/** One paper of a file, starting on a page of its own: a motion, a notice, an order. */
export interface Article {
  kind: 'motion' | 'notice' | 'certificate' | 'order' | 'notes' | 'letter';
  /** Printed in the footer of each page. */
  title: string;
  blocks: Block[];
}

export type PageStyle = 'letter' | 'pleading';

export interface DocumentTree {
  title: string;
  author: string;
  keywords: string[];
  pageStyle: PageStyle;
  /** Whether every page carries the DRAFT watermark. */
  draft: boolean;
  /** `YYYY-MM-DD`: the as-of date, which also stands for the creation date in the file, so that bytes are stable. */
  date: string;
  articles: Article[];
}

/** The text of inline content, without its emphasis. */
export function plainText(content: readonly Inline[]): string {
  return content.map((run) => ('text' in run ? run.text : ' ')).join('');
}

/** Every text run of a tree, in the order in which it is printed. */
export function* textRuns(tree: DocumentTree): Generator<TextRun> {
  for (const article of tree.articles) yield* runsOfBlocks(article.blocks);
}

function* runsOfBlocks(blocks: readonly Block[]): Generator<TextRun> {
  for (const block of blocks) {
    switch (block.type) {
      case 'paragraph':
      case 'heading':
        yield* runsOf(block.content);
        break;
      case 'list':
        for (const item of block.items) {
          yield* runsOf(item.content);
          yield* runsOfBlocks(item.sub);
        }
        break;
      case 'table':
        yield* runsOf(block.caption);
        for (const cell of block.head) yield* runsOf(cell);
        for (const row of block.rows) for (const cell of row.cells) yield* runsOf(cell);
        break;
      case 'caption':
        for (const line of [...block.court, ...block.party, ...block.case]) yield* runsOf(line.content);
        break;
      case 'filer':
      case 'signature':
        for (const line of block.lines) yield* runsOf(line.content);
        break;
      case 'certificate':
      case 'note':
        yield* runsOfBlocks(block.blocks);
        break;
      case 'page-break':
        break;
    }
  }
}

function* runsOf(content: readonly Inline[]): Generator<TextRun> {
  for (const run of content) if ('text' in run) yield run;
}
