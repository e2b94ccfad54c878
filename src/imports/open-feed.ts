import type { SourceProfile } from './profile.js';
import { FixedWidthFeed } from './fixed-width-feed.js';
import type { IssueCollector } from './issue-collector.js';
import { ByteWindow } from './read-bytes.js';
import { ReadingRoom } from './reading-room.js';
import { scanRules, type ResolvedFile } from './resolve-table.js';
import { DelimitedFeed, type DelimitedRules, type RowFeed } from './row-feed.js';
import { WHOLE_FILE, type Stretch } from './stretch.js';

/** Hears how many bytes of content were read. */
export type OnRead = (bytes: number) => void;

/** Opens a file, or a stretch of one, behind its byte order mark. The caller closes the window. */
export async function openWindow(
  one: ResolvedFile,
  onRead?: OnRead,
  stretch?: Stretch,
  room?: ReadingRoom,
): Promise<ByteWindow> {
  const window = await ByteWindow.open(one.file.path, one.file.gzip, onRead, stretch, room);
  if ((stretch?.from ?? 0) === 0) await window.skipByteOrderMark();
  return window;
}

/** How the rows of a delimited file are read. */
export function delimitedRules(profile: SourceProfile, one: ResolvedFile): DelimitedRules {
  const { file, table, columns, hasHeader } = one;
  const { encoding, trailingDelimiters } = table.reads;
  return {
    ...scanRules(table),
    file: file.name,
    encoding,
    header: hasHeader,
    columns: columns.length,
    trailingDelimiters,
    missing: new Set(profile.missing),
  };
}

/** The rows of a file of a table, or of a stretch of it. The caller closes the feed; until then the room is the feed's. */
export async function openFeed(
  profile: SourceProfile,
  one: ResolvedFile,
  issues: IssueCollector,
  onRead?: OnRead,
  stretch: Stretch = WHOLE_FILE,
  room = new ReadingRoom(),
): Promise<RowFeed> {
  const window = await openWindow(one, onRead, stretch, room);
  const rules = room.rulesOnce(() => delimitedRules(profile, one));
  const { reads } = one.table;
  if (reads.kind === 'fixed-width') {
    const columns = (reads.columns ?? []).flatMap((column) => (typeof column === 'string' ? [] : [column]));
    const { file, encoding, header, missing } = rules;
    return new FixedWidthFeed(window, { file, encoding, header, missing, columns }, issues);
  }
  return new DelimitedFeed(window, rules, issues, room, stretch.rowsBefore);
}
