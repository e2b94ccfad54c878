/**
 * The JSON shapes of the API, each declared once with zod: the compiler holds the code to it, OpenAPI describes it, and
 * the tests check real answers against it.
 */
import { z } from 'zod';

const shapes = z.registry<{ id: string; description?: string }>();

/** Gives a shape its name in the description of the API. */
export function shape<T extends z.ZodType>(id: string, schema: T, description?: string): T {
  shapes.add(schema, { id, ...(description === undefined ? {} : { description }) });
  return schema;
}

/** The name that a shape was given. Throws for one without. */
export function nameOfShape(schema: z.ZodType): string {
  const name = shapes.get(schema)?.id;
  if (name === undefined) throw new Error('This shape has no name; declare it with shape().');
  return name;
}

/** The address of a named shape within the description. */
export function refTo(schema: z.ZodType): { $ref: string } {
  return { $ref: `#/components/schemas/${nameOfShape(schema)}` };
}

/** All named shapes as JSON Schema, for the components of the description. */
export function shapeSchemas(): Record<string, Record<string, unknown>> {
  const { schemas } = z.toJSONSchema(shapes, { uri: (id) => `#/components/schemas/${id}`, io: 'output' });
  return Object.fromEntries(
    Object.entries(schemas).map(([id, schema]) => [id, tidy(schema as Record<string, unknown>)]),
  );
}

/** A schema without a name, as a request carries it. */
export function inputSchema(schema: z.ZodType): Record<string, unknown> {
  return tidy(z.toJSONSchema(schema, { io: 'input' }));
}

/** A field of a query: what it is after reading, and whether it has to be there. */
export function querySchemas(
  query: z.ZodObject,
): { name: string; required: boolean; schema: Record<string, unknown> }[] {
  return Object.entries(query.shape).map(([name, field]) => ({
    name,
    required: !(field as z.ZodType).safeParse(undefined).success,
    schema: tidy(z.toJSONSchema(field as z.ZodType, { io: 'output' }) as Record<string, unknown>),
  }));
}

/** Drops what only a document by itself says. */
function tidy(schema: Record<string, unknown>): Record<string, unknown> {
  const { $schema: _schema, $id: _id, ...rest } = schema;
  return rest;
}
