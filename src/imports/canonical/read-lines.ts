/** Reads canonical JSON Lines: one person per line. */
import type { PersonRecord } from '../../records/record.js';
import { decodeText, isUtf8, type Encoding } from '../decode-text.js';
import type { IntakeBatch } from '../intake.js';
import type { IssueCollector } from '../issue-collector.js';
import { mergeRecords } from '../merge-records.js';
import type { ByteWindow } from '../read-bytes.js';
import type { RecordChecker } from './check-record.js';

const LF = 0x0a;
/** No person's history is this long; a "line" that is means that the file has no line breaks. */
const MAX_LINE_BYTES = 64 << 20;
const RAW_LENGTH = 1000;

export async function* readLines(
  window: ByteWindow,
  file: string,
  encoding: Encoding,
  checker: RecordChecker,
  issues: IssueCollector,
  batchRows: number,
): AsyncGenerator<IntakeBatch> {
  let people = new Map<string, PersonRecord>();
  let row = 0;
  let counted = 0;

  const setAside = (code: string, why: string, bytes: Buffer): void => {
    const raw = bytes.subarray(0, RAW_LENGTH);
    issues.quarantine({ file, row }, code, `Row ${row} of ${file} was set aside: ${why}.`, {
      value: decodeText(raw, isUtf8(raw)),
    });
  };
  const readLine = (bytes: Buffer, isCut: boolean): void => {
    row++;
    const asUtf8 = encoding !== 'latin-1' && isUtf8(bytes);
    if (!asUtf8 && encoding === 'utf-8') return setAside('not-utf-8', 'its text is not UTF-8', bytes);
    if (!asUtf8 && encoding !== 'latin-1') issues.countLatin1({ file, row });
    const line = decodeText(bytes, asUtf8).trim();
    if (line === '') return;
    // The database cannot hold this character, and no name or statute has it.
    if (line.includes('\\u0000') || line.includes('\u0000'))
      return setAside('nul-byte', 'it holds a NUL character', bytes);
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      const why = isCut
        ? 'it is the last one and ends in the middle, so the file was probably cut short; get it again'
        : 'it is not JSON';
      return setAside(isCut ? 'row-cut-short' : 'not-json', why, bytes);
    }
    const record = checker.check(value, { file, row });
    if (record === null) return;
    const known = people.get(record.personId);
    people.set(record.personId, known === undefined ? record : mergeRecords(known, record));
  };
  const batch = (): IntakeBatch => {
    const done = { records: [...people.values()], issues: issues.take(), rows: row - counted };
    counted = row;
    people = new Map();
    return done;
  };

  try {
    for (;;) {
      const newline = window.bytes.indexOf(LF, window.from);
      if (newline >= 0 && newline < window.to) {
        readLine(window.bytes.subarray(window.from, newline), false);
        window.from = newline + 1;
        if (row - counted >= batchRows) yield batch();
        continue;
      }
      if (window.atEnd) break;
      if (window.to - window.from > MAX_LINE_BYTES) {
        row++;
        setAside('row-too-long', 'it is longer than any record can be', window.bytes.subarray(window.from, window.to));
        await window.skipLine();
        continue;
      }
      await window.refill();
    }
    if (window.from < window.to) readLine(window.bytes.subarray(window.from, window.to), true);
    window.from = window.to;
    issues.noteLatin1(file);
    yield batch();
  } finally {
    await window.close();
  }
}
