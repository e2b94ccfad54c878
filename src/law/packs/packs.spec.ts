import { basename } from 'node:path';
import { SHIPPED_PACKS, checkReadiness, describeIssue, loadPackFolder, packFolders, testPackFolder } from '../index.js';

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
