import type { Coverage } from './record.js';

/** The kind of an import's job. */
export const IMPORT_JOB = 'import';

/** What an import job was asked for: an upload on the disk, and how to read it. Kept in the ledger. */
export interface ImportRequest {
  /** The upload's folder within the folder of uploads; every process finds the latter through its own settings. */
  upload: string;
  /** In the order in which they were sent. */
  files: { name: string; bytes: number }[];
  /** A profile's name; null where it is recognised by content. */
  profile: string | null;
  coverage: Partial<Coverage>;
  /** The day of the import, `YYYY-MM-DD`. */
  today: string;
}

/** What an import job came to. */
export interface ImportOutcome {
  importId: number;
  /** True when the same bytes were imported before in the same way. */
  alreadyImported: boolean;
  rowsRead: number;
  rowsQuarantined: number;
}
