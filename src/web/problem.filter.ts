import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { PROBLEM_TYPE, toProblem } from './problem.js';

/** The one place where errors become answers. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly log = new Logger('web');

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    const { problem, isBug } = toProblem(error);
    if (isBug) this.log.error(bugLine(problem.reference ?? '', request, error));
    if (response.headersSent || response.destroyed) {
      // Half an answer cannot be mended; a broken connection says at least that it is not whole.
      response.destroy();
      return;
    }
    response.status(problem.status).type(PROBLEM_TYPE).send(JSON.stringify(problem));
  }
}

/**
 * What the log says of a bug: its reference, the route without what stood in the address, the kind of error, and where
 * in the program it arose. Not its message, which may quote what a record says.
 */
function bugLine(reference: string, request: Request, error: unknown): string {
  const pattern = (request.route as { path?: unknown } | undefined)?.path;
  const route = `${request.method} ${typeof pattern === 'string' ? pattern : '(no route)'}`;
  if (!(error instanceof Error)) return `${reference} ${route} ${typeof error}`;
  const code = 'code' in error && typeof error.code === 'string' ? ` ${error.code}` : '';
  const places = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return [`${reference} ${route} ${error.name}${code}`, ...places.slice(0, 12)].join('\n');
}
