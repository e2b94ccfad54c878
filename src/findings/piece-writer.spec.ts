import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PieceWriter } from './piece-writer.js';

/** A device that is always full, where the system has it. */
const FULL = '/dev/full';

describe('a file written in pieces', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'piece-writer-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** Writes the texts and reads the file again. */
  async function written(texts: readonly string[]): Promise<string> {
    const file = join(folder, 'file');
    const writer = new PieceWriter(file);
    for (const text of texts) await writer.add(text);
    await writer.end();
    await writer.close();
    return readFile(file, 'utf8');
  }

  it('holds what was added, in its order, though it is many pieces', async () => {
    const lines = Array.from({ length: 20_000 }, (_, n) => `${n} § ${'é😀 '.repeat(n % 40)}\n`);
    expect(await written(lines)).toBe(lines.join(''));
  });

  it('holds a text that is longer than a piece', async () => {
    const texts = ['before\n', '§'.repeat(1_000_000), '\nafter\n'];
    expect(await written(texts)).toBe(texts.join(''));
  });

  it('is there and empty when nothing was added', async () => {
    expect(await written([])).toBe('');
  });

  it('says at the next piece that one could not be written', async () => {
    if (!existsSync(FULL)) return;
    const writer = new PieceWriter(FULL);
    const line = 'x'.repeat(100_000);
    const adding = async (): Promise<void> => {
      for (let n = 0; n < 100; n += 1) await writer.add(line);
    };
    await expect(adding()).rejects.toThrow('ENOSPC');
    await writer.close();
  });

  it('says so when it is ended, where there was only one piece', async () => {
    if (!existsSync(FULL)) return;
    const writer = new PieceWriter(FULL);
    await writer.add('x');
    await expect(writer.end()).rejects.toThrow('ENOSPC');
    await writer.close();
  });

  it('is refused where there is no folder', async () => {
    const writer = new PieceWriter(join(folder, 'none', 'file'));
    await writer.add('x');
    await expect(writer.end()).rejects.toThrow('ENOENT');
    await writer.close();
  });
});
