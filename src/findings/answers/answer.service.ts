import { AppError, sha256 } from '../../common/index.js';
import { answerFact, type FactDeclaration } from '../../law/index.js';
import type { RecordStore, PersonRecord } from '../../records/index.js';
import type { Scan, ScanService, ScanStore } from '../../scans/index.js';
import type { Finding } from '../finding.js';
import type { FindingStore } from '../finding-store.js';
import { contradictions, type GivenAnswer, placeAnswer, type PlacedAnswer } from './given-answer.js';

export interface AnswersGiven {
  scanId: number;
  answers: readonly GivenAnswer[];
  /** Who answers. */
  by: string;
  /** The evidence of answers that name none. */
  source?: string;
}

/** An answer that was not kept, and why. */
export interface RefusedAnswer {
  row: number;
  reason: string;
}

export interface AnswersKept {
  kept: number;
  people: number;
  refused: RefusedAnswer[];
  /** The scan that asks the same again of those whom the answers touch; null where none was kept. */
  scan: Scan | null;
}

/** Takes answers to what a scan asked: keeps them as corrections, and asks again where they matter. */
export class AnswerService {
  constructor(
    private readonly records: RecordStore,
    private readonly scans: ScanService,
    private readonly store: ScanStore,
    private readonly findings: Pick<FindingStore, 'find' | 'findIn'>,
    private readonly now: () => Date = () => new Date(),
  ) {}

  /**
   * Keeps every answer that can be kept, in one import, and plans the scan that follows. Answers that cannot be kept are
   * given back with the reason, and keep no other from being kept. Refuses a scan that no other can follow, before
   * anything is kept.
   */
  async give({ scanId, answers, by, source }: AnswersGiven): Promise<AnswersKept> {
    if (by.trim() === '') throw new AppError('answers-by', 'Say who gives the answers: they are kept under that name.');
    const scan = await this.scans.followable(scanId);
    const declared = await this.declaredBy(scan);
    const at = this.now().toISOString();
    const refused: RefusedAnswer[] = [];
    const records = new Map<string, PersonRecord>();
    const keep = async (answer: PlacedAnswer, row: number): Promise<PersonRecord | null> => {
      try {
        const { personKey, fact, value } = answer;
        const evidence = answer.source === '' ? (source ?? '') : answer.source;
        if (evidence === '') {
          throw new AppError(
            'answers-source',
            'It names no evidence: fill in the source, or name one for all answers.',
          );
        }
        const record = records.get(personKey) ?? (await this.records.readPerson(personKey))?.record;
        if (record === undefined) throw new AppError('no-such-person', `There is no person ${personKey}.`);
        return answerFact(record, answer, { fact, value, by, at, source: evidence }, declared);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        refused.push({ row, reason: error.message });
        return null;
      }
    };
    // Each by itself first: what could not be kept anyway contradicts nothing.
    const usable: PlacedAnswer[] = [];
    for (const answer of answers) {
      const placed = await this.placed(scanId, answer, refused);
      if (placed !== null && (await keep(placed, answer.row)) !== null) usable.push(placed);
    }
    const contradicted = contradictions(usable);
    let kept = 0;
    for (const answer of usable) {
      const reason = contradicted.get(answer);
      if (reason !== undefined) refused.push({ row: answer.row, reason });
      const record = reason === undefined ? await keep(answer, answer.row) : null;
      if (record === null) continue;
      records.set(answer.personKey, record);
      kept += 1;
    }
    refused.sort((one, other) => one.row - other.row);
    if (kept === 0) return { kept, people: 0, refused, scan: null };
    await this.records.storeCorrections([...records.values()], {
      name: `answers to scan ${scanId} by ${by}`,
      hash: sha256(JSON.stringify([scanId, by, at, answers])),
    });
    return { kept, people: records.size, refused, scan: await this.scans.startAgain(scanId, by) };
  }

  /** The answer with the place that it is about; null where its finding cannot be found, which is then refused. */
  private async placed(scanId: number, answer: GivenAnswer, refused: RefusedAnswer[]): Promise<PlacedAnswer | null> {
    if (!('finding' in answer)) return answer;
    try {
      return placeAnswer(await this.finding(scanId, answer.finding), answer);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      refused.push({ row: answer.row, reason: error.message });
      return null;
    }
  }

  private async finding(scanId: number, name: string): Promise<Finding> {
    const finding = await this.findings.findIn(scanId, name);
    if (finding !== null) return finding;
    const elsewhere = await this.findings.find(name);
    throw new AppError(
      'finding-not-found',
      elsewhere === null
        ? `There is no finding ${name}. Its id is the 16 characters in the column "id" of findings.csv.`
        : `Finding ${name} is not of scan ${scanId} but of scan ${elsewhere.scanId}.`,
      { status: 404 },
    );
  }

  private async declaredBy(scan: Scan): Promise<Map<string, FactDeclaration>> {
    const packs = await this.store.packsOf(scan);
    return new Map(packs.flatMap(({ file }) => Object.entries(file.facts)));
  }
}
