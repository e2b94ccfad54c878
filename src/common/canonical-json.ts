/**
 * The one way to write plain data as text, so that equal data gives equal bytes whatever order its keys came in.
 */

/** Text that JSON writes as it stands: no quote, backslash, control character or half of a surrogate pair. */

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

/** The keys of an object in the order in which it holds them, and what to write for them in code-unit order. */
interface Layout {
  next: Map<string, Layout>;
  /** Absent until an object ended here. */
  sorted?: readonly { key: string; written: string }[];
}

// Millions of records have a few hundred layouts between them, and sorting each anew took half of the time. Keys that
// come from data could grow the memory without end, so beyond this many layouts the sorting is done each time.
const MOST_LAYOUTS = 20_000;
const root: Layout = { next: new Map() };
let layouts = 0;

function sortedKeys(object: object): readonly { key: string; written: string }[] {
  let layout = root;
  // The same order as Object.keys: plain data has no inherited fields.
  for (const key in object) {
    let next = layout.next.get(key);
    if (next === undefined) {
      if (layouts >= MOST_LAYOUTS) return sortAnew(object);
      next = { next: new Map() };
      layout.next.set(key, next);
      layouts++;
    }
    layout = next;
  }
  return (layout.sorted ??= sortAnew(object));
}

/** Keys in order of their code units, which is the order that every other implementation can repeat. */
function sortAnew(object: object): readonly { key: string; written: string }[] {
  return Object.keys(object)
    .sort()
    .map((key) => ({ key, written: `${write(key)}:` }));
}

function writeObject(object: Record<string, unknown>): string {
  let text = '{';
  for (const { key, written } of sortedKeys(object)) {
    const value = object[key];
    if (value === undefined) continue;
    text += text.length > 1 ? `,${written}${write(value)}` : `${written}${write(value)}`;
  }
  return `${text}}`;
}

/** Whether the keys of every object are in order already, and nothing in it is what JSON cannot say. */
function isInOrder(value: object): boolean {
  if (Array.isArray(value)) {
    for (const each of value as unknown[]) if (!isPlain(each)) return false;
    return true;
  }
  let before = '';
  for (const key in value) {
    if (key < before || !isPlain((value as Record<string, unknown>)[key])) return false;
    before = key;
  }
  return true;
}

function isPlain(value: unknown): boolean {
  switch (typeof value) {
    case 'object':
      return value === null || isInOrder(value);
    case 'function':
    case 'bigint':
    case 'symbol':
      return false;
    default:
      return true;
  }
}

/**
 * Plain data as JSON with the keys of every object in code-unit order and no spaces.
 *
 * Fields that are undefined are left out, as `JSON.stringify` does; what JSON cannot say (NaN, a function in a list) is
 * null. Parsing the text gives back what `JSON.parse(JSON.stringify(value))` would. Dates and classes are not plain data.
 */
export function canonicalJson(value: unknown): string {
  // What is in order already, as most records are, the engine writes twice as fast.
  return typeof value === 'object' && value !== null && isInOrder(value) ? JSON.stringify(value) : write(value);
}
