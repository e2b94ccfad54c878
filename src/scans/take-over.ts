/**
 * A scan that follows another one: the same question to newer records. Whoever's record is still the same keeps the
 * findings of the earlier scan; the others are evaluated again. What comes out is what a scan from scratch would find.
 */
import { AppError } from '../common/index.js';
import type { ChunkOutcome, ClaimedChunk, Ledger } from '../queue/index.js';
import { addCounts, type ChunkCounts, withoutCounts } from './chunk-counts.js';
import type { ChunkEvaluator } from './chunk-evaluator.js';
import type { ChunkPeople, ScanLaw, ScanProblem } from './evaluate-chunk.js';
import type { FindingSink } from './finding-sink.js';
import type { PeopleSource } from './people-source.js';
import type { ScanStore } from './scan-store.js';
import type { ScanEntity } from './scan.entity.js';

export interface TakeOver {
  readonly people: PeopleSource;
  readonly store: ScanStore;
  readonly sink: FindingSink;
  readonly evaluator: ChunkEvaluator;
  readonly ledger: Pick<Ledger, 'chunk'>;
}

/** Does a chunk of `scan`, which follows `earlier`; both were planned with the same chunks. */
export async function takeOverChunk(
  rooms: TakeOver,
  scan: ScanEntity,
  earlier: ScanEntity,
  law: ScanLaw,
  chunk: ClaimedChunk,
): Promise<ChunkOutcome> {
  const { fromKey, toKey, index } = chunk;
  const known = await rooms.ledger.chunk({ jobId: earlier.jobId, index });
  if (known === null || known.result === null || known.fromKey !== fromKey || known.toKey !== toKey) {
    throw new AppError(
      'followed-changed',
      `Scan ${scan.id} follows scan ${earlier.id}, whose chunk ${index} is another one or was never done.`,
      { exitCode: 3, status: 500 },
    );
  }
  const changed = await rooms.people.changedBetween(earlier.snapshot, scan.snapshot, fromKey, toKey);
  const before = await evaluate(rooms, law, index, earlier.snapshot, changed, chunk);
  const after = await evaluate(rooms, law, index, scan.snapshot, changed, chunk);
  const counts = withoutCounts(JSON.parse(known.result) as ChunkCounts, before.counts);
  addCounts(counts, after.counts);
  return {
    result: counts,
    save: async (manager) => {
      await rooms.sink.takeOver(manager, {
        fromScan: earlier.id,
        toScan: scan.id,
        chunkIndex: index,
        fromKey,
        toKey,
        except: changed,
      });
      await rooms.sink.write(manager, after.rows);
      const setAside = await rooms.store.problemsBetween(manager, earlier.id, fromKey, toKey);
      const kept = setAside.filter(({ personKey }) => !changed.includes(personKey));
      await rooms.store.insertProblems(manager, scan.id, [...kept, ...after.problems]);
    },
  };
}

/** Some of the people of a chunk as a snapshot knows them, evaluated. */
async function evaluate(
  { people, evaluator }: TakeOver,
  law: ScanLaw,
  chunkIndex: number,
  snapshot: number,
  keys: readonly string[],
  { fromKey, toKey }: ClaimedChunk,
): Promise<{ rows: string[]; counts: ChunkCounts; problems: ScanProblem[] }> {
  const wanted = new Set(keys);
  const records =
    keys.length === 0
      ? []
      : (await people.readRange(snapshot, fromKey, toKey)).filter(({ personKey }) => wanted.has(personKey));
  const asked: ChunkPeople = {
    chunkIndex,
    personKeys: records.map(({ personKey }) => personKey),
    versionIds: records.map(({ versionId }) => versionId),
    records: records.map(({ record }) => record),
  };
  return evaluator.evaluate(law, asked);
}
