import type { DatabaseAddress } from './database-address.js';

export type LogLevel = 'error' | 'warn' | 'info' | 'debug';

/** What the whole program is told once, at its start. Nothing else reads the environment. */
export interface Settings {
  readonly database: DatabaseAddress;
  /** Where jobs queue when there are several machines; null runs them inside the process. */
  readonly redisUrl: string | null;
  readonly host: string;
  readonly port: number;
  /** The folder for uploads, documents and, by default, the SQLite file. */
  readonly dataDir: string;
  /** Folders with an office's own packs, profiles and templates, beside the ones that come with the program. */
  readonly packsDirs: readonly string[];
  readonly profilesDirs: readonly string[];
  readonly templatesDirs: readonly string[];
  /** How many people a scan puts into one chunk. */
  readonly chunkPeople: number;
  /** How many threads evaluate records in one process. */
  readonly evaluationThreads: number;
  /** How many threads of one process render motions; 0 renders between other work, on the main one. */
  readonly renderThreads: number;
  /** A YAML file that says who files: the office's name, attorney, address. */
  readonly officeFile: string | null;
  readonly uploadLimitMb: number;
  readonly logLevel: LogLevel;
}
