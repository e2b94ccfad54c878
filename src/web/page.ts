/**
 * Lists in pages. A cursor says where the page before ended; clients pass it on as they got it and read nothing into it.
 */
import { z } from 'zod';
import { AppError } from '../common/index.js';
import { hasNul } from './check-input.js';

/** The fields of a query that every list has. */
export const PAGE_QUERY = {
  limit: z.coerce.number().int().min(1).max(500).default(50).describe('How many at most.'),
  cursor: z.string().max(2000).optional().describe('The nextCursor of the page before; absent for the first page.'),
};

/** The shape of a page of such items. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.strictObject({
    items: z.array(item),
    nextCursor: z.string().nullable().describe('For the next page; null when this is the last.'),
  });
}

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/**
 * A page from one more row than it has room for, with the cursor that the last row on it makes. The extra row is how
 * the last page is known as the last.
 */
export function cutPage<Row, T>(
  rows: readonly Row[],
  limit: number,
  placeOf: (last: Row) => unknown,
  toItem: (row: Row) => T,
): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const nextCursor = rows.length > limit && last !== undefined ? writeCursor(placeOf(last)) : null;
  return { items: shown.map(toItem), nextCursor };
}

/** A place as a cursor. */
export function writeCursor(place: unknown): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** The place that a cursor names, or undefined without one; refuses a text that is no cursor of this list. */
export function readCursor<T extends z.ZodType>(cursor: string | undefined, place: T): z.output<T> | undefined {
  if (cursor === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    value = undefined;
  }
  const read = place.safeParse(value);
  if (read.success && !hasNul(value)) return read.data;
  throw new AppError(
    'bad-cursor',
    'The cursor is not one of this list: use the nextCursor of the page before as it is, or leave it out.',
  );
}

/** A place in a list that is ordered by id. */
export const idPlace = z.int().min(0).max(2_147_483_647);
