/**
 * Small houses with one thing wrong in each, to prove that the check of rooms can fail: file → source, and the rule
 * that must speak up for it (null: none may).
 */
export const BACKGROUND = {
  'src/common/index.ts': 'export const day = 1;',
  'src/records/record.ts': 'export interface PersonRecord { personId: string }\nexport const version = 1;',
  'src/records/store.ts': 'export const store = 1;',
  'src/records/in-threads.ts': "export { store } from './store.js';",
  'src/records/index.ts': "export type * from './record.js';\nexport { store } from './store.js';",
  'src/law/index.ts': "export { answer } from './engine/answer.js';",
  'src/law/engine/answer.ts': 'export const answer = 1;',
  'src/scans/index.ts': 'export const scan = 1;',
  'src/cli.ts': "export { scan } from './scans/index.js';",
};

export const PLANTED = [
  ['src/scans/lawful.ts', "import { answer } from '../law/index.js';\nexport const a = answer;", null],
  ['src/scans/lawful-store.ts', "import { store } from '../records/index.js';\nexport const a = store;", null],
  ['src/scans/lawful-thread.ts', "import { store } from '../records/in-threads.js';\nexport const a = store;", null],
  [
    'src/law/lawful.ts',
    "import type { PersonRecord } from '../records/record.js';\nexport type R = PersonRecord;",
    null,
  ],
  [
    'src/imports/lawful.ts',
    "import type { PersonRecord } from '../records/record.js';\nexport type R = PersonRecord;",
    null,
  ],
  ['src/database/lawful.ts', "import sqlite3 from 'sqlite3';\nexport const d = sqlite3;", null],
  ['src/commands/lawful.ts', "import { scan } from '../scans/index.js';\nexport const s = scan;", null],

  [
    'src/imports/early.ts',
    "import { scan } from '../scans/index.js';\nexport const s = scan;",
    'imports-imports-no-later-room',
  ],
  [
    'src/records/early.ts',
    "import type { answer } from '../law/index.js';\nexport type A = typeof answer;",
    'records-imports-no-later-room',
  ],
  [
    'src/findings/deep.ts',
    "import { answer } from '../law/engine/answer.js';\nexport const a = answer;",
    'rooms-through-the-index',
  ],
  [
    'src/commands/deep.ts',
    "import { store } from '../records/store.js';\nexport const s = store;",
    'wiring-through-the-index',
  ],
  [
    'src/scans/value.ts',
    "import { version } from '../records/record.js';\nexport const v = version;",
    'record-types-only',
  ],
  ['src/law/reader.ts', "import { store } from '../records/index.js';\nexport const s = store;", 'law-stands-alone'],
  ['src/law/impure.ts', "import { DataSource } from 'typeorm';\nexport const d = DataSource;", 'law-is-pure'],
  ['src/law/networked.ts', "import http from 'node:http';\nexport const h = http;", 'law-is-pure'],
  [
    'src/queue/knowing.ts',
    "import { scan } from '../scans/index.js';\nexport const s = scan;",
    'services-import-no-room',
  ],
  [
    'src/web/knowing.ts',
    "import type { PersonRecord } from '../records/record.js';\nexport type R = PersonRecord;",
    'record-types-are-no-business-of-services',
  ],
  [
    'src/common/upward.ts',
    "import { s } from '../config/settings.js';\nexport const t = s;",
    'common-stands-beneath-all',
    { 'src/config/settings.ts': 'export const s = 1;' },
  ],
  ['src/scans/wired.ts', "import '../main.js';", 'nobody-imports-the-wiring', { 'src/main.ts': 'export const m = 1;' }],
  ['src/records/driver.ts', "import sqlite3 from 'sqlite3';\nexport const d = sqlite3;", 'drivers-only-in-database'],
  ['src/records/driver-types.ts', "import type { Pool } from 'pg';\nexport type P = Pool;", 'drivers-only-in-database'],
  ['src/scans/broker.ts', "import { Queue } from 'bullmq';\nexport const q = Queue;", 'broker-only-in-queue'],
  [
    'src/motions/one.ts',
    "import { b } from './two.js';\nexport const a = () => b;",
    'no-cycles',
    { 'src/motions/two.ts': "import { a } from './one.js';\nexport const b = () => a;" },
  ],
  ['src/motions/lost.ts', "import { b } from './nowhere.js';\nexport const a = b;", 'nothing-unresolved'],
  ['src/motions/developing.ts', "import ts from 'typescript';\nexport const t = ts;", 'no-development-packages'],
  [
    'src/motions/tested.ts',
    "import { a } from '../../test/factories/index.js';\nexport const b = a;",
    'no-test-helpers',
    { 'test/factories/index.ts': 'export const a = 1;' },
  ],
];
