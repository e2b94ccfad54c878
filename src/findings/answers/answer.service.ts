import { AppError, sha256 } from '../../common/index.js';
import { answerFact, type FactDeclaration } from '../../law/index.js';
import type { RecordStore, PersonRecord } from '../../records/index.js';
import type { Scan, ScanService, ScanStore } from '../../scans/index.js';
import type { GivenAnswer } from './answer-sheet.js';

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
    private readonly now: () => Date = () => new Date(),
  ) {}

  /**
   * Keeps every answer that can be kept, in one import, and plans the scan that follows. Answers that cannot be kept are
   * given back with the reason, and keep no other from being kept.
   */
  async give({ scanId, answers, by, source }: AnswersGiven): Promise<AnswersKept> {
    if (by.trim() === '') throw new AppError('answers-by', 'Say who gives the answers: they are kept under that name.');
    const scan = await this.store.read(scanId);
    const declared = await this.declaredBy(scan);
    const at = this.now().toISOString();
    const refused: RefusedAnswer[] = [];
    const touched = new Map<string, PersonRecord>();
    let kept = 0;
    for (const answer of answers) {
      const evidence = answer.source === '' ? (source ?? '') : answer.source;
      try {
        if (evidence === '') {
          throw new AppError(
            'answers-source',
            'It names no evidence: fill in the source, or name one for all answers.',
          );
        }
        const record = touched.get(answer.personKey) ?? (await this.records.readPerson(answer.personKey))?.record;
        if (record === undefined) throw new AppError('no-such-person', `There is no person ${answer.personKey}.`);
        const { fact, value } = answer;
        touched.set(answer.personKey, answerFact(record, answer, { fact, value, by, at, source: evidence }, declared));
        kept += 1;
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        refused.push({ row: answer.row, reason: error.message });
      }
    }
    if (kept === 0) return { kept, people: 0, refused, scan: null };
    await this.records.storeCorrections([...touched.values()], {
      name: `answers to scan ${scanId} by ${by}`,
      hash: sha256(JSON.stringify([scanId, by, at, answers])),
    });
    return { kept, people: touched.size, refused, scan: await this.scans.startAgain(scanId, by) };
  }

  private async declaredBy(scan: Scan): Promise<Map<string, FactDeclaration>> {
    const packs = await this.store.packsOf(scan);
    return new Map(packs.flatMap(({ file }) => Object.entries(file.facts)));
  }
}
