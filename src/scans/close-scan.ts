import type { EntityManager } from 'typeorm';
import { pathId } from '../law/index.js';
import { type ChunkCounts, type PathKind, sumCounts } from './chunk-counts.js';
import type { ScanStore } from './scan-store.js';

/** Sums up a scan from what its chunks counted, in the caller's transaction, and gives its job's result. */
export async function closeScan(
  store: ScanStore,
  manager: EntityManager,
  jobId: number,
  chunkResults: readonly ChunkCounts[],
): Promise<{ scanId: number; findings: number; problems: number }> {
  const scan = await store.ofJob(jobId);
  if (scan === null) throw new Error(`Job ${jobId} has no scan.`);
  const paths = new Map<string, PathKind>();
  for (const pack of await store.packsOf(scan)) {
    for (const path of pack.paths) {
      paths.set(pathId(pack, path), {
        relief: path.relief as PathKind['relief'],
        jurisdiction: pack.file.jurisdiction,
      });
    }
  }
  const counts = sumCounts(chunkResults, paths);
  await store.saveCounts(manager, scan.id, counts);
  return { scanId: scan.id, findings: counts.findings, problems: counts.problems };
}
