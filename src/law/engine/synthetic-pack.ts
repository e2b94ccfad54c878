/**
 * Small packs for the engine's own tests: paths are written as the pack language has them, the rest is filled in.
 */
import { compilePacks, type CompiledPacks } from './compile-pack.js';
import { makePack } from './make-pack.js';
import { packFileSchema, pathFileSchema, type Pack } from './pack.js';

/** A pack `us-ca` with these paths; each is merged over a dull path about convictions under `HS 11350`. */
export function syntheticPack(
  paths: Record<string, unknown>[],
  head: Record<string, unknown> = {},
  overlays: string[] = [],
): Pack {
  const file = packFileSchema.parse({
    jurisdiction: 'us-ca',
    title: 'A test state',
    version: '1',
    state: 'CA',
    authorities: { act: { cite: 'Test Act § 1', verified: 'yes' } },
    offenses: { possession: { include: ['HS 11350'] }, grave: { include: ['PC 187', 'HS 11352(a)'] } },
    ...head,
  });
  return makePack(
    file,
    paths.map((path) =>
      pathFileSchema.parse({
        path: 'test',
        title: 'A test path',
        summary: 'For tests.',
        relief: 'expunge',
        kind: 'statute',
        inForce: { from: '2000-01-01' },
        items: ['conviction'],
        offense: 'possession',
        authority: 'act',
        result: { becomes: 'expunged' },
        movant: 'people',
        ...path,
      }),
    ),
    overlays,
  );
}

/** A criterion with a dull text. */
export function criterion(id: string, when: unknown): Record<string, unknown> {
  return { id, text: `The test ${id} holds.`, authority: 'act', when };
}

/** One path compiled alone. */
export function compiledPath(path: Record<string, unknown>, head: Record<string, unknown> = {}): CompiledPacks {
  return compilePacks([syntheticPack([path], head)]);
}
