import { definitionOf } from './pack.js';

/** The names of the dated parameters (`$maxGrams`) in an expression, itself or through the definitions that it uses. */
export function parametersIn(value: unknown, definitions: Readonly<Record<string, unknown>>): Set<string> {
  const used = new Set<string>();
  const visited = new Set<string>();
  const walk = (part: unknown): void => {
    if (typeof part === 'string' && part.startsWith('$')) used.add(part.slice(1));
    if (typeof part !== 'object' || part === null) return;
    for (const [key, inner] of Object.entries(part)) {
      if (key !== 'use' || typeof inner !== 'string') walk(inner);
      else if (!visited.has(inner)) {
        visited.add(inner);
        walk(definitionOf(definitions[inner]).when);
      }
    }
  };
  walk(value);
  return used;
}
