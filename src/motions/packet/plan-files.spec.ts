import fc from 'fast-check';
import { aDetermination, aRecord, aCase, draft } from '../test-drafts.js';
import type { MotionDraft } from '../drafting/motion-draft.js';
import { planFiles } from './plan-files.js';

function draftWith(number: string, personId = 'P-1'): MotionDraft {
  const record = aRecord({ personId, cases: [aCase({ caseNumber: number })] });
  const answer = aDetermination();
  const [only] = draft({ record, determinations: [{ ...answer, personId, case: { ...answer.case, number } }] }).drafts;
  if (only === undefined) throw new Error('no draft');
  return only;
}

const pathsOf = (drafts: MotionDraft[]): string[] =>
  planFiles(drafts, '/out').map((job) => `${job.folderName}/${job.stem}`);

describe('where papers go', () => {
  it('is a folder for each court and case', () => {
    const [job] = planFiles([draftWith('4B00812345')], '/out');
    expect(job?.folder).toBe('/out/motions/MD-Baltimore-City-District-Court-of-Maryland/4B00812345');
    expect(job?.stem).toMatch(/^4B00812345-nolle-prosequi-[0-9a-f]{6}$/);
  });

  it('never puts two drafts into one file, however alike their numbers are', () => {
    const drafts = ['A/1', 'A:1', 'A-1', 'a-1', 'A 1', '../A-1'].map((number) => draftWith(number));
    const both = [...drafts, draftWith('A-1', 'P-2')];
    expect(new Set(pathsOf(both).map((path) => path.toLowerCase())).size).toBe(both.length);
  });

  it('depends on the draft alone, and gives names that every disk takes', () => {
    const other = draftWith('B-2');
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', minLength: 1, maxLength: 120 }).filter((text) => text.trim() !== ''),
        (number) => {
          const base = draftWith('A-1');
          const odd = { ...base, case: { ...base.case, number } };
          const [path] = pathsOf([odd]);
          expect(pathsOf([other, odd])[1]).toBe(path);
          for (const part of (path ?? '').split('/')) {
            expect(part).not.toMatch(/[\\:*?"<>|\s\p{C}]/u);
            expect([...part].length).toBeLessThan(70);
            expect(part).not.toBe('..');
          }
        },
      ),
    );
  });
});
