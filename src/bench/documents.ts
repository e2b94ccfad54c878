/**
 * Filing copies: PDFs rendered with two threads, from drafts made beforehand.
 */
import { join } from 'node:path';
import { Evaluator, compilePacks, loadPacks, selectPacks } from '../law/index.js';
import { draftMotions, loadTemplates, planFiles, renderAll, wordsOfPacks, type MotionDraft } from '../motions/index.js';
import type { PersonRecord } from '../records/index.js';
import { SAMPLE_AS_OF, generateSample } from '../sample/index.js';
import { ownPeakMb, secondsOf, type Benchmark } from './measurement.js';

const THREADS = 2;

export const documents: Benchmark = {
  name: 'pdf',
  about: 'PDF filing copies per second with two threads',
  runs: 3,
  async run({ quick, dir }) {
    const wanted = quick ? 60 : 400;
    const packs = selectPacks(loadPacks(), ['us-md', 'us-ca']);
    const evaluator = new Evaluator(compilePacks(packs), { asOf: SAMPLE_AS_OF });
    const words = wordsOfPacks(packs);
    const library = loadTemplates();
    const drafts: MotionDraft[] = [];
    for (const jurisdiction of ['us-md-baltimore-city', 'us-ca']) {
      let made = 0;
      for await (const record of sampleRecords(jurisdiction)) {
        if (made >= wanted / 2) break;
        const determinations = evaluator.evaluate(record);
        const scan = { id: 'bench', asOf: SAMPLE_AS_OF, packHash: 'bench' };
        const result = draftMotions({ record, determinations, words, office: {}, asOf: SAMPLE_AS_OF, scan, library });
        drafts.push(...result.drafts);
        made += result.drafts.length;
      }
    }
    let files = 0;
    const seconds = await secondsOf(async () => {
      const jobs = planFiles(drafts, join(dir, 'pdf'));
      const answers = await renderAll(jobs, { library, formats: ['pdf'], threads: THREADS });
      files = answers.reduce((sum, answer) => sum + answer.files.length, 0);
    });
    return {
      unit: 'PDFs/s',
      value: files / seconds,
      peakMb: ownPeakMb(),
      detail: { motions: drafts.length, files, threads: THREADS, seconds: Math.round(seconds * 10) / 10 },
    };
  },
};

async function* sampleRecords(jurisdiction: string): AsyncGenerator<PersonRecord> {
  for await (const piece of generateSample({ jurisdiction, persons: 5000, seed: 1 })) {
    for (const line of piece.toString().split('\n')) if (line !== '') yield JSON.parse(line) as PersonRecord;
  }
}
