import type { IssueCollector } from './issue-collector.js';
import type { Completion } from './read-rows.js';
import type { ResolvedFile } from './resolve-table.js';
import { END, MORE, type RowFeed } from './row-feed.js';

interface CourtText {
  name: string;
  county?: string;
  state: string;
}

type Raw = Record<string, unknown>;

/**
 * Joins warrants and violations that name only a person and a case number with the court of that case.
 *
 * The cases that they name are remembered before anything is read (as many as there are warrants and violations, not as
 * many as there are cases), their courts are taken from the charges as these go by, and the warrants are completed
 * afterwards.
 */
export class CaseCourts {
  /** Person and case number → its court; `ambiguous` where two courts have a case of that number. */
  private readonly courts = new Map<string, CourtText | 'ambiguous' | null>();

  /** Whether the file's rows name cases without their courts. */
  static isNeededFor(one: ResolvedFile): boolean {
    const { gives, fields } = one.table;
    return (
      (gives === 'warrant' || gives === 'violation') && fields === 'canonical' && !one.columns.includes('court_name')
    );
  }

  /** Reads which cases the file names, and closes it. */
  async remember(feed: RowFeed, one: ResolvedFile): Promise<void> {
    const person = one.columns.indexOf('person_id');
    const number = one.columns.indexOf('case_number');
    try {
      for (;;) {
        const state = feed.advance();
        if (state === MORE) await feed.refill();
        else if (state === END) return;
        else this.courts.set(keyOf(feed.text(person), feed.text(number)), null);
      }
    } finally {
      await feed.close();
    }
  }

  /** What has to happen to each row of the file: charges are listened to, warrants completed. */
  completion(one: ResolvedFile, issues: IssueCollector): Completion {
    return CaseCourts.isNeededFor(one)
      ? (raw, feed) => this.complete(raw, feed, issues)
      : (raw) => {
          this.listen(raw);
          return true;
        };
  }

  private listen(raw: Raw): void {
    const own = caseOf(raw);
    const court = own?.['court'] as Raw | undefined;
    if (own === null || court === undefined) return;
    const key = keyOf(raw['personId'], own['caseNumber']);
    const known = this.courts.get(key);
    if (known === undefined || known === 'ambiguous') return;
    const { name, county, state } = court as unknown as CourtText;
    if (name === undefined || state === undefined) return;
    if (known === null) this.courts.set(key, county === undefined ? { name, state } : { name, county, state });
    else if (known.name !== name || known.state !== state) this.courts.set(key, 'ambiguous');
  }

  private complete(raw: Raw, feed: RowFeed, issues: IssueCollector): boolean {
    const own = caseOf(raw);
    if (own === null) return true;
    const court = this.courts.get(keyOf(raw['personId'], own['caseNumber']));
    if (typeof court === 'object' && court !== null) {
      own['court'] = { ...court };
      return true;
    }
    const at = feed.source();
    const why =
      court === 'ambiguous'
        ? 'two courts have a case of that number for this person'
        : 'no charge of this import has that case number for this person';
    const person = raw['personId'];
    issues.quarantine(
      at,
      'unknown-case',
      `Row ${at.row} of ${at.file} was set aside: ${why}; add the columns court_name and court_state.`,
      {
        column: 'case_number',
        ...(typeof own['caseNumber'] === 'string' ? { value: own['caseNumber'] } : {}),
        ...(typeof person === 'string' ? { personId: person } : {}),
      },
    );
    return false;
  }
}

function caseOf(raw: Raw): Raw | null {
  const cases = raw['cases'];
  return Array.isArray(cases) ? ((cases[0] as Raw | undefined) ?? null) : null;
}

function keyOf(person: unknown, number: unknown): string {
  return `${String(person)}\u0000${String(number)}`;
}
