/** YAML files of the templates, checked against a schema. */
import { readFileSync } from 'node:fs';
import { isNode, LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { AppError } from '../../common/app-error.js';

/** Where a problem stands: in the `detail` of the `AppError`s about templates. */
export interface TemplatePlace {
  file: string;
  line: number;
}

/** Reads a YAML file against a schema. Throws `AppError` `template-file` that names the file, the line and each field that is wrong. */
export function readYaml<T>(path: string, schema: z.ZodType<T>, name: string): T {
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(path, 'utf8'), { lineCounter: lines });
  const broken = document.errors[0];
  if (broken !== undefined) {
    const line = broken.linePos?.[0].line ?? 1;
    throw new AppError('template-file', `${name}, line ${line}, is not YAML: ${broken.message.split('\n')[0] ?? ''}`, {
      detail: { file: name, line } satisfies TemplatePlace,
    });
  }
  const result = schema.safeParse(document.toJS());
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => ({
    line: lineOf(document, issue.path, lines),
    text: `${issue.path.join('.') || 'the file'}: ${issue.message}`,
  }));
  throw new AppError(
    'template-file',
    `${name} is not as it should be: ${problems.map((problem) => `line ${problem.line}, ${problem.text}`).join('; ')}.`,
    { detail: { file: name, line: problems[0]?.line ?? 1 } satisfies TemplatePlace },
  );
}

function lineOf(document: Document, path: readonly PropertyKey[], lines: LineCounter): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}
