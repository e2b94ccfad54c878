/**
 * A document tree → PDF/A-2a, tagged, with embedded fonts, through Typst and one fixed file (`court.typ`).
 *
 * The tree reaches Typst as JSON, so text in it cannot become markup. Nothing is read from the clock: the day of the
 * document is its as-of date.
 */
import { readFileSync } from 'node:fs';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import { AppError } from '../../common/app-error.js';
import { dayOf } from '../../common/legal-date.js';
import { plainText, type Block, type DocumentTree, type Table } from '../document/tree.js';
import type { Emitter } from './emitter.js';
import { FONT_FAMILIES, readFonts } from './fonts.js';

const STANDARD = 'a-2a';
/** In a loop of compilations native memory grows by 0.6 MB a document unless what is old is let go now and then. */
const EVICT_EVERY = 10;
const EVICT_OLDER_THAN = 2;

export class PdfEmitter implements Emitter {
  readonly format = 'pdf';
  private readonly source = readFileSync(new URL('./court.typ', import.meta.url), 'utf8');
  private readonly compiler = NodeCompiler.create({ fontArgs: [{ fontBlobs: readFonts() }] });
  private rendered = 0;

  /**
   * Throws `AppError` `glyph-missing` when a character is in none of the fonts (the document goes to a person; nothing
   * is printed in its place), and `render-failed` for anything else that Typst refuses.
   */
  async render(tree: DocumentTree): Promise<Uint8Array> {
    this.rendered += 1;
    if (this.rendered % EVICT_EVERY === 0) {
      this.compiler.evictCache(EVICT_OLDER_THAN);
      await new Promise((resolve) => setImmediate(resolve));
    }
    const inputs = { doc: JSON.stringify(jobOf(tree)) };
    const compiled = this.compiler.compile({ mainFileContent: this.source, inputs });
    const document = compiled.result;
    if (document === null) {
      const error = compiled.takeError();
      const why = error === null ? 'no reason given' : JSON.stringify(error.shortDiagnostics);
      throw this.failure(tree, why);
    }
    try {
      return this.compiler.pdf(document, { pdfStandard: STANDARD, creationTimestamp: secondsOf(tree.date) });
    } catch (error) {
      throw this.failure(tree, reasonOf(error));
    }
  }

  private failure(tree: DocumentTree, why: string): AppError {
    const missing = [
      ...new Set([...why.matchAll(/the text `\\?"(.+?)\\?"` could not be displayed/gu)].map((match) => match[1] ?? '')),
    ];
    if (missing.length > 0) {
      return new AppError(
        'glyph-missing',
        `“${tree.title}” holds characters that none of the fonts has (${missing.slice(0, 8).join(' ')}). It was not printed with others in their place: spell the name as the court's file does, or prepare this document by hand.`,
      );
    }
    return new AppError(
      'render-failed',
      `“${tree.title}” could not be made into a PDF. Prepare it by hand and report this.`,
      { detail: why },
    );
  }
}

function jobOf(tree: DocumentTree): object {
  const [year, month, day] = tree.date.split('-').map(Number);
  return {
    title: tree.title,
    author: tree.author,
    keywords: tree.keywords,
    pageStyle: tree.pageStyle,
    draft: tree.draft,
    year,
    month,
    day,
    fonts: FONT_FAMILIES,
    articles: tree.articles.map((article) => ({ ...article, blocks: article.blocks.map(withWidths) })),
  };
}

function withWidths(block: Block): object {
  if (block.type === 'table') return { ...block, widths: columnWidths(block) };
  if (block.type === 'certificate' || block.type === 'note') return { ...block, blocks: block.blocks.map(withWidths) };
  return block;
}

/** The share of each column, by the longest text in it: short columns stay short, long ones take the room. */
export function columnWidths(table: Table): number[] {
  return table.head.map((head, column) => {
    const lengths = table.rows.map((row) => plainText(row.cells[column] ?? []).length);
    const longest = Math.min(60, Math.max(plainText(head).length, 6, ...lengths));
    return Math.round(Math.sqrt(longest) * 100) / 100;
  });
}

function secondsOf(date: string): number {
  const [year, month, day] = date.split('-').map(Number);
  return dayOf(year ?? 1970, month ?? 1, day ?? 1) * 86_400;
}

/** The compiler's binding puts its diagnostics into `code`, and not always into `message`. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return `${error.message} ${code}`;
}
