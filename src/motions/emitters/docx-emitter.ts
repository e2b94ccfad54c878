/**
 * A document tree → DOCX for an attorney to edit in a word processor: real headings, numbering, headers and footers.
 *
 * Text reaches the file through the library's text runs, so it cannot become markup. Equal trees give equal bytes.
 */
import {
  AlignmentType,
  BorderStyle,
  Document,
  Footer,
  FrameAnchorType,
  Header,
  HeadingLevel,
  LevelFormat,
  LineRuleType,
  Packer,
  PageBorderDisplay,
  PageBorderOffsetFrom,
  PageBreak,
  PageNumber,
  Paragraph,
  SectionType,
  Tab,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TabStopType,
  TextRun,
  WidthType,
  type FileChild,
  type IParagraphOptions,
  type ISectionOptions,
  type ParagraphChild,
} from 'docx';
import { TextWatermark } from 'docx/watermarks';
import type { Article, Block, DocumentTree, Inline, Line, List } from '../document/tree.js';
import type { Emitter } from './emitter.js';
import { fixZip } from './fix-zip.js';
import { columnWidths } from './pdf-emitter.js';

const FONT = 'Times New Roman';
/** Lengths in twentieths of a point. */
const INCH = 1440;
const PITCH = 480;
const LETTER = { width: 8.5 * INCH, height: 11 * INCH };
const THIN = { style: BorderStyle.SINGLE, size: 6, color: '000000' } as const;
const NONE = { style: BorderStyle.NONE, size: 0, color: 'auto' } as const;

export class DocxEmitter implements Emitter {
  readonly format = 'docx';

  async render(tree: DocumentTree): Promise<Uint8Array> {
    const pages = new Pages(tree);
    const document = new Document({
      title: tree.title,
      creator: tree.author,
      lastModifiedBy: tree.author,
      keywords: tree.keywords.join(', '),
      styles: {
        default: {
          document: { run: { font: FONT, size: 24, language: { value: 'en-US' } } },
          heading1: { run: { font: FONT, size: 24, bold: true, allCaps: true, color: '000000' } },
          heading2: { run: { font: FONT, size: 24, bold: true, color: '000000' } },
          heading3: { run: { font: FONT, size: 24, bold: true, italics: true, color: '000000' } },
        },
      },
      numbering: { config: numbering() },
      sections: tree.articles.map((article) => pages.section(article)),
    });
    return fixZip(await Packer.toBuffer(document), tree.date);
  }
}

function numbering(): {
  reference: string;
  levels: {
    level: number;
    format: (typeof LevelFormat)[keyof typeof LevelFormat];
    text: string;
    alignment: 'left';
    style: object;
  }[];
}[] {
  const level = (format: (typeof LevelFormat)[keyof typeof LevelFormat], text: string, depth: number) => ({
    level: depth,
    format,
    text,
    alignment: AlignmentType.LEFT,
    style: { paragraph: { indent: { left: 720 + depth * 480, hanging: 420 } } },
  });
  return [
    { reference: 'decimal', levels: [level(LevelFormat.DECIMAL, '%1.', 0), level(LevelFormat.DECIMAL, '%2.', 1)] },
    {
      reference: 'alpha',
      levels: [level(LevelFormat.LOWER_LETTER, '(%1)', 0), level(LevelFormat.LOWER_LETTER, '(%2)', 1)],
    },
    { reference: 'bullet', levels: [level(LevelFormat.BULLET, '•', 0), level(LevelFormat.BULLET, '•', 1)] },
  ];
}

/** Turns articles into sections; holds what runs on between blocks: the style of the page and the number of lists. */
class Pages {
  private lists = 0;
  private numbered = 0;
  private readonly pleading: boolean;

  constructor(private readonly tree: DocumentTree) {
    this.pleading = tree.pageStyle === 'pleading';
  }

  section(article: Article): ISectionOptions {
    const compact = article.kind === 'notes' || article.kind === 'letter';
    return {
      properties: {
        type: SectionType.NEXT_PAGE,
        page: {
          size: LETTER,
          margin: this.pleading
            ? {
                top: INCH,
                bottom: 0.66 * INCH,
                left: 1.5 * INCH,
                right: 0.5 * INCH,
                header: 0.4 * INCH,
                footer: 0.3 * INCH,
              }
            : { top: INCH, bottom: INCH, left: INCH, right: INCH, footer: 0.5 * INCH },
          ...(this.pleading ? { borders: pleadingBorders() } : {}),
        },
      },
      headers: { default: this.header() },
      footers: { default: this.footer(article) },
      children: this.blocks(article.blocks, compact),
    };
  }

  private header(): Header {
    const children: Paragraph[] = [];
    if (this.pleading) {
      for (let number = 1; number <= 28; number += 1) {
        children.push(
          new Paragraph({
            alignment: AlignmentType.RIGHT,
            spacing: { line: PITCH, lineRule: LineRuleType.EXACT, before: 0, after: 0 },
            frame: {
              type: 'absolute',
              position: { x: Math.round(0.8 * INCH), y: INCH },
              width: Math.round(0.45 * INCH),
              height: 28 * PITCH,
              anchor: { horizontal: FrameAnchorType.PAGE, vertical: FrameAnchorType.PAGE },
            },
            children: [new TextRun(String(number))],
          }),
        );
      }
    }
    children.push(
      new Paragraph({
        children: this.tree.draft
          ? [new TextWatermark({ text: 'DRAFT', font: FONT, opacity: 0.35, width: 430, height: 150 })]
          : [],
      }),
    );
    return new Header({ children });
  }

  private footer(article: Article): Footer {
    const right = this.pleading ? 6.5 * INCH : 6.5 * INCH;
    return new Footer({
      children: [
        new Paragraph({
          border: { top: THIN },
          tabStops: [{ type: TabStopType.RIGHT, position: right }],
          children: [
            new TextRun({ text: article.title, size: 20 }),
            new TextRun({
              children: [new Tab(), 'Page ', PageNumber.CURRENT, ' of ', PageNumber.TOTAL_PAGES],
              size: 20,
            }),
          ],
        }),
      ],
    });
  }

  private blocks(blocks: readonly Block[], compact: boolean): FileChild[] {
    return blocks.flatMap((block, index) => this.block(block, compact, blocks[index + 1]?.type === 'signature'));
  }

  private block(block: Block, compact: boolean, keepNext: boolean): FileChild[] {
    switch (block.type) {
      case 'paragraph':
        return [
          new Paragraph({
            ...this.body(compact),
            keepNext,
            keepLines: keepNext,
            alignment:
              block.align === 'center'
                ? AlignmentType.CENTER
                : block.align === 'right'
                  ? AlignmentType.RIGHT
                  : AlignmentType.LEFT,
            ...(block.indent === true ? { indent: { firstLine: 720 } } : {}),
            children: inline(block.content),
          }),
        ];
      case 'heading':
        return [
          new Paragraph({
            heading:
              block.level === 1
                ? HeadingLevel.HEADING_1
                : block.level === 2
                  ? HeadingLevel.HEADING_2
                  : HeadingLevel.HEADING_3,
            alignment: block.level === 3 ? AlignmentType.LEFT : AlignmentType.CENTER,
            keepNext: true,
            ...(this.pleading ? this.exact(PITCH) : { spacing: { before: 240, after: 160 } }),
            children: inline(block.content),
          }),
        ];
      case 'list':
        return this.list(block, 0, compact, keepNext);
      case 'table':
        return [table(block.head, block.rows, columnWidths(block)), this.blank()].flatMap((each, index) =>
          index === 0 ? [this.single(block.caption, true), each] : [each],
        );
      case 'caption':
        return this.caption(block.court, block.party, block.case);
      case 'filer':
        return this.filer(block.lines);
      case 'signature':
        return block.lines.flatMap((line, index) =>
          this.line(line, { left: 4700, isSignature: true }, index < block.lines.length - 1, index === 0),
        );
      case 'certificate':
        return this.blocks(block.blocks, compact);
      case 'note':
        return [
          new Table({
            width: { size: 100, type: WidthType.PERCENTAGE },
            rows: [
              new TableRow({
                children: [
                  new TableCell({
                    margins: { top: 100, bottom: 100, left: 160, right: 160 },
                    children: this.blocks(block.blocks, compact) as (Paragraph | Table)[],
                  }),
                ],
              }),
            ],
          }),
          this.blank(),
        ];
      case 'page-break':
        return [new Paragraph({ children: [new PageBreak()] })];
    }
  }

  private body(compact: boolean): Pick<IParagraphOptions, 'spacing'> {
    if (this.pleading) return this.exact(PITCH);
    return { spacing: compact ? { line: 264, after: 140 } : { line: 360, after: 120 } };
  }

  private exact(line: number): Pick<IParagraphOptions, 'spacing'> {
    return { spacing: { line, lineRule: LineRuleType.EXACT, before: 0, after: 0 } };
  }

  private blank(): Paragraph {
    return new Paragraph({ ...(this.pleading ? this.exact(PITCH / 2) : { spacing: { after: 0 } }), children: [] });
  }

  private single(content: readonly Inline[], keepNext: boolean): Paragraph {
    const bold = content.map((run) => ('text' in run ? { ...run, bold: true as const } : run));
    return new Paragraph({
      keepNext,
      ...(this.pleading ? this.exact(PITCH / 2) : { spacing: { before: 120, after: 80 } }),
      children: inline(bold),
    });
  }

  private list(list: List, depth: number, compact: boolean, keepNext = false): FileChild[] {
    this.lists += 1;
    let instance = this.lists;
    if (list.style === 'decimal' && depth === 0) {
      // A list that runs on keeps the numbering of the one before it.
      if (list.start === 1) this.numbered = this.lists;
      instance = this.numbered;
    }
    return list.items.flatMap((item, index) => [
      new Paragraph({
        ...this.body(compact),
        keepNext: keepNext && index === list.items.length - 1,
        numbering: { reference: list.style, level: Math.min(depth, 1), instance },
        children: inline(item.content),
      }),
      ...item.sub.flatMap((sub) => this.list(sub, depth + 1, compact)),
    ]);
  }

  private caption(court: readonly Line[], party: readonly Line[], case_: readonly Line[]): FileChild[] {
    const cell = (lines: readonly Line[], left: boolean): TableCell =>
      new TableCell({
        width: { size: 50, type: WidthType.PERCENTAGE },
        margins: { top: 60, bottom: 120, left: 140, right: 140 },
        borders: { top: NONE, left: NONE, right: left ? THIN : NONE, bottom: left ? THIN : NONE },
        children: lines.flatMap((line) => this.line(line, { room: 3 * INCH }, false, false)),
      });
    return [
      ...court.map(
        (line) =>
          new Paragraph({
            alignment: AlignmentType.CENTER,
            ...(this.pleading ? this.exact(PITCH) : { spacing: { after: 40 } }),
            children: inline(line.content.map((run) => ('text' in run ? { ...run, bold: true as const } : run))),
          }),
      ),
      new Table({
        width: { size: 100, type: WidthType.PERCENTAGE },
        layout: TableLayoutType.FIXED,
        columnWidths: [4680, 4680],
        borders: { top: NONE, bottom: NONE, left: NONE, right: NONE, insideHorizontal: NONE, insideVertical: NONE },
        rows: [new TableRow({ cantSplit: true, children: [cell(party, true), cell(case_, false)] })],
      }),
      this.blank(),
    ];
  }

  private filer(lines: readonly Line[]): FileChild[] {
    const printed = lines.flatMap((line) => this.line(line, { room: 4 * INCH }, false, false));
    if (!this.pleading) return [...printed, this.blank()];
    // The title of the court stands on line 8 of pleading paper: seven numbered lines hold fourteen single ones.
    const missing = Math.max(0, 14 - printed.length);
    return [...printed, ...Array.from({ length: missing }, () => this.blank())];
  }

  private line(
    line: Line,
    place: { left?: number; room?: number; isSignature?: true },
    keepNext: boolean,
    isFirst: boolean,
  ): Paragraph[] {
    const left = (place.left ?? 0) + (line.kind === 'indent' ? 900 : 0);
    const spacing = this.pleading
      ? this.exact(PITCH / 2)
      : { spacing: { before: isFirst ? 240 : line.kind === 'date' ? 120 : 0, after: 20 } };
    const base = { ...spacing, keepNext, keepLines: true, indent: { left } };
    if (line.kind === 'rule') {
      return [
        new Paragraph({
          ...base,
          keepNext: true,
          ...(this.pleading ? this.exact(PITCH) : { spacing: { before: 360, after: 0 } }),
          children: [],
        }),
        new Paragraph({ ...base, border: { top: THIN }, children: inline(line.content) }),
      ];
    }
    if (line.kind === 'date') {
      return [
        new Paragraph({
          ...base,
          ...(this.pleading && place.isSignature === true ? this.exact(PITCH) : {}),
          tabStops: [{ type: TabStopType.RIGHT, position: place.room ?? 6.5 * INCH, leader: 'underscore' }],
          children: [...inline(line.content), new TextRun({ children: [' ', new Tab()] })],
        }),
      ];
    }
    return [new Paragraph({ ...base, children: inline(line.content) })];
  }
}

function pleadingBorders(): NonNullable<NonNullable<NonNullable<ISectionOptions['properties']>['page']>['borders']> {
  return {
    pageBorders: { display: PageBorderDisplay.ALL_PAGES, offsetFrom: PageBorderOffsetFrom.TEXT },
    pageBorderLeft: { style: BorderStyle.DOUBLE, size: 4, space: 6, color: '000000' },
    pageBorderRight: { style: BorderStyle.SINGLE, size: 4, space: 6, color: '000000' },
  };
}

function table(head: readonly Inline[][], rows: readonly { cells: Inline[][] }[], shares: readonly number[]): Table {
  const whole = shares.reduce((sum, share) => sum + share, 0);
  const widths = shares.map((share) => Math.round((share / whole) * 6.5 * INCH));
  const cell = (content: readonly Inline[], column: number, bold: boolean): TableCell =>
    new TableCell({
      width: { size: widths[column] ?? 0, type: WidthType.DXA },
      margins: { top: 40, bottom: 40, left: 80, right: 80 },
      ...(bold ? { shading: { fill: 'EEEEEE' } } : {}),
      children: [new Paragraph({ children: inline(content, { size: 20, ...(bold ? { bold } : {}) }) })],
    });
  return new Table({
    width: { size: 6.5 * INCH, type: WidthType.DXA },
    columnWidths: widths,
    rows: [
      new TableRow({
        tableHeader: true,
        cantSplit: true,
        children: head.map((each, column) => cell(each, column, true)),
      }),
      ...rows.map(
        (row) =>
          new TableRow({ cantSplit: true, children: row.cells.map((each, column) => cell(each, column, false)) }),
      ),
    ],
  });
}

function inline(content: readonly Inline[], style: { size?: number; bold?: boolean } = {}): ParagraphChild[] {
  return content.map((run) =>
    'lineBreak' in run
      ? new TextRun({ break: 1 })
      : new TextRun({
          text: run.text,
          ...style,
          ...(run.bold === true ? { bold: true } : {}),
          ...(run.italic === true ? { italics: true } : {}),
          ...(run.underline === true ? { underline: {} } : {}),
          ...(RIGHT_TO_LEFT.test(run.text) ? { rightToLeft: true } : {}),
        }),
  );
}

/** A run of Hebrew or Arabic: Word sets it with the fonts and the direction for them only when told so. */
const RIGHT_TO_LEFT = /^[\s\p{P}]*[\p{Script=Hebrew}\p{Script=Arabic}]/u;
