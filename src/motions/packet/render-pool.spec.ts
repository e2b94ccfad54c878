import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aCase, aCharge, aDetermination, aRecord, draft, templates } from '../test-drafts.js';
import type { MotionDraft } from '../drafting/motion-draft.js';
import type { DraftIssue } from '../drafting/motion-draft.js';
import { motionRow } from '../drafts/motion-row.js';
import { writeIndexes } from '../drafts/write-indexes.js';
import { planFiles } from './plan-files.js';
import type { WrittenFile } from './render-job.js';
import { renderAll } from './render-pool.js';

const folders: string[] = [];
function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'motions-'));
  folders.push(dir);
  return dir;
}
afterAll(() => {
  for (const dir of folders) rmSync(dir, { recursive: true, force: true });
});

/** Drafts for invented people, one case each. */
function draftsFor(people: { last: string; number: string }[]): MotionDraft[] {
  return people.flatMap(({ last, number }, index) => {
    const personId = `P-${index}`;
    const record = aRecord({
      personId,
      name: { first: 'Ann', last },
      cases: [aCase({ caseNumber: number, charges: [aCharge(1)] })],
    });
    const answer = aDetermination();
    return draft({ record, determinations: [{ ...answer, personId, case: { ...answer.case, number } }] }).drafts;
  });
}

function hashesIn(dir: string): Record<string, string> {
  const names = readdirSync(join(dir, 'motions'), { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    names
      .filter((entry) => entry.isFile())
      .map((entry): [string, string] => {
        const path = join(entry.parentPath, entry.name);
        return [path.slice(dir.length + 1), createHash('sha256').update(readFileSync(path)).digest('hex')];
      })
      .sort(),
  );
}

/** The hashes of the papers alone. */
function withoutIndexes(hashes: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(hashes).filter(([path]) => !/(schedule\.csv|manifest\.json)$/.test(path)));
}

/** Renders the drafts on this thread and writes what lies beside them, as a drafting job does. */
async function write(drafts: MotionDraft[], dir: string): Promise<{ files: WrittenFile[]; issues: DraftIssue[] }> {
  const formats = ['pdf', 'docx', 'html'] as const;
  const answers = await renderAll(planFiles(drafts, dir), { library: templates(), formats, threads: 0 });
  const files = answers.flatMap((answer) => answer.files);
  const filesOf = (draft: MotionDraft): WrittenFile[] => files.filter((file) => file.draftId === draft.id);
  const written = drafts.filter((each) => filesOf(each).length > 0);
  await writeIndexes(
    join(dir, 'motions'),
    written.map((each) => motionRow(each, 1, 1, filesOf(each))),
  );
  return { files, issues: answers.flatMap((answer) => answer.issues) };
}

describe('writing motions', () => {
  it('writes each paper in a folder of its court and case, with a manifest that is true', async () => {
    const dir = folder();
    const { files, issues } = await write(
      draftsFor([
        { last: 'One', number: 'A-1' },
        { last: 'Two', number: 'A-2' },
      ]),
      dir,
    );
    expect(issues).toEqual([]);
    expect(
      files.filter((file) => file.role === 'motion').map((file) => file.path.replace(/-[0-9a-f]{6}-/, '-#-')),
    ).toEqual(
      ['A-1', 'A-2'].flatMap((number) =>
        ['pdf', 'docx', 'html'].map(
          (format) =>
            `motions/MD-Baltimore-City-District-Court-of-Maryland/${number}/${number}-nolle-prosequi-#-1-motion.${format}`,
        ),
      ),
    );
    for (const file of files) expect(file.path.split('/').at(-1)?.length).toBeLessThan(100);
    const manifest = JSON.parse(readFileSync(join(dir, 'motions', 'manifest.json'), 'utf8')) as {
      files: Record<string, { sha256: string }>;
    };
    const found = hashesIn(dir);
    for (const [path, { sha256 }] of Object.entries(manifest.files)) expect(found[path]).toBe(sha256);
    expect(Object.keys(manifest.files)).toHaveLength(files.length);
    const schedule = readFileSync(join(dir, 'motions', 'schedule.csv'), 'utf8').split('\r\n');
    expect(schedule).toHaveLength(4);
    expect(schedule[1]).toContain('District Court of Maryland,Baltimore City,MD,,A-1,P-0,Ann One,dismiss,count 1');
  });

  it('writes the same bytes again, in any order', async () => {
    const [one, two] = [folder(), folder()];
    const drafts = draftsFor([
      { last: 'One', number: 'A/1' },
      { last: 'Two', number: 'A:1' },
      { last: 'Three', number: 'a-1' },
    ]);
    await write(drafts, one);
    await write(drafts, two);
    expect(hashesIn(two)).toEqual(hashesIn(one));
    const three = folder();
    await write([...drafts].reverse(), three);
    const withoutSchedule = (hashes: Record<string, string>) =>
      Object.entries(hashes).filter(([path]) => !path.endsWith('schedule.csv'));
    expect(withoutSchedule(hashesIn(three))).toEqual(withoutSchedule(hashesIn(one)));
  });

  it('sends a document that cannot be printed to a person and writes the others', async () => {
    const dir = folder();
    const { files, issues } = await write(
      draftsFor([
        { last: 'ქართული', number: 'A-1' },
        { last: 'Two', number: 'A-2' },
      ]),
      dir,
    );
    expect(issues).toMatchObject([{ code: 'glyph-missing', caseNumber: 'A-1', personId: 'P-0' }]);
    expect(new Set(files.map((file) => file.path.split('/')[2]))).toEqual(new Set(['A-2']));
    expect(existsSync(join(dir, 'motions', 'MD-Baltimore-City-District-Court-of-Maryland', 'A-1'))).toBe(false);
  });

  it('refuses for good where the folder does not take the files, so that nobody tries again for nothing', async () => {
    const file = join(folder(), 'a-file');
    writeFileSync(file, 'no folder');
    await expect(write(draftsFor([{ last: 'One', number: 'A-1' }]), file)).rejects.toMatchObject({
      code: 'render-write',
      message: expect.stringMatching(/^The motions could not be written: ENOTDIR.* safe to repeat\.$/) as unknown,
      exitCode: 3,
      final: true,
    });
  });

  it('neutralises what a spreadsheet would run', async () => {
    const dir = folder();
    await write(draftsFor([{ last: 'One', number: '=HYPERLINK("x")' }]), dir);
    expect(readFileSync(join(dir, 'motions', 'schedule.csv'), 'utf8')).toContain('"\'=HYPERLINK(""x"")"');
  });

  it('gives the same files on worker threads as on one', async () => {
    // The compiled program, since a thread cannot be started on a source file.
    const built = join(process.cwd(), 'node_modules', '.cache', `motions-test-${process.pid}`);
    folders.push(built);
    mkdirSync(built, { recursive: true });
    const swc = join(process.cwd(), 'node_modules', '@swc', 'cli', 'bin', 'swc.js');
    execFileSync(process.execPath, [
      swc,
      'src/common',
      'src/law',
      'src/motions',
      '-d',
      join(built, 'dist'),
      '--strip-leading-paths',
      '--copy-files',
      '-q',
    ]);
    const [one, two] = [folder(), folder()];
    const drafts = draftsFor(
      Array.from({ length: 20 }, (_, index) => ({ last: `Person ${index}`, number: `A-${index}` })),
    );
    await write(drafts, one);
    writeFileSync(join(built, 'drafts.json'), JSON.stringify(drafts));
    writeFileSync(
      join(built, 'run.mjs'),
      `import { readFileSync } from 'node:fs';
       import { planFiles } from './dist/motions/packet/plan-files.js';
       import { renderAll } from './dist/motions/packet/render-pool.js';
       import { loadTemplates } from './dist/motions/templating/template-library.js';
       const drafts = JSON.parse(readFileSync(new URL('./drafts.json', import.meta.url), 'utf8'));
       const answers = await renderAll(planFiles(drafts, ${JSON.stringify(two)}), { formats: ['pdf', 'docx', 'html'], threads: 2, library: loadTemplates(${JSON.stringify(templates().dir)}) });
       process.stdout.write(String(answers.flatMap((answer) => answer.files).length));`,
    );
    const count = execFileSync(process.execPath, [join(built, 'run.mjs')], { encoding: 'utf8' });
    expect(Number(count)).toBe(180);
    expect(hashesIn(two)).toEqual(withoutIndexes(hashesIn(one)));
  });
});
