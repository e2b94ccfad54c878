/**
 * The one way to write plain data as text, so that equal data gives equal bytes whatever order its keys came in.
 */

/** Text that JSON writes as it stands: no quote, backslash, control character or half of a surrogate pair. */
// eslint-disable-next-line no-control-regex
const NEEDS_ESCAPE = /["\\\u0000-\u001f\ud800-\udfff]/;

function write(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return NEEDS_ESCAPE.test(value) ? JSON.stringify(value) : `"${value}"`;
    case 'number':
      return Number.isFinite(value) ? String(value === 0 ? 0 : value) : 'null';
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      return value === null
        ? 'null'
        : Array.isArray(value)
          ? writeArray(value)
          : writeObject(value as Record<string, unknown>);
    default:
      return 'null';
  }
}

function writeArray(values: readonly unknown[]): string {
  let text = '[';
  for (let i = 0; i < values.length; i++) text += i === 0 ? write(values[i]) : `,${write(values[i])}`;
  return `${text}]`;
}

function writeObject(object: Record<string, unknown>): string {
  let text = '{';
  // Keys in order of their code units, which is the order that every other implementation can repeat.
  for (const key of Object.keys(object).sort()) {
    const value = object[key];
    if (value === undefined) continue;
    text += `${text.length > 1 ? ',' : ''}${write(key)}:${write(value)}`;
  }
  return `${text}}`;
}

/**
 * Plain data as JSON with the keys of every object in code-unit order and no spaces.
 *
 * Fields that are undefined are left out, as `JSON.stringify` does; what JSON cannot say (NaN, a function in a list) is
 * null. Parsing the text gives back what `JSON.parse(JSON.stringify(value))` would. Dates and classes are not plain data.
 */
export function canonicalJson(value: unknown): string {
  return write(value);
}
