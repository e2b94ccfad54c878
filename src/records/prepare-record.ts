import { canonicalJson, sha256 } from '../common/index.js';
import type { PersonRecord } from './record.js';

/** A record ready to be stored: its text, the hash of that, and what people are found by. */
export interface PreparedRecord {
  readonly personKey: string;
  readonly record: PersonRecord;
  /** Canonical JSON. */
  readonly text: string;
  readonly hash: string;
  readonly chargeCount: number;
}

// What no database can hold in a text: NUL (PostgreSQL) and half of a surrogate pair (UTF-8).

const UNSTORABLE = /\0|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** The key under which a person is stored: the record's `personId`, with U+FFFD for what no database can hold. */
export function personKeyOf(record: PersonRecord): string {
  return record.personId.replace(UNSTORABLE, '\ufffd');
}

/** The record with its canonical text and the hash of that. Equal records give equal texts, whatever order their fields came in. */
export function prepareRecord(record: PersonRecord): PreparedRecord {
  const text = canonicalJson(record);
  let chargeCount = 0;
  for (const courtCase of record.cases) chargeCount += courtCase.charges.length;
  return { personKey: personKeyOf(record), record, text, hash: sha256(text), chargeCount };
}
