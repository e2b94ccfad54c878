/**
 * The YAML of tables that ship with the program, read once in a process: a thread is given what the thread that started it
 * has read by then. Reading YAML, and loading what reads it, took a thread longer than all the rest of its start.
 */
import { createRequire } from 'node:module';
import { getEnvironmentData, isMainThread, setEnvironmentData } from 'node:worker_threads';
import type * as Yaml from 'yaml';

const load = createRequire(import.meta.url);

/** What the text says, unchecked. Plain data that several may share: nobody changes it. */
export function shippedYaml(text: string): unknown {
  // By the whole text, so that what is given can be nothing else than what it says.
  const given = isMainThread ? undefined : getEnvironmentData(text);
  if (given !== undefined) return given;
  const said: unknown = (load('yaml') as typeof Yaml).parse(text);
  if (isMainThread) setEnvironmentData(text, said as object);
  return said;
}
