import { csvCell } from '../finding-csv.js';
import type { Calendar } from './calendar.service.js';

/** The calendar for a spreadsheet: a line for each month and path that has findings. */
export function calendarCsv({ scan, months }: Calendar): string {
  const lines = months.flatMap(({ month, paths }) =>
    paths.map(({ path, findings, people, forReview }) => [
      month,
      path,
      findings,
      people,
      scan.id,
      scan.asOf,
      forReview,
    ]),
  );
  return ['month,path,findings,people,scan,as_of,for_review', ...lines.map((line) => line.map(csvCell).join(','))]
    .map((line) => `${line}\r\n`)
    .join('');
}
