/** How a refusal ends a command: 2 is bad usage or bad input with nothing stored, 3 failed midway and safe to re-run. */
export type ExitCode = 2 | 3;

/**
 * A refusal: something a person may not do now, or that the input does not allow.
 *
 * `message` is one plain sentence for that person (what, where, what to do); `detail` is for the log and never holds
 * names, birth dates or case text. `code` is stable, in kebab-case; `status` is its HTTP status.
 *
 * `final` says that trying again by itself cures nothing: somebody has to change the input, make room, give a right. So
 * is every refusal with exit code 2, which is about what was given; one with 3 (a server that does not answer, a lock)
 * is final only where it says so.
 */
export class AppError extends Error {
  readonly detail?: unknown;
  readonly exitCode: ExitCode;
  readonly final: boolean;
  readonly status: number;

  constructor(
    readonly code: string,
    message: string,
    options: { detail?: unknown; exitCode?: ExitCode; final?: boolean; status?: number; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.detail = options.detail;
    this.exitCode = options.exitCode ?? 2;
    this.final = options.final ?? this.exitCode === 2;
    this.status = options.status ?? 400;
  }
}
