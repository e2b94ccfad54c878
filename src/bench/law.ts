/**
 * The law alone, on one core: reading statutes, evaluating records. No database and no file.
 */
import { Evaluator, compilePacks, loadPacks, parseStatute, selectPacks, type CompiledPacks } from '../law/index.js';
import type { PersonRecord } from '../records/index.js';
import { SAMPLE_AS_OF, SAMPLE_JURISDICTIONS, generateSample } from '../sample/index.js';
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

/** So many times everybody is evaluated for one figure. */
const PASSES = [1, 2, 3];

/** Evaluation of everybody under some packs, the records already in memory. */
function evaluation(
  name: string,
  about: string,
  law: () => CompiledPacks,
  people: (quick: boolean) => Promise<PersonRecord[]>,
): Benchmark {
  return {
    name: `evaluation-${name}`,
    about,
    runs: 5,
    async run({ quick }) {
      const records = await people(quick);
      const charges = records.reduce(
        (sum, { cases }) => sum + cases.reduce((all, each) => all + each.charges.length, 0),
        0,
      );
      const packs = law();
      let findings = 0;
      const pass = (): void => {
        const evaluator = new Evaluator(packs, { asOf: SAMPLE_AS_OF });
        findings = 0;
        for (const record of records) findings += evaluator.evaluate(record).length;
      };
      // A scan evaluates millions: the first hundred thousands, while the program is still being compiled, are told apart.
      const cold = await secondsOf(pass);
      pass();
      const seconds = (await secondsOf(() => PASSES.forEach(pass))) / PASSES.length;
      return {
        unit: 'charges/s',
        value: charges / seconds,
        peakMb: ownPeakMb(),
        detail: {
          people: records.length,
          charges,
          findings,
          paths: packs.paths.length,
          peoplePerSecond: Math.round(records.length / seconds),
          coldChargesPerSecond: Math.round(charges / cold),
          microsecondsPerCharge: Number(((seconds / charges) * 1e6).toFixed(2)),
        },
      };
    },
  };
}

const ofState = (state: string): Benchmark =>
  evaluation(
    state,
    `records of ${state} evaluated under all packs of ${state} on one core`,
    () => compilePacks(selectPacks(loadPacks(), [state])),
    (quick) => sampleRecords(state, quick ? 2000 : 20_000),
  );

const STATES = SAMPLE_JURISDICTIONS.filter((jurisdiction) => jurisdiction.length === 'us-xx'.length);

export const evaluationOfCalifornia = ofState('us-ca');
export const evaluationOfMaryland = ofState('us-md');
export const evaluationOfAll = evaluation(
  'all-packs',
  'an even mix of records of every state that can be invented, evaluated under all packs there are on one core',
  () => compilePacks(loadPacks()),
  async (quick) => {
    const records: PersonRecord[] = [];
    for (const state of STATES) records.push(...(await sampleRecords(state, quick ? 400 : 3000)));
    return records;
  },
);

/** A state whose law no pack holds. */
const NO_PACK = 'TX';

export const evaluationOfUncovered = evaluation(
  'uncovered',
  'records that no pack covers, evaluated under all packs there are on one core',
  () => compilePacks(loadPacks()),
  async (quick) =>
    (await sampleRecords('us-ca', quick ? 2000 : 20_000)).map((record) => ({
      ...record,
      cases: record.cases.map((each) => ({ ...each, court: { ...each.court, state: NO_PACK } })),
    })),
);

async function sampleRecords(jurisdiction: string, persons: number): Promise<PersonRecord[]> {
  let text = '';
  for await (const piece of generateSample({ jurisdiction, persons, seed: 1 })) text += piece.toString();
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as PersonRecord);
}
