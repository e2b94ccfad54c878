import { AppError } from '../common/index.js';
import type { Scan, ScanStore } from '../scans/index.js';
import { ANSWER_SHEET_HEADER, answerLines } from './answers/answer-sheet.js';
import { explainFinding } from './explain-finding.js';
import type { Finding, FindingFilter } from './finding.js';
import { csvLines, FINDINGS_CSV_HEADER } from './finding-csv.js';
import { type FindingJson, toFindingJson } from './finding-json.js';
import { jsonLines } from './finding-line.js';
import type { FindingStore } from './finding-store.js';
import { PackWords } from './pack-words.js';
import { PieceWriter } from './piece-writer.js';
import { QuestionRanking, type RankedQuestion } from './rank-questions.js';

export type ExportFormat = 'jsonl' | 'csv';

/** So many characters are handed to a stream at a time. */
const WRITE_AT_ONCE = 64 * 1024;

/** How a finding stands in an export. */
function lineOf(format: ExportFormat, words: PackWords, scan: Scan): (finding: Finding) => string {
  return format === 'csv' ? csvLines(words, scan) : jsonLines(words, scan);
}

function headerOf(format: ExportFormat): string {
  return format === 'csv' ? FINDINGS_CSV_HEADER : '';
}

/** Reads findings with the words of the law they were made under. */
export class FindingsService {
  private readonly words = new Map<string, PackWords>();

  constructor(
    readonly store: FindingStore,
    private readonly scans: ScanStore,
  ) {}

  /** The words of the packs that the scan used. */
  async wordsOf(scan: Pick<Scan, 'packs'>): Promise<PackWords> {
    const name = scan.packs.map(({ hash }) => hash).join(' ');
    let words = this.words.get(name);
    if (words === undefined) {
      words = new PackWords(await this.scans.packsOf(scan));
      this.words.set(name, words);
    }
    return words;
  }

  /** The findings of a scan as others read them, in the order of the export. */
  async *json(scanId: number, filter: FindingFilter = {}): AsyncGenerator<FindingJson> {
    const scan = await this.scans.read(scanId);
    const words = await this.wordsOf(scan);
    for await (const finding of this.store.iterate(scanId, filter)) yield toFindingJson(finding, words, scan);
  }

  /** The export of a scan as text, in pieces of some kilobytes; the same bytes for the same inputs. */
  async *export(scanId: number, format: ExportFormat, filter: FindingFilter = {}): AsyncGenerator<string> {
    const scan = await this.scans.read(scanId);
    const words = await this.wordsOf(scan);
    const line = lineOf(format, words, scan);
    let text = headerOf(format);
    for await (const finding of this.store.iterate(scanId, filter)) {
      text += line(finding);
      if (text.length >= WRITE_AT_ONCE) {
        yield text;
        text = '';
      }
    }
    if (text !== '') yield text;
  }

  /** Writes the export of a scan to one file for each format; the findings are read once for all of them. */
  async exportToFiles(
    scanId: number,
    files: Readonly<Partial<Record<ExportFormat, string>>>,
    filter: FindingFilter = {},
  ): Promise<void> {
    const scan = await this.scans.read(scanId);
    const words = await this.wordsOf(scan);
    const targets = (Object.entries(files) as [ExportFormat, string][]).map(([format, file]) => ({
      header: headerOf(format),
      line: lineOf(format, words, scan),
      writer: new PieceWriter(file),
    }));
    try {
      for (const { header, writer } of targets) await writer.add(header);
      for await (const finding of this.store.iterate(scanId, filter)) {
        for (const { line, writer } of targets) {
          const full = writer.add(line(finding));
          if (full !== undefined) await full;
        }
      }
      for (const { writer } of targets) await writer.end();
    } finally {
      for (const { writer } of targets) await writer.close();
    }
  }

  /** What the scan's findings lack, ranked by how many of them each fact would settle. */
  async questions(scanId: number, filter: FindingFilter = {}): Promise<RankedQuestion[]> {
    await this.scans.read(scanId);
    const ranking = new QuestionRanking();
    for await (const finding of this.store.iterate(scanId, { ...filter, outcome: ['needs-facts'] }))
      ranking.add(finding);
    return ranking.ranked();
  }

  /** The answer sheet of a scan as CSV, in pieces: one line for each fact that a finding lacks. */
  async *answerSheet(scanId: number, filter: FindingFilter = {}): AsyncGenerator<string> {
    await this.scans.read(scanId);
    let text = ANSWER_SHEET_HEADER;
    for await (const finding of this.store.iterate(scanId, { ...filter, outcome: ['needs-facts'] })) {
      text += answerLines(finding);
      if (text.length >= WRITE_AT_ONCE) {
        yield text;
        text = '';
      }
    }
    if (text !== '') yield text;
  }

  /** The finding of that name (see `findingKey`) or row number; refuses with a sentence when there is none. */
  async read(name: string | number): Promise<Finding> {
    const finding = typeof name === 'number' ? await this.store.findById(name) : await this.store.find(name);
    if (finding === null) {
      throw new AppError(
        'finding-not-found',
        `There is no finding ${name}. Its id is the 16 characters in the column "id" of findings.csv.`,
        { status: 404 },
      );
    }
    return finding;
  }

  /** One finding as others read it. */
  async readJson(name: string | number): Promise<FindingJson> {
    const finding = await this.read(name);
    const scan = await this.scans.read(finding.scanId);
    return toFindingJson(finding, await this.wordsOf(scan), scan);
  }

  /** One finding in plain English, with the law as it was when the scan was made. */
  async explain(name: string | number): Promise<string> {
    const finding = await this.read(name);
    const scan = await this.scans.read(finding.scanId);
    return explainFinding(finding, await this.wordsOf(scan), scan);
  }
}
