/**
 * The law alone, on one core: reading statutes, evaluating records. No database and no file.
 */
import { Evaluator, compilePacks, loadPacks, parseStatute, selectPacks } from '../law/index.js';
import type { PersonRecord } from '../records/index.js';
import { SAMPLE_AS_OF, generateSample } from '../sample/index.js';
import { ownPeakMb, secondsOf, type Benchmark } from './measurement.js';

export const statuteParsing: Benchmark = {
  name: 'statute-parsing',
  about: 'statutes as an export spells them, parsed warm',
  runs: 5,
  async run({ quick }) {
    const records = await sampleRecords('us-ca', quick ? 500 : 5000);
    const texts = records.flatMap((record) =>
      record.cases.flatMap((each) => each.charges.flatMap((charge) => charge.statute ?? [])),
    );
    const wanted = quick ? 1_000_000 : 10_000_000;
    let read = 0;
    for (const text of texts) if (parseStatute(text, 'CA') !== null) read++;
    const seconds = await secondsOf(() => {
      for (let done = 0; done < wanted; done += texts.length) {
        for (const text of texts) if (parseStatute(text, 'CA') !== null) read++;
      }
    });
    const parses = Math.ceil(wanted / texts.length) * texts.length;
    return {
      unit: 'parses/s',
      value: parses / seconds,
      peakMb: ownPeakMb(),
      detail: { parses, spellings: new Set(texts).size, readable: read > 0 },
    };
  },
};

/** Evaluation of everybody under every pack of a state, the record already in memory. */
function evaluation(jurisdiction: string, state: string): Benchmark {
  return {
    name: `evaluation-${state}`,
    about: `records of ${jurisdiction} evaluated under all packs of ${state} on one core`,
    runs: 5,
    async run({ quick }) {
      const records = await sampleRecords(jurisdiction, quick ? 2000 : 20_000);
      const charges = records.reduce(
        (sum, { cases }) => sum + cases.reduce((all, each) => all + each.charges.length, 0),
        0,
      );
      const packs = compilePacks(selectPacks(loadPacks(), [state]));
      let findings = 0;
      const pass = (): void => {
        const evaluator = new Evaluator(packs, { asOf: SAMPLE_AS_OF });
        findings = 0;
        for (const record of records) findings += evaluator.evaluate(record).length;
      };
      pass();
      const seconds = await secondsOf(pass);
      return {
        unit: 'charges/s',
        value: charges / seconds,
        peakMb: ownPeakMb(),
        detail: { people: records.length, charges, findings, peoplePerSecond: Math.round(records.length / seconds) },
      };
    },
  };
}

export const evaluationOfCalifornia = evaluation('us-ca', 'us-ca');
export const evaluationOfMaryland = evaluation('us-md', 'us-md');

async function sampleRecords(jurisdiction: string, persons: number): Promise<PersonRecord[]> {
  let text = '';
  for await (const piece of generateSample({ jurisdiction, persons, seed: 1 })) text += piece.toString();
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as PersonRecord);
}
