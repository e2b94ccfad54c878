import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { AppError } from '../../common/index.js';
import type { Office } from './motion-draft.js';

const text = z.string().trim().min(1);
const officeSchema = z.strictObject({
  name: text.optional(),
  title: text.optional(),
  attorney: text.optional(),
  address: z.array(text).optional(),
  telephone: text.optional(),
  email: text.optional(),
  jurisdiction: text.optional(),
});

/** The office that files, from its YAML file; none is an office that has told us nothing. Refuses a file that is not one. */
export function readOffice(file: string | null): Office {
  if (file === null) return {};
  let raw: unknown;
  try {
    raw = parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new AppError(
      'bad-office',
      `The office file ${file} cannot be read: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)}.`,
    );
  }
  const read = officeSchema.safeParse(raw);
  if (!read.success) {
    const problems = read.error.issues.map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`);
    throw new AppError(
      'bad-office',
      `The office file ${file} is not as it should be: ${problems.join('; ')}. It holds name, title, attorney, address (a list of lines), telephone, email and jurisdiction.`,
    );
  }
  return Object.fromEntries(Object.entries(read.data).filter(([, value]) => value !== undefined));
}
