import { personShape, SOURCED_SHAPES, type Field, type Shape } from './record-shape.js';

type JsonSchema = Record<string, unknown>;

/**
 * The JSON Schema (draft 2020-12) of one line of canonical JSON Lines. Fields it does not name are accepted and kept;
 * a bad value of an optional field costs only that value.
 */
export function recordJsonSchema(): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Second Look canonical record',
    description:
      'One person with all their cases. A field that is absent is unknown, never "no". Dates are YYYY-MM-DD, or partial: YYYY-MM, YYYY.',
    ...objectSchema(personShape),
    $defs: {
      date: { type: 'string', pattern: '^\\d{4}(-\\d{2}(-\\d{2})?)?$' },
      source: {
        type: 'object',
        properties: { file: { type: 'string' }, row: { type: 'integer', minimum: 0 } },
        required: ['file', 'row'],
      },
    },
  };
}

function objectSchema(shape: Shape): JsonSchema {
  const properties: Record<string, JsonSchema> = {};
  for (const [key, field] of Object.entries(shape)) properties[key] = fieldSchema(field);
  if (SOURCED_SHAPES.has(shape)) {
    properties['source'] = { $ref: '#/$defs/source' };
    properties['original'] = { type: 'object', additionalProperties: { type: 'string' } };
    properties['unmapped'] = { type: 'object' };
    properties['answers'] = { type: 'object', additionalProperties: { type: ['string', 'number', 'boolean'] } };
  }
  if (Object.hasOwn(shape, 'quantities')) {
    const quantities = shape['quantities'];
    if (quantities?.kind === 'list') {
      properties['quantity'] = {
        ...fieldSchema(quantities.of),
        description: 'A single measure, instead of quantities.',
      };
    }
  }
  const required = Object.keys(shape).filter((key) => shape[key]?.required === true);
  return { type: 'object', properties, ...(required.length === 0 ? {} : { required }) };
}

function fieldSchema(field: Field): JsonSchema {
  const schema = bareSchema(field);
  return field.about === undefined ? schema : { ...schema, description: field.about };
}

function bareSchema(field: Field): JsonSchema {
  switch (field.kind) {
    case 'text':
    case 'state':
      return { type: 'string' };
    case 'date':
      return { $ref: '#/$defs/date' };
    case 'number':
      return { type: field.integer ? 'integer' : 'number', minimum: field.min, maximum: field.max };
    case 'boolean':
      return { type: 'boolean' };
    case 'one-of':
      return { enum: [...field.values] };
    case 'name':
    case 'object':
      return objectSchema(field.shape);
    case 'list':
      return { type: 'array', items: fieldSchema(field.of) };
  }
}
