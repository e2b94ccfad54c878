import { canonicalJson, sha256 } from '../common/index.js';
import type { PersonRecord } from './record.js';

/** A record ready to be stored, as plain data: its text, the hash of that, and what people are found by. */
export interface PreparedRecord {
  readonly personKey: string;
  /** Canonical JSON. */
  readonly text: string;
  readonly hash: string;
  readonly chargeCount: number;
  readonly lastName: string | null;
  readonly firstName: string | null;
  readonly birthDate: string | null;
}

// What no database can hold in a text: NUL (PostgreSQL) and half of a surrogate pair (UTF-8).

const UNSTORABLE = /\0|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** The key under which a person is stored: the record's `personId`, with U+FFFD for what no database can hold. */
export function personKeyOf(record: PersonRecord): string {
  return record.personId.replace(UNSTORABLE, '\ufffd');
}

/** The record's canonical text, the hash of that, and the rest. Equal records give equal texts, whatever order their fields came in. */
export function prepareRecord(record: PersonRecord): PreparedRecord {
  const text = canonicalJson(record);
  let chargeCount = 0;
  for (const courtCase of record.cases) chargeCount += courtCase.charges.length;
  return {
    personKey: personKeyOf(record),
    text,
    hash: sha256(text),
    chargeCount,
    lastName: storable(record.name?.last),
    firstName: storable(record.name?.first),
    birthDate: storable(record.birthDate),
  };
}

/** The record that was prepared. */
export function recordOf(prepared: PreparedRecord): PersonRecord {
  return JSON.parse(prepared.text) as PersonRecord;
}

function storable(text: string | undefined): string | null {
  return text?.replaceAll('\0', '\ufffd') ?? null;
}
