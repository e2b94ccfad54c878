import { basename } from 'node:path';
import {
  SHIPPED_PACKS,
  checkReadiness,
  describeIssue,
  loadPackFolder,
  packFolders,
  pathId,
  testPackFolder,
} from '../index.js';

/** A case of a path's test file becomes a test here, with its title; its failures are what is reported. */
for (const folder of packFolders(SHIPPED_PACKS)) {
  describe(`the pack ${basename(folder)}`, () => {
    const { pack, issues } = loadPackFolder(folder);

    it('is sound: every name, authority, statute and date in it can be read', () => {
      expect(issues.map(describeIssue)).toEqual([]);
    });
    if (pack === null) return;

    const others =
      pack.file.within === undefined ? [] : [loadPackFolder(folder.replace(basename(folder), pack.file.within)).pack];
    const tested = testPackFolder(
      folder,
      pack,
      others.flatMap((other) => (other === null ? [] : [other])),
    );

    it('has tests that can be read, and at least one for every path', () => {
      expect(tested.issues.map(describeIssue)).toEqual([]);
      const withTests = new Set(tested.results.map((result) => result.path));
      expect(
        pack.paths.map((path) => `${pack.file.jurisdiction}/${path.path}`).filter((id) => !withTests.has(id)),
      ).toEqual([]);
    });

    it('is done: each path has a test of every kind it needs, and each number and list names its authority', () => {
      expect(checkReadiness(folder, pack, tested).map(describeIssue)).toEqual([]);
    });

    for (const result of tested.results) {
      it(`${result.path}: ${result.title}`, () => {
        expect(result.failures).toEqual([]);
      });
    }
  });
}

describe('paths that are drafted on request', () => {
  const packs = packFolders(SHIPPED_PACKS).flatMap((folder) => loadPackFolder(folder).pack ?? []);
  const paths = packs.flatMap((pack) => pack.paths.map((path) => ({ id: pathId(pack, path), path })));
  const onRequest = paths.filter(({ path }) => path.drafted === 'on-request');

  it('ask a judgement of everybody: where a record alone opens relief, a motion is drafted unasked', () => {
    expect(onRequest.length).toBeGreaterThan(0);
    expect(
      onRequest.filter(({ path }) => path.review.every(({ when }) => when !== undefined)).map(({ id }) => id),
    ).toEqual([]);
  });

  it('go before none that is drafted unasked, whose motion would be lost with their own', () => {
    const asked = new Set(onRequest.map(({ id }) => id));
    expect(onRequest.flatMap(({ path }) => path.prefers).filter((id) => !asked.has(id))).toEqual([]);
  });

  it('are these: no other waits for an attorney to ask', () => {
    expect(onRequest.map(({ id }) => id).sort()).toEqual([
      'us-ca/possession/warrant',
      'us-ca/resentencing/1172-1',
      'us-il/resentencing',
      'us-md/nolle-prosequi/pending-charge',
      'us-md/nolle-prosequi/warrant',
      'us-md/vacatur',
      'us-mn/prosecutor-adjustment',
      'us-ny/interest-of-justice',
      'us-or/joint-petition',
      'us-ri/discretion/pending-charge',
      'us-ri/discretion/probation-violation',
      'us-ri/discretion/warrant',
      'us-vt/discretion/pending-charge',
      'us-vt/discretion/probation-violation',
      'us-vt/discretion/warrant',
      'us-vt/sentence/court',
      'us-vt/sentence/state',
      'us-wa/prosecutor-resentencing',
    ]);
  });
});
