/**
 * Arrests that a court action of the same cycle followed.
 *
 * They are no charges of their own: what came of them stands in the court action, whatever it was charged as. Their day
 * goes onto the action's charges (those of the same section; all of them where the cycle has one day of arrest), and the
 * rows are kept under the case's `unmapped.arrests`.
 */
import { parseLegalDate } from '../../common/index.js';
import type { CourtCase, LegalDate } from '../../records/record.js';
import { keptRow, stepOf, type CaDojEvent, type KeptRow } from './event.js';
import { readOffense } from './offense.js';

/** Whether a court action may have come of an arrest: not when it is known to lie before it. */
export function mayFollow(court: LegalDate | undefined, arrest: LegalDate | undefined): boolean {
  if (court === undefined || arrest === undefined) return true;
  if (court.length === 10 && arrest.length === 10) return court >= arrest;
  const courtDays = parseLegalDate(court);
  const arrestDays = parseLegalDate(arrest);
  return courtDays === null || arrestDays === null || courtDays.to >= arrestDays.from;
}

/** Puts the arrests of one cycle onto its cases, in the order of the file. */
export function placeArrests(arrests: readonly CaDojEvent[], cases: readonly CourtCase[]): void {
  const first = cases[0];
  if (first === undefined) return;
  const onlyDay = arrests.every((arrest) => arrest.date === arrests[0]?.date) ? arrests[0]?.date : undefined;
  for (const { charges } of cases) {
    for (const charge of charges) {
      if (charge.arrestDate !== undefined) continue;
      const day = dayOfSection(arrests, charge.statute) ?? onlyDay;
      if (day !== undefined && mayFollow(charge.disposition?.date, day)) charge.arrestDate = day;
    }
  }
  for (const arrest of arrests) {
    const step = String(stepOf(arrest.place)).padStart(6, '0');
    const home = cases.find((one) => one.original?.['cycleStep'] === step) ?? first;
    const kept = ((home.unmapped ??= {})['arrests'] ??= []) as KeptRow[];
    kept.push(keptRow(arrest));
  }
}

/** The earliest day on which the person was arrested for that section. */
function dayOfSection(arrests: readonly CaDojEvent[], statute: string | undefined): LegalDate | undefined {
  if (statute === undefined) return undefined;
  let earliest: LegalDate | undefined;
  for (const arrest of arrests) {
    if (arrest.date === undefined || (earliest !== undefined && arrest.date >= earliest)) continue;
    if (readOffense(arrest.offense, arrest.comment).statute === statute) earliest = arrest.date;
  }
  return earliest;
}
