import { execFileSync } from 'node:child_process';
import { FROM_SOURCE } from '../../test/from-source/index.js';

/** The packages that a process has loaded when it has loaded the file; those with modules of the old kind. */
function packagesOf(file: string): string[] {
  const script = `import { createRequire } from 'node:module';
    await import(${JSON.stringify(new URL(file, import.meta.url).href)});
    const loaded = Object.keys(createRequire(import.meta.url).cache).map((path) => path.split('/node_modules/').at(-1));
    console.log(JSON.stringify([...new Set(loaded.map((path) => path.split('/')[0]))]));`;
  const said = execFileSync(process.execPath, [...FROM_SOURCE, '--input-type=module', '-e', script]);
  return JSON.parse(said.toString()) as string[];
}

describe('what a thread loads to read and evaluate', () => {
  it('holds no database and no framework, which take longer to load than a tenth of a million rows to read', () => {
    expect(packagesOf('../records/index.ts')).toContain('typeorm');
    const heavy = ['typeorm', 'reflect-metadata', 'handlebars', 'sqlite3', 'pg', 'bullmq'];
    for (const file of ['./evaluate-as-read.ts', './evaluation-thread.ts', '../records/prepare-batch.ts']) {
      const loaded = packagesOf(file);
      expect(loaded.filter((name) => heavy.includes(name))).toEqual([]);
    }
  });
});
