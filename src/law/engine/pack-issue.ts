import { AppError } from '../../common/app-error.js';

/** A problem in a pack's files. Lines count from 1; 0 where no line can be named. */
export interface PackIssue {
  file: string;
  line: number;
  field: string;
  message: string;
}

/** Throws when there are issues, with each on a line of its own. */
export function refuseIssues(issues: readonly PackIssue[]): void {
  if (issues.length === 0) return;
  const lines = issues.map(describeIssue).join('\n');
  throw new AppError(
    'bad-pack',
    `${issues.length === 1 ? 'A pack has a problem' : `The packs have ${issues.length} problems`}:\n${lines}`,
  );
}

/** `file:line field: message`. */
export function describeIssue(issue: PackIssue): string {
  return `${issue.file}${issue.line > 0 ? `:${issue.line}` : ''}${issue.field === '' ? '' : ` ${issue.field}`}: ${issue.message}`;
}
