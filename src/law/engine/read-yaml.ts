import { readFileSync } from 'node:fs';
import { LineCounter, isNode, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import type { PackIssue } from './pack-issue.js';

/** A checked YAML file, with the lines of its nodes. */
export interface Read<T> {
  value: T;
  line: (at: (string | number)[]) => number;
}

/** Reads and checks a YAML file; problems are pushed with their lines, and null is given. */
export function readYaml<T>(file: string, schema: z.ZodType<T>, issues: PackIssue[]): Read<T> | null {
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(file, 'utf8'), { lineCounter: lines, uniqueKeys: true });
  for (const error of document.errors) {
    issues.push({
      file,
      line: error.linePos?.[0].line ?? 0,
      field: '',
      message: `not readable as YAML: ${error.message.split('\n')[0] ?? ''}`,
    });
  }
  if (document.errors.length > 0) return null;
  const line = (at: (string | number)[]): number => lineOf(document, lines, at);
  const parsed = schema.safeParse(document.toJS());
  if (parsed.success) return { value: parsed.data, line };
  for (const issue of parsed.error.issues) {
    const at = issue.path as (string | number)[];
    issues.push({ file, line: line(at), field: at.join('.'), message: issue.message });
  }
  return null;
}

/** The line of the deepest node that the keys lead to. */
function lineOf(document: Document, lines: LineCounter, at: (string | number)[]): number {
  for (let depth = at.length; depth >= 0; depth--) {
    const node = depth === 0 ? document.contents : document.getIn(at.slice(0, depth), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 0;
}
