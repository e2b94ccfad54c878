import { csvCell } from '../findings/index.js';
import type { RecordStore } from '../records/index.js';

const AT_ONCE = 2000;

/** The issues of an import as the lines of `quarantine.csv`, read a page at a time. */
export async function* issuesCsv(records: RecordStore, importId: number): AsyncGenerator<string> {
  yield 'file,row,column,value,code,message,severity\r\n';
  for (let after = 0; ;) {
    const issues = await records.readIssues(importId, AT_ONCE, after);
    const lines = issues.map(({ file, row, column, value, code, message, severity }) =>
      [file, row, column ?? '', value ?? '', code, message, severity].map(csvCell).join(','),
    );
    if (lines.length > 0) yield `${lines.join('\r\n')}\r\n`;
    const last = issues.at(-1);
    if (last === undefined || issues.length < AT_ONCE) return;
    after = last.id;
  }
}
