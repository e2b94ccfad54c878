/**
 * Reads rows in the California DOJ layout, subject by subject.
 *
 * A subject's rows usually stand together, and a subject is built when the next one begins. Those whose rows do not
 * stand together were found beforehand (`look-ahead.ts`); their rows wait until the end of the input, in as many passes
 * as keep the waiting rows within bounds. So every subject comes out once, and whole.
 */
import type { PersonRecord } from '../../records/record.js';
import type { IssueCollector } from '../issue-collector.js';
import { END, MORE, type RowFeed } from '../row-feed.js';
import { isFull } from '../stretch.js';
import { buildPerson } from './build-person.js';
import type { CaDojSubject } from './event.js';
import type { CaDojLayout } from './layout.js';
import { EventReader } from './read-event.js';

/** How many scattered subjects wait in memory at a time. */
const WAITING_SUBJECTS = 25_000;

/** One time through the input: whose rows wait for its end, and whose are left to another pass. */
export interface Pass {
  /** The first pass builds everybody whose rows stand together, and reports what is wrong with rows. */
  isFirst: boolean;
  waits: ReadonlySet<string>;
  /** Scattered subjects of later passes. */
  later: ReadonlySet<string>;
}

/** How many passes it takes. */
export function countPasses(scattered: readonly string[], waitingSubjects = WAITING_SUBJECTS): number {
  return Math.max(1, Math.ceil(scattered.length / waitingSubjects));
}

/** A pass by its number, from 0. */
export function passOf(scattered: readonly string[], number: number, waitingSubjects = WAITING_SUBJECTS): Pass {
  return {
    isFirst: number === 0,
    waits: new Set(scattered.slice(number * waitingSubjects, (number + 1) * waitingSubjects)),
    later: new Set(number === 0 ? scattered.slice(waitingSubjects) : []),
  };
}

/** What some rows came to, beside the people that were built of them. */
export interface SubjectsRead {
  /** What these rows say of subjects that wait for the end of the pass. */
  waiting: CaDojSubject[];
  rows: number;
  /** Whether the feed is at its end. */
  isLast: boolean;
}

/**
 * Reads what the feed gives, and closes it; `onPerson` gets everybody as soon as they are built. Ends a batch where a
 * subject ends, when it is full (`isFull`). In passes behind the first the feed needs an issue collector of its
 * own: unreadable rows were reported in the first.
 */
export async function* readSubjects(
  feed: RowFeed,
  layout: CaDojLayout,
  pass: Pass,
  issues: IssueCollector,
  batchRows: number,
  onPerson: (person: PersonRecord) => void,
): AsyncGenerator<SubjectsRead> {
  const reader = new EventReader(layout, issues);
  const waiting = new Map<string, CaDojSubject>();
  let subject: CaDojSubject | null = null;
  let skippedId: string | null = null;
  let counted = feed.row + feed.headerRows;
  let people = 0;
  const finish = (): void => {
    if (subject !== null && subject.rows > 0 && !pass.waits.has(subject.id)) {
      onPerson(buildPerson(subject, layout.rules, issues));
    }
  };
  const batchUpTo = (row: number, isLast: boolean): SubjectsRead => {
    const rows = pass.isFirst ? Math.max(0, row - counted) : 0;
    const done = { waiting: [...waiting.values()], rows, isLast };
    waiting.clear();
    counted = row;
    people = 0;
    return done;
  };
  try {
    for (;;) {
      const state = feed.advance();
      if (state === MORE) {
        await feed.refill();
        continue;
      }
      if (state === END) break;
      const id = reader.subjectId(feed, pass.isFirst);
      if (id === '' || id === skippedId) continue;
      if (subject === null || subject.id !== id) {
        if (subject !== null) {
          finish();
          // The row at hand belongs to the next batch.
          if (isFull(feed.row - 1 - counted, ++people, batchRows)) yield batchUpTo(feed.row - 1, false);
        }
        subject = null;
        skippedId = null;
        if (pass.waits.has(id)) {
          subject = waiting.get(id) ?? newSubject(id, feed);
          waiting.set(id, subject);
        } else if (!pass.isFirst || pass.later.has(id)) {
          skippedId = id;
          continue;
        } else {
          subject = newSubject(id, feed);
        }
      }
      reader.read(feed, subject);
    }
    finish();
    yield batchUpTo(feed.row, true);
  } finally {
    await feed.close();
  }
}

/** Subjects whose rows do not stand together, put together as their rows come in. */
export class WaitingSubjects {
  private readonly subjects = new Map<string, { subject: CaDojSubject; layout: CaDojLayout }>();

  /** Takes up what later rows say. */
  add(parts: readonly CaDojSubject[], layout: CaDojLayout): void {
    for (const part of parts) {
      const known = this.subjects.get(part.id)?.subject;
      if (known !== undefined) addRows(known, part);
      this.subjects.set(part.id, { subject: known ?? part, layout });
    }
  }

  /** Builds them, one after the other. */
  *build(issues: IssueCollector): Generator<PersonRecord> {
    for (const { subject, layout } of this.subjects.values()) {
      if (subject.rows > 0) yield buildPerson(subject, layout.rules, issues);
    }
  }
}

/** Adds what later rows say of a subject. */
function addRows(subject: CaDojSubject, later: CaDojSubject): void {
  for (const key of ['names', 'ciiNumbers', 'fbiNumbers'] as const) {
    for (const text of later[key]) if (!subject[key].includes(text)) subject[key].push(text);
  }
  for (const one of later.birthDates) {
    if (!subject.birthDates.some(({ text }) => text === one.text)) subject.birthDates.push(one);
  }
  if (subject.sex === '') subject.sex = later.sex;
  if (subject.race === '') subject.race = later.race;
  subject.rows += later.rows;
  for (const event of later.events) subject.events.push(event);
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
