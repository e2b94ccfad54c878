import { execFileSync } from 'node:child_process';
import {
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isWrittenInPlace, writeSample } from './write-sample.js';

const CASELOAD = { jurisdiction: 'us-md', persons: 30, seed: 1 };

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'second-look-sample-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const linesIn = (text: string) => text.trimEnd().split('\n').length;

describe('writing a caseload', () => {
  it('leaves the file and nothing else, and says what is in it', async () => {
    const counts = await writeSample(CASELOAD, join(folder, 'a.jsonl'));
    expect(readdirSync(folder)).toEqual(['a.jsonl']);
    expect(counts).toEqual({ persons: 30, rows: linesIn(readFileSync(join(folder, 'a.jsonl'), 'utf8')) });
    expect(isWrittenInPlace(join(folder, 'a.jsonl'))).toBe(false);
  });

  it('replaces a file that was there as a whole', async () => {
    writeFileSync(join(folder, 'a.jsonl'), 'x'.repeat(5_000_000));
    const { rows } = await writeSample(CASELOAD, join(folder, 'a.jsonl'));
    expect(linesIn(readFileSync(join(folder, 'a.jsonl'), 'utf8'))).toBe(rows);
  });

  it('writes into a named pipe and leaves it one, because its reader waits there', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const [text, counts] = await Promise.all([readFile(pipe, 'utf8'), writeSample(CASELOAD, pipe)]);
    expect(linesIn(text)).toBe(counts.rows);
    expect(lstatSync(pipe).isFIFO()).toBe(true);
    expect(readdirSync(folder)).toEqual(['pipe']);
    expect(isWrittenInPlace(pipe)).toBe(true);
  });

  it('follows a link to a device and leaves the link, as /dev/stdout is one', async () => {
    const link = join(folder, 'out');
    symlinkSync('/dev/null', link);
    await writeSample(CASELOAD, link);
    expect(readlinkSync(link)).toBe('/dev/null');
    expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true);
    expect(readdirSync(folder)).toEqual(['out']);
  });

  it('follows a link to a file and leaves the link', async () => {
    writeFileSync(join(folder, 'real.jsonl'), 'old');
    symlinkSync('real.jsonl', join(folder, 'latest.jsonl'));
    const { rows } = await writeSample(CASELOAD, join(folder, 'latest.jsonl'));
    expect(lstatSync(join(folder, 'latest.jsonl')).isSymbolicLink()).toBe(true);
    expect(linesIn(readFileSync(join(folder, 'real.jsonl'), 'utf8'))).toBe(rows);
    expect(readdirSync(folder).sort()).toEqual(['latest.jsonl', 'real.jsonl']);
  });

  it('says so when the reader of a pipe goes away', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const writing = writeSample({ ...CASELOAD, persons: 5000 }, pipe);
    const refused = expect(writing).rejects.toMatchObject({ code: 'sample-reader-gone' });
    await (await open(pipe)).close();
    await refused;
  });

  it('refuses a folder that is not there, and one in place of a file, in one sentence', async () => {
    const writing = writeSample(CASELOAD, '/nowhere/at/all.jsonl');
    await expect(writing).rejects.toThrow('/nowhere/at/all.jsonl could not be written (ENOENT)');
    await expect(writeSample(CASELOAD, folder)).rejects.toThrow(`${folder} could not be written (EISDIR)`);
    expect(readdirSync(folder)).toEqual([]);
  });
});
