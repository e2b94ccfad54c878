import {
  loadPackFolder,
  pathId,
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
          const template = templates().choose(answerOn(pack, path, kind));
          const mover = path.movant === 'court' || path.movant === 'agency' ? 'people' : path.movant;
          if (template === null) wrong.push(`${pathId(pack, path)} ${kind}: no template`);
          else if (template.folder !== 'default' && template.file.movant !== mover) {
            wrong.push(
              `${pathId(pack, path)} ${kind}: ${template.id} is moved by ${template.file.movant}, the path by ${path.movant}`,
            );
          }
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it('prefers the nearest folder, then the pattern that names the path most closely', () => {
    const of = (determination: Partial<Determination>): string | undefined =>
      templates().choose(aDetermination(determination))?.id;
    expect(of({ path: 'us-md-baltimore-city/pending-charge' })).toBe('motions/us-md-baltimore-city/nolle-prosequi');
    expect(of({ jurisdiction: 'us-md', path: 'us-md/any' })).toBe('motions/default/dismiss-pending');
    const sealed = { jurisdiction: 'us-ca', relief: 'seal' as const, item: { kind: 'conviction' as const, count: 1 } };
    expect(of({ ...sealed, path: 'us-ca/prop-64/order-overdue' })).toBe('motions/us-ca/prop-64-order-overdue');
    expect(of({ ...sealed, path: 'us-ca/prop-64/other' })).toBe('motions/us-ca/prop-64-dismiss');
    expect(of({ ...sealed, jurisdiction: 'us-zz', path: 'us-zz/x' })).toBe('motions/default/seal');
  });

  it('takes an office’s own templates first where it lies within the jurisdiction', () => {
    const state = aDetermination({ jurisdiction: 'us-md', path: 'us-md-baltimore-city/pending-charge' });
    expect(templates().choose(state)?.folder).toBe('default');
    expect(templates().choose(state, 'us-md-baltimore-city')?.folder).toBe('us-md-baltimore-city');
    expect(templates().choose(state, 'us-ca')?.folder).toBe('default');
  });

  it('reads * as any text and everything else as it stands', () => {
    expect(servesPath('us-ca/prop-47/*', 'us-ca/prop-47/redesignate')).toBe(true);
    expect(servesPath('us-ca/prop-4*', 'us-ca/prop-47/redesignate')).toBe(true);
    expect(servesPath('us.ca/*', 'us-ca/x')).toBe(false);
    expect(servesPath('us-ca/prop-47', 'us-ca/prop-47/redesignate')).toBe(false);
  });
});
