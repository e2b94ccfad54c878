import { clipped, type IssueCollector } from '../issue-collector.js';
import type { RowFeed } from '../row-feed.js';
import type { ValueMap } from '../value-map.js';
import type { CaDojEvent, CaDojSubject, StepKind } from './event.js';
import type { CaDojLayout } from './layout.js';

/** Reads rows of the file into events. */
export class EventReader {
  constructor(
    private readonly layout: CaDojLayout,
    private readonly issues: IssueCollector,
  ) {}

  /** The subject of the row at hand, or '' for a row without one, which is quarantined the first time (`isNews`). */
  subjectId(feed: RowFeed, isNews: boolean): string {
    const id = feed.text(this.layout.at.subjectId);
    if (id === '' && isNews) {
      this.issues.quarantine(
        feed.source(),
        'missing-person',
        `Row ${feed.row} was set aside: it has no ${this.layout.column.subjectId}, so nobody knows whose it is.`,
        { column: this.layout.column.subjectId },
      );
    }
    return id;
  }

  /** Adds the row at hand to its subject; a row whose place in the history cannot be read is quarantined. */
  read(feed: RowFeed, subject: CaDojSubject): void {
    const { at, stepTypes, column } = this.layout;
    const source = feed.source();
    const stepText = feed.text(at.stepType);
    const disposition = feed.text(at.disposition);
    const order = feed.text(at.cycleStepCount);
    const offense = feed.text(at.offense);
    const convicted = disposition !== '' && this.layout.rules.dispositions.get(disposition) === 'convicted';
    let step: StepKind = 'other';
    if (stepText !== '') {
      const kind = stepTypes.get(stepText);
      if (kind === null) this.issues.tally(source, column.stepType, stepText);
      else step = kind as StepKind;
    }
    const placed = convicted || step === 'court' || step === 'arrest';
    const place = placeOf(order);
    if (placed && place < 0) {
      this.issues.quarantine(
        source,
        'bad-count-order',
        `Row ${source.row} of ${source.file} was set aside: ${order === '' ? `it has no ${column.cycleStepCount}` : `its ${column.cycleStepCount} is not twelve digits`}, so its case and count are unknown.`,
        { column: column.cycleStepCount, value: order, personId: subject.id },
      );
      return;
    }
    subject.rows++;
    this.readPerson(feed, subject, source);
    if (stepText === '' && order === '' && offense === '' && disposition === '') return;

    const dateText = feed.text(at.eventDate);
    const event: CaDojEvent = {
      source,
      order,
      place,
      step,
      stepText,
      convicted,
      date: dateText === '' ? undefined : this.date(dateText, source, subject.id),
      dateText,
      county: feed.text(at.county),
      caseNumber: feed.text(at.caseNumber),
      offense,
      comment: feed.text(at.comment),
      offenseGrade: feed.text(at.offenseGrade),
      convictionGrade: feed.text(at.convictionGrade),
      convictionOffense: feed.text(at.convictionOffense),
      disposition,
      dispositionDate: feed.text(at.dispositionDate),
      sentenceKind: feed.text(at.sentenceKind),
      sentenceLength: feed.text(at.sentenceLength),
      sentenceUnit: feed.text(at.sentenceUnit),
      benchWarrant: feed.text(at.benchWarrant),
      warrant: feed.text(at.warrant),
    };
    this.tallyUnmapped(event);
    subject.events.push(event);
  }

  private readPerson(feed: RowFeed, subject: CaDojSubject, source: CaDojEvent['source']): void {
    const { at } = this.layout;
    addNew(subject.names, feed.text(at.name));
    addNew(subject.ciiNumbers, feed.text(at.ciiNumber));
    addNew(subject.ciiNumbers, feed.text(at.requestedCiiNumber));
    addNew(subject.fbiNumbers, feed.text(at.fbiNumber));
    const birthDate = feed.text(at.birthDate);
    if (birthDate !== '' && !subject.birthDates.some((known) => known.text === birthDate)) {
      subject.birthDates.push({ text: birthDate, source });
    }
    if (subject.sex === '') subject.sex = feed.text(at.sex);
    if (subject.race === '') subject.race = feed.text(at.race);
  }

  /** The event's date; one that is none is noted, one that the file leaves open (all zeros) is just unknown. */
  private date(text: string, source: CaDojEvent['source'], personId: string): string | undefined {
    const reading = this.layout.eventDates.read(text);
    if (reading.kind === 'date') return reading.value;
    if (reading.kind === 'problem') {
      this.issues.note(
        source,
        'bad-date',
        `Row ${source.row} of ${source.file}: the date ${clipped(text)} ${reading.problem}; the row went in without it, so add the date on the record page.`,
        { column: this.layout.column.eventDate, value: text, personId },
      );
    }
    return undefined;
  }

  private tallyUnmapped(event: CaDojEvent): void {
    const { rules, column } = this.layout;
    this.tally(rules.dispositions, event.disposition, column.disposition, event);
    this.tally(rules.convictionGrades, event.convictionGrade, column.convictionGrade, event);
    this.tally(rules.offenseGrades, event.offenseGrade, column.offenseGrade, event);
    this.tally(rules.sentenceKinds, event.sentenceKind, column.sentenceKind, event);
    this.tally(rules.sentenceUnits, event.sentenceUnit, column.sentenceUnit, event);
  }

  private tally(map: ValueMap, text: string, column: string, event: CaDojEvent): void {
    if (text !== '' && map.get(text) === null) this.issues.tally(event.source, column, text);
  }
}

/** Twelve digits as a number, or -1. */
function placeOf(order: string): number {
  if (order.length !== 12) return -1;
  for (let i = 0; i < 12; i++) {
    const digit = order.charCodeAt(i);
    if (digit < 0x30 || digit > 0x39) return -1;
  }
  return Number(order);
}

function addNew(list: string[], text: string): void {
  if (text !== '' && !list.includes(text)) list.push(text);
}
