import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { FROM_SOURCE } from '../../test/from-source/index.js';
import { shippedYaml } from './shipped-yaml.js';

async function inAThread(text: string): Promise<unknown> {
  const file = new URL('../../test/from-source/reads-yaml.ts', import.meta.url);
  const thread = new Worker(file, { workerData: text, execArgv: [...FROM_SOURCE] });
  const [answer] = (await once(thread, 'message')) as [unknown];
  await thread.terminate();
  return answer;
}

describe('the YAML of the tables that ship with the program', () => {
  it('is given to a thread by the thread that started it, so that it need not load a reader', async () => {
    const text = 'words: [failure to appear]\nstates: { CA: 1 }';
    const said = { words: ['failure to appear'], states: { CA: 1 } };
    expect(shippedYaml(text)).toEqual(said);
    expect(await inAThread(text)).toEqual({ said, loaded: false });
  });

  it('is read by a thread itself where nobody has read it before, or where the text is another', async () => {
    shippedYaml('states: { CA: 2 }');
    expect(await inAThread('states: { CA: 3 }')).toEqual({ said: { states: { CA: 3 } }, loaded: true });
  });
});
