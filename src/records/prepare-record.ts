import { canonicalJson, sha256 } from '../common/index.js';
import type { PersonRecord } from './record.js';

/** A record ready to be stored, as plain data: its text, the hash of that, and what people are found by. */
export interface PreparedRecord {
  readonly personKey: string;
  /** Canonical JSON, in UTF-8: bytes go from the thread that made them to the database without becoming a string again. */
  readonly text: Uint8Array;
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
  const text = Buffer.from(canonicalJson(record));
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

/**
 * The same records with their texts standing one behind another in a buffer of their own, which a thread can hand over
 * without a copy.
 */
export function withTextsTogether(prepared: readonly PreparedRecord[]): PreparedRecord[] {
  const all = new Uint8Array(prepared.reduce((sum, { text }) => sum + text.length, 0));
  let at = 0;
  return prepared.map((record) => {
    const text = all.subarray(at, (at += record.text.length));
    text.set(record.text);
    return { ...record, text };
  });
}

/** The record that was prepared. */
export function recordOf(prepared: PreparedRecord): PersonRecord {
  return JSON.parse(textOf(prepared)) as PersonRecord;
}

/** Its canonical JSON as a string. */
export function textOf({ text }: PreparedRecord): string {
  return Buffer.from(text.buffer, text.byteOffset, text.byteLength).toString();
}

function storable(text: string | undefined): string | null {
  return text?.replaceAll('\0', '\ufffd') ?? null;
}
