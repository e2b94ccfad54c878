import { hash } from 'node:crypto';

/** The SHA-256 of a text's UTF-8 bytes (or of those bytes), as 64 lower-case hexadecimal digits. */
export function sha256(text: string | Uint8Array): string {
  return hash('sha256', text, 'hex');
}
