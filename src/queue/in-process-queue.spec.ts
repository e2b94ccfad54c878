import { InProcessQueue } from './in-process-queue.js';
import { itIsAJobQueue } from './queue.conformance.js';

describe('the queue inside one process', () => {
  itIsAJobQueue(async ({ retry, log }) => new InProcessQueue({ retry, ...(log === undefined ? {} : { log }) }), {
    sharesLines: false,
  });

  it('carries a hundred thousand ids in their order', async () => {
    const queue = new InProcessQueue();
    const ids = Array.from({ length: 100_000 }, (_, n) => String(n));
    const seen: string[] = [];
    const done = new Promise<void>((resolve) => {
      void queue.process(
        'scan',
        async (id) => {
          seen.push(id);
          if (seen.length === ids.length) resolve();
        },
        1,
      );
    });
    await queue.add('scan', ids);
    await done;
    expect(seen).toEqual(ids);
    await queue.close();
  });
});
