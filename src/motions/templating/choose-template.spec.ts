import {
  ITEM_KINDS,
  loadPackFolder,
  pathId,
  RELIEFS,
  SHIPPED_PACKS,
  packFolders,
  type Determination,
  type ItemKind,
  type Pack,
} from '../../law/index.js';
import { wordsOfPath } from '../drafting/path-words.js';
import { aDetermination, templates } from '../test-drafts.js';
import { servesPath } from './choose-template.js';

const packs: Pack[] = packFolders(SHIPPED_PACKS).map((folder) => {
  const loaded = loadPackFolder(folder);
  if (loaded.pack === null) throw new Error(`${folder} cannot be loaded`);
  return loaded.pack;
});

function answerOn(pack: Pack, path: Pack['paths'][number], kind: ItemKind): Determination {
  return aDetermination({
    jurisdiction: pack.file.jurisdiction,
    path: pathId(pack, path),
    relief: wordsOfPath(pack, path).relief,
    item: kind === 'warrant' || kind === 'probation-violation' ? { kind, number: 'N-1' } : { kind, count: 1 },
  });
}

describe('choosing a template', () => {
  it('finds one for every item of every path that ships, moved by whom the path says', () => {
    const wrong: string[] = [];
    for (const pack of packs) {
      for (const path of pack.paths) {
        for (const kind of path.items as ItemKind[]) {
          const answer = answerOn(pack, path, kind);
          const template = templates().choose(answer, path.movant);
          const asker = path.movant === 'defendant' || path.movant === 'joint' ? path.movant : 'people';
          const words = templates()
            .jurisdictionWords(pack.file.jurisdiction)
            .relief(answer.relief, kind, answer.path, asker);
          if (template === null) wrong.push(`${answer.path} ${kind}, moved by ${path.movant}: no template`);
          if (words === null) wrong.push(`${answer.path} ${kind}: no words for ${answer.relief}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it('serves whatever relief a jurisdiction has words for, whoever moves, in any jurisdiction', () => {
    const { relief: wordsFor } = templates().jurisdictionWords('us-zz');
    let served = 0;
    for (const relief of RELIEFS) {
      for (const kind of ITEM_KINDS) {
        if (wordsFor(relief, kind, 'us-zz/x', 'people') === null) continue;
        for (const movant of ['people', 'defendant', 'joint', 'court', 'agency'] as const) {
          const template = templates().choose(
            aDetermination({ jurisdiction: 'us-zz', path: 'us-zz/x', relief, item: { kind } }),
            movant,
          );
          expect([relief, kind, movant, template?.file.movant.includes(movant)]).toEqual([relief, kind, movant, true]);
          served += 1;
        }
      }
    }
    expect(served).toBeGreaterThan(100);
  });

  it('never takes the prosecutor\u2019s motion for what the person files, or a motion for what the court does by itself', () => {
    const sealed = { jurisdiction: 'us-zz', path: 'us-zz/x', relief: 'seal' as const };
    const of = (movant: 'people' | 'defendant' | 'joint' | 'court' | 'agency'): string | undefined =>
      templates().choose(aDetermination({ ...sealed, item: { kind: 'conviction', count: 1 } }), movant)?.id;
    expect(of('people')).toBe('motions/default/seal');
    expect(of('defendant')).toBe('motions/default/petition');
    expect(of('joint')).toBe('motions/default/joint-motion');
    expect(of('court')).toBe('motions/default/court-acts');
    expect(of('agency')).toBe('motions/default/agency-acts');
  });

  it('prefers the nearest folder, then the pattern that names the path most closely', () => {
    const of = (determination: Partial<Determination>, movant: 'people' | 'joint' = 'people'): string | undefined =>
      templates().choose(aDetermination(determination), movant)?.id;
    expect(of({ path: 'us-md-baltimore-city/pending-charge' })).toBe('motions/us-md-baltimore-city/nolle-prosequi');
    expect(of({ jurisdiction: 'us-md', path: 'us-md/any' })).toBe('motions/default/dismiss-pending');
    const sealed = { jurisdiction: 'us-ca', relief: 'seal' as const, item: { kind: 'conviction' as const, count: 1 } };
    expect(of({ ...sealed, path: 'us-ca/prop-64/order-overdue' })).toBe('motions/us-ca/prop-64-order-overdue');
    expect(of({ ...sealed, path: 'us-ca/prop-64/other' }, 'joint')).toBe('motions/us-ca/prop-64-dismiss');
    expect(of({ ...sealed, jurisdiction: 'us-zz', path: 'us-zz/x' })).toBe('motions/default/seal');
  });

  it('takes an office’s own templates first where it lies within the jurisdiction', () => {
    const state = aDetermination({ jurisdiction: 'us-md', path: 'us-md-baltimore-city/pending-charge' });
    expect(templates().choose(state, 'people')?.folder).toBe('default');
    expect(templates().choose(state, 'people', 'us-md-baltimore-city')?.folder).toBe('us-md-baltimore-city');
    expect(templates().choose(state, 'people', 'us-ca')?.folder).toBe('default');
  });

  it('reads * as any text and everything else as it stands', () => {
    expect(servesPath('us-ca/prop-47/*', 'us-ca/prop-47/redesignate')).toBe(true);
    expect(servesPath('us-ca/prop-4*', 'us-ca/prop-47/redesignate')).toBe(true);
    expect(servesPath('us.ca/*', 'us-ca/x')).toBe(false);
    expect(servesPath('us-ca/prop-47', 'us-ca/prop-47/redesignate')).toBe(false);
  });
});
