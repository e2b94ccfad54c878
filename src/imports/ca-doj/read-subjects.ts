/**
 * Reads files in the California DOJ layout, subject by subject.
 *
 * A subject's rows usually stand together, and a subject is built when the next one begins. Those whose rows do not
 * stand together were found beforehand (`find-scattered.ts`); their rows wait until the end of the input, in as many
 * passes as keep the waiting rows within bounds. So every subject comes out once, and whole.
 */
import type { IntakeBatch } from '../intake.js';
import { IssueCollector } from '../issue-collector.js';
import { END, MORE, type RowFeed } from '../row-feed.js';
import { buildPerson } from './build-person.js';
import type { CaDojSubject } from './event.js';
import type { CaDojLayout } from './layout.js';
import { EventReader } from './read-event.js';

/** How many scattered subjects wait in memory at a time. */
const WAITING_SUBJECTS = 25_000;

/** One file, ready to be opened as often as there are passes. */
export interface CaDojFile {
  layout: CaDojLayout;
  open: (issues: IssueCollector) => Promise<RowFeed>;
}

/** Reads all files; a batch ends where a subject ends. `waitingSubjects` bounds what waits in memory. */
export async function* readSubjects(
  files: readonly CaDojFile[],
  scattered: readonly string[],
  issues: IssueCollector,
  batchRows: number,
  waitingSubjects = WAITING_SUBJECTS,
): AsyncGenerator<IntakeBatch> {
  const passes = Math.max(1, Math.ceil(scattered.length / waitingSubjects));
  for (let pass = 0; pass < passes; pass++) {
    const mine = new Set(scattered.slice(pass * waitingSubjects, (pass + 1) * waitingSubjects));
    const others = pass === 0 ? new Set(scattered.slice(waitingSubjects)) : null;
    yield* onePass(files, mine, others, issues, batchRows);
  }
}

/** `others` are the scattered subjects of later passes; null in those passes, where only `mine` are read. */
async function* onePass(
  files: readonly CaDojFile[],
  mine: ReadonlySet<string>,
  others: ReadonlySet<string> | null,
  issues: IssueCollector,
  batchRows: number,
): AsyncGenerator<IntakeBatch> {
  const waiting = new Map<string, { subject: CaDojSubject; layout: CaDojLayout }>();
  let batch: IntakeBatch = { records: [], issues: [], rows: 0 };
  const finish = (subject: CaDojSubject, layout: CaDojLayout): void => {
    if (subject.rows > 0) batch.records.push(buildPerson(subject, layout.rules, issues));
  };
  for (const { layout, open } of files) {
    // Unreadable rows were reported in the first pass.
    const feed = await open(others === null ? new IssueCollector() : issues);
    const reader = new EventReader(layout, issues);
    let subject: CaDojSubject | null = null;
    let skippedId: string | null = null;
    let counted = feed.headerRows;
    try {
      for (;;) {
        const state = feed.advance();
        if (state === MORE) {
          await feed.refill();
          continue;
        }
        if (state === END) break;
        const id = reader.subjectId(feed);
        if (id === '' || id === skippedId) continue;
        if (subject === null || subject.id !== id) {
          if (subject !== null && !mine.has(subject.id)) {
            finish(subject, layout);
            if (others !== null && feed.row - 1 - counted >= batchRows) {
              batch.rows += feed.row - 1 - counted;
              counted = feed.row - 1;
              batch.issues = issues.take();
              yield batch;
              batch = { records: [], issues: [], rows: 0 };
            }
          }
          subject = null;
          skippedId = null;
          if (mine.has(id)) {
            subject = waiting.get(id)?.subject ?? newSubject(id, feed);
            waiting.set(id, { subject, layout });
          } else if (others === null || others.has(id)) {
            skippedId = id;
            continue;
          } else {
            subject = newSubject(id, feed);
          }
        }
        reader.read(feed, subject);
      }
      if (subject !== null && !mine.has(subject.id)) finish(subject, layout);
      if (others !== null) batch.rows += Math.max(0, feed.row - counted);
      feed.finish();
    } finally {
      await feed.close();
    }
  }
  for (const { subject, layout } of waiting.values()) {
    finish(subject, layout);
    if (batch.records.length < batchRows) continue;
    batch.issues = issues.take();
    yield batch;
    batch = { records: [], issues: [], rows: 0 };
  }
  batch.issues = issues.take();
  yield batch;
}

function newSubject(id: string, feed: RowFeed): CaDojSubject {
  return {
    id,
    source: feed.source(),
    names: [],
    birthDates: [],
    ciiNumbers: [],
    fbiNumbers: [],
    sex: '',
    race: '',
    rows: 0,
    events: [],
  };
}
