import type { PersonRecord } from '../records/record.js';
import type { IntakeIssue, IntakeOptions, UnmappedValue } from './intake.js';
import { openIntake } from './open-intake.js';

export interface ProfileCheck {
  profile: string;
  rows: number;
  /** The first people as understood. */
  records: PersonRecord[];
  /** Columns and texts that the profile does not know, most frequent first. */
  unmapped: UnmappedValue[];
  /** What would be set aside, and how many rows in all. */
  quarantined: IntakeIssue[];
  quarantinedRows: number;
  noted: IntakeIssue[];
}

const SHOWN_RECORDS = 5;
const SHOWN_ISSUES = 100;

/**
 * Tries a profile on a file without storing anything: reads about `sampleRows` rows and tells what was understood. Refuses
 * what `openIntake` refuses.
 */
export async function checkProfile(
  profile: string,
  input: string,
  sampleRows = 10_000,
  options: Omit<IntakeOptions, 'profile'> = {},
): Promise<ProfileCheck> {
  const intake = await openIntake([input], { ...options, profile, batchRows: Math.min(sampleRows, 1_000) });
  const check: ProfileCheck = {
    profile: intake.profile.profile,
    rows: 0,
    records: [],
    unmapped: [],
    quarantined: [],
    quarantinedRows: 0,
    noted: [],
  };
  for await (const batch of intake.batches()) {
    check.rows += batch.rows;
    check.records.push(...batch.records.slice(0, SHOWN_RECORDS - check.records.length));
    for (const issue of batch.issues) {
      if (issue.severity === 'quarantined') check.quarantinedRows++;
      const list = issue.severity === 'quarantined' ? check.quarantined : check.noted;
      if (list.length < SHOWN_ISSUES && issue.code !== 'unmapped-value' && issue.code !== 'unknown-field')
        list.push(issue);
    }
    if (check.rows >= sampleRows) break;
  }
  check.unmapped = intake.unmapped();
  return check;
}
