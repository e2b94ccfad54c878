/** One way to print a document tree. */
import type { DocumentTree } from '../document/tree.js';

export const FORMATS = ['pdf', 'docx', 'html'] as const;
export type Format = (typeof FORMATS)[number];

export interface Emitter {
  readonly format: Format;
  /** The bytes of the document: equal trees give equal bytes. Throws `AppError` when it cannot be printed faithfully. */
  render(tree: DocumentTree): Promise<Uint8Array>;
}
