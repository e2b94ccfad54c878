import type { PlannedChunk } from '../queue/index.js';
import type { StoredIntake } from './import-job.js';
import type { Coverage } from './record.js';

/** The kind of an import's job. */
export const IMPORT_JOB = 'import';

/** What an import job was asked for. Kept in the ledger. */
export type ImportRequest = UploadRequest | FilesHere;

interface Asked {
  /** In the order in which they were given. */
  files: { name: string; bytes: number }[];
  /** A profile's name; null where it is recognised by content. */
  profile: string | null;
  coverage: Partial<Coverage>;
}

/** An upload on the disk, which any process with the same folder of uploads can import. */
export interface UploadRequest extends Asked {
  /** The upload's folder within the folder of uploads; every process finds the latter through its own settings. */
  upload: string;
  /** The day of the import, `YYYY-MM-DD`. */
  today: string;
}

/** Files on the machine of the process that imports them: see `import-here.ts`. */
export interface FilesHere extends Asked {
  upload: null;
}

/** What an import job came to. */
export interface ImportOutcome {
  importId: number;
  /** True when the same bytes were imported before in the same way. */
  alreadyImported: boolean;
  rowsRead: number;
  rowsQuarantined: number;
}

/** What an import came to, as its job keeps it. */
export function outcomeOf({ import: stored, alreadyImported }: StoredIntake): ImportOutcome {
  return {
    importId: stored.id,
    alreadyImported,
    rowsRead: stored.rowsRead,
    rowsQuarantined: stored.rowsQuarantined,
  };
}

/** The job of an import for the ledger: one chunk, since an import is visible as a whole or not at all. */
export function planOf(request: ImportRequest): { kind: string; params: ImportRequest; chunks: PlannedChunk[] } {
  const bytes = request.files.reduce((sum, file) => sum + file.bytes, 0);
  // Sizes are integers of 32 bits in the ledger; they only serve to show how much there is.
  const size = Math.min(Math.max(1, bytes), 2_147_483_647);
  const key = request.upload ?? '';
  return { kind: IMPORT_JOB, params: request, chunks: [{ fromKey: key, toKey: key, size }] };
}
