/** File names that every court's system, every disk and every ZIP reader takes. */
import { createHash } from 'node:crypto';

/** Courts' systems refuse file names of 100 characters and more. */
export const LONGEST_NAME = 99;
// Windows keeps these names for devices, with any ending.
const DEVICES = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/**
 * A name without `\ / : * ? " < > |`, control characters, or dots and spaces at its ends, in Latin letters without
 * marks where there are such, at most `longest` characters. Different texts may give the same name: `plan-files.ts` adds a part of a hash where they could.
 */
export function safeName(text: string, longest = 60): string {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[đĐ]/g, (letter) => (letter === 'đ' ? 'd' : 'D'))
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/-{2,}/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '');
  const cut = [...plain]
    .slice(0, longest)
    .join('')
    .replace(/[-.]+$/, '');
  if (cut === '' || DEVICES.test(cut)) return `file-${shortHash(text)}`;
  return cut;
}

/** The first characters of the SHA-256 of a text. */
export function shortHash(text: string, length = 8): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}
