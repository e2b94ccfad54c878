/** What OpenAPI says about a route, in one decorator: every route of the API has it, and a test looks for it. */
import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiQuery, ApiResponse } from '@nestjs/swagger';
import type { z } from 'zod';
import { inputSchema, querySchemas, refTo } from './api-shapes.js';
import { PROBLEM_TYPE, problemShape } from './problem.js';

type Schema = Record<string, unknown>;

export interface RouteAnswer {
  description: string;
  /** A named shape, for JSON. */
  json?: z.ZodType;
  /** Another media type; its content is text unless `binary`. Beside `json`: what a client may ask for in its place. */
  type?: string;
  binary?: boolean;
  headers?: Record<string, string>;
}

/** A part of an address that is a number. */
export interface RouteNumber {
  number: string;
}

export interface RouteDescription {
  summary: string;
  description?: string;
  /** What stands in the address, by name: text, or the number of a thing. */
  params?: Record<string, string | RouteNumber>;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** Bodies that are not JSON, by media type. */
  content?: Record<string, { schema: Schema }>;
  /** The answer when all goes well, by status. */
  answers: Record<number, RouteAnswer>;
}

/** Describes a route; whatever goes wrong there is described for all routes alike. */
export function ApiRoute(route: RouteDescription): MethodDecorator {
  const { summary, description, params = {}, query, body, content, answers } = route;
  return applyDecorators(
    ApiOperation({
      summary,
      ...(description === undefined ? {} : { description }),
      ...(content === undefined ? {} : { requestBody: { required: true, content } }),
    }),
    ...Object.entries(params).map(([name, about]) =>
      ApiParam(
        typeof about === 'string'
          ? { name, description: about, required: true, schema: { type: 'string' } }
          : { name, description: about.number, required: true, schema: { type: 'integer', minimum: 1 } },
      ),
    ),
    ...(query === undefined ? [] : querySchemas(query)).map(({ name, required, schema }) => {
      const { description: about, ...rest } = schema;
      return ApiQuery({
        name,
        required,
        ...(typeof about === 'string' ? { description: about } : {}),
        schema: rest,
        ...(rest['type'] === 'array' ? { style: 'form', explode: true } : {}),
      });
    }),
    ...(body === undefined ? [] : [ApiBody({ required: true, schema: inputSchema(body) })]),
    ...Object.entries(answers).map(([status, answer]) => ApiResponse(responseOf(Number(status), answer))),
    ApiResponse({
      status: 'default',
      description: 'What went wrong, in a sentence.',
      content: { [PROBLEM_TYPE]: { schema: refTo(problemShape) } },
    }),
  );
}

function responseOf(status: number, answer: RouteAnswer): Parameters<typeof ApiResponse>[0] {
  const text: Schema = { type: 'string', ...(answer.binary === true ? { format: 'binary' } : {}) };
  const content = {
    ...(answer.json === undefined ? {} : { 'application/json': { schema: refTo(answer.json) } }),
    ...(answer.type === undefined ? {} : { [answer.type]: { schema: text } }),
  };
  const isEmpty = Object.keys(content).length === 0;
  return {
    status,
    description: answer.description,
    ...(isEmpty ? {} : { content }),
    ...(answer.headers === undefined
      ? {}
      : {
          headers: Object.fromEntries(
            Object.entries(answer.headers).map(([name, about]) => [
              name,
              { description: about, schema: { type: 'string' } },
            ]),
          ),
        }),
  };
}
