/**
 * How this program says no over HTTP: RFC 9457 problem details.
 *
 * A refusal carries its own sentence and code. A bug carries nothing but a reference number, under which the log has
 * where it happened; neither the answer nor the log repeats an error's message, which may quote a record.
 */
import { randomBytes } from 'node:crypto';
import { HttpException } from '@nestjs/common';
import { z } from 'zod';
import { AppError } from '../common/index.js';
import { shape } from './api-shapes.js';
import { BadInput } from './check-input.js';

export const PROBLEM_TYPE = 'application/problem+json';

export const problemShape = shape(
  'Problem',
  z.strictObject({
    type: z.string().describe('Names the kind of problem: urn:second-look:problem: and the code.'),
    title: z.string().describe('The status in words.'),
    status: z.int().describe('The HTTP status.'),
    detail: z.string().describe('What happened, to which thing, and what to do next.'),
    code: z.string().describe('Stable and in kebab-case: for programs.'),
    problems: z
      .array(z.strictObject({ field: z.string(), message: z.string() }))
      .optional()
      .describe('For a request that cannot be used: everything that is wrong with it.'),
    reference: z.string().optional().describe('For a fault of the program: the number under which the log has it.'),
  }),
);
export type Problem = z.output<typeof problemShape>;

const TITLES: Readonly<Record<number, string>> = {
  400: 'The request cannot be used',
  403: 'Not allowed',
  404: 'Not found',
  409: 'Not possible in this state',
  413: 'Too large',
  415: 'Not a kind of content that is read here',
  421: 'Addressed to another server',
  500: 'Something went wrong inside the program',
  503: 'Not available at the moment',
  507: 'No room left',
};

/** The problem that an error is for the client, and whether it is a bug that belongs in the log. */
export function toProblem(error: unknown): { problem: Problem; isBug: boolean } {
  const refusal = refusalIn(error);
  if (refusal !== null) {
    const problem = problemOf(refusal.code, refusal.status, refusal.message);
    if (refusal instanceof BadInput) problem.problems = [...refusal.problems];
    return { problem, isBug: false };
  }
  const full = diskFull(error);
  if (full !== null) return { problem: full, isBug: false };
  const status = httpStatusOf(error);
  if (status !== null && status < 500) return { problem: requestProblem(status, error), isBug: false };
  const reference = randomBytes(5).toString('hex');
  const problem = problemOf(
    'internal-error',
    500,
    `This request met a fault of the program. What is stored is whole. Give the reference ${reference} to whoever looks after the program.`,
  );
  problem.reference = reference;
  return { problem, isBug: true };
}

/** A problem with the parts that every problem has. */
export function problemOf(code: string, status: number, detail: string): Problem {
  return {
    type: `urn:second-look:problem:${code}`,
    title: TITLES[status] ?? TITLES[status >= 500 ? 500 : 400] ?? '',
    status,
    detail,
    code,
  };
}

/** The refusal in an error or in what caused it. */
function refusalIn(error: unknown): AppError | null {
  for (let each: unknown = error; each instanceof Error; each = each.cause) if (each instanceof AppError) return each;
  return null;
}

function diskFull(error: unknown): Problem | null {
  const { code } = (error ?? {}) as { code?: unknown };
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return null;
  return problemOf('disk-full', 507, 'The disk of the server is full. Nothing was stored; make room and try again.');
}

/** The status that the framework, or the parser of request bodies, gave an error; null for all others. */
function httpStatusOf(error: unknown): number | null {
  if (error instanceof HttpException) return error.getStatus();
  const { status, statusCode, expose } = (error ?? {}) as { status?: unknown; statusCode?: unknown; expose?: unknown };
  const given = status ?? statusCode;
  return expose === true && typeof given === 'number' ? given : null;
}

function requestProblem(status: number, error: unknown): Problem {
  const { type } = (error ?? {}) as { type?: unknown };
  if (status === 404) {
    return problemOf('no-such-address', 404, 'There is nothing at this address; /api/docs lists what there is.');
  }
  if (status === 413) {
    return problemOf('body-too-large', 413, 'The body of the request is too large: send JSON of up to 1 MB.');
  }
  if (status === 415)
    return problemOf('bad-encoding', 415, 'The body of the request is encoded in a way that is not read here.');
  if (type === 'entity.parse.failed' || status === 400) {
    return problemOf(
      'bad-request',
      400,
      'The request cannot be read: its address or its JSON body is not well formed.',
    );
  }
  return problemOf('bad-request', status, 'The request cannot be used as it is.');
}
