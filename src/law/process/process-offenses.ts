/**
 * Offences of process: failure to appear, contempt, capias, show cause, violation of probation. A warrant or a violation
 * booked under nothing else rests on another charge.
 */
import { readFileSync } from 'node:fs';
import { shippedYaml } from '../../common/shipped-yaml.js';
import { z } from 'zod';
import { MET } from '../engine/determination.js';
import type { Inchoate } from '../../records/record.js';
import { compileOffenses, type OffenseMatcher, type Statute } from '../statutes/index.js';

const fileSchema = z.strictObject({
  words: z.array(z.string().min(1)).min(1),
  states: z.record(
    z.string(),
    z
      .array(
        z.strictObject({
          statutes: z.array(z.string()).min(1),
          cite: z.string(),
          title: z.string(),
          verified: z.enum(['yes', 'no']),
        }),
      )
      .min(1),
  ),
});

interface ProcessOffenses {
  readonly words: RegExp;
  readonly statutes: ReadonlyMap<string, OffenseMatcher>;
}

let loaded: ProcessOffenses | undefined;

function processOffenses(): ProcessOffenses {
  if (loaded === undefined) {
    const file = fileSchema.parse(shippedYaml(readFileSync(new URL('process-offenses.yaml', import.meta.url), 'utf8')));
    const words = file.words.map((phrase) => phrase.replaceAll(' ', '[^a-z0-9]+'));
    loaded = {
      words: new RegExp(`(?<![a-z0-9])(?:${words.join('|')})(?![a-z0-9])`, 'i'),
      statutes: new Map(
        Object.entries(file.states).map(([state, entries]) => [
          state,
          compileOffenses(
            {
              include: entries.flatMap((entry) => entry.statutes),
              inchoate: ['none', 'attempt', 'conspiracy', 'solicitation', 'aiding'],
            },
            state,
          ),
        ]),
      ),
    };
  }
  return loaded;
}

/** Whether a charge is certainly one of process: by its statute, else by the words of its description. */
export function isProcessOffense(
  statute: Statute | null,
  inchoate: Inchoate | null,
  description: string | undefined,
): boolean {
  const { words, statutes } = processOffenses();
  if (statute !== null && statutes.get(statute.state)?.test(statute, inchoate) === MET) return true;
  return description !== undefined && words.test(description);
}
