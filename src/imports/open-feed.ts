import type { SourceProfile } from './profile.js';
import { FixedWidthFeed } from './fixed-width-feed.js';
import type { IssueCollector } from './issue-collector.js';
import { ByteWindow } from './read-bytes.js';
import { ReadingRoom } from './reading-room.js';
import { scanRules, type ResolvedFile } from './resolve-table.js';
import { DelimitedFeed, type RowFeed } from './row-feed.js';
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

/** The rows of a file of a table, or of a stretch of it. The caller closes the feed; until then the room is the feed's. */
export async function openFeed(
  profile: SourceProfile,
  one: ResolvedFile,
  issues: IssueCollector,
  onRead?: OnRead,
  stretch: Stretch = WHOLE_FILE,
  room = new ReadingRoom(),
): Promise<RowFeed> {
  const { file, table, columns, hasHeader } = one;
  const window = await openWindow(one, onRead, stretch, room);
  const common = {
    file: file.name,
    encoding: table.reads.encoding,
    header: hasHeader,
    missing: new Set(profile.missing),
  };
  if (table.reads.kind === 'fixed-width') {
    const places = (table.reads.columns ?? []).flatMap((column) => (typeof column === 'string' ? [] : [column]));
    return new FixedWidthFeed(window, { ...common, columns: places }, issues);
  }
  const { trailingDelimiters } = table.reads;
  return new DelimitedFeed(
    window,
    {
      ...scanRules(table),
      ...common,
      columns: columns.length,
      trailingDelimiters,
      rowsBefore: stretch.rowsBefore,
    },
    issues,
    room,
  );
}
