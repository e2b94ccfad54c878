import { createHash } from 'node:crypto';
import { canonicalJson } from '../../common/canonical-json.js';
import { packFileSchema, pathFileSchema, type Pack, type PackFile, type PathFile } from './pack.js';

/** A pack from its parts, with its paths in the order of their ids, its snapshot and its hash. */
export function makePack(file: PackFile, paths: readonly PathFile[], overlays: readonly string[] = []): Pack {
  const ordered = [...paths].sort((a, b) => (a.path < b.path ? -1 : 1));
  const snapshot = canonicalJson({ file, paths: ordered, overlays });
  return { file, paths: ordered, snapshot, overlays, hash: createHash('sha256').update(snapshot).digest('hex') };
}

/** The pack that a stored snapshot holds: the same content and the same hash. */
export function packFromSnapshot(snapshot: string): Pack {
  const { file, paths, overlays } = JSON.parse(snapshot) as { file: unknown; paths: unknown[]; overlays: string[] };
  return makePack(
    packFileSchema.parse(file),
    paths.map((path) => pathFileSchema.parse(path)),
    overlays,
  );
}
