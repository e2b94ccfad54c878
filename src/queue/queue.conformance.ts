/**
 * What every job queue promises, as tests. Each adapter's spec runs all of them, so that an office which grows from one
 * machine to many gets the same behaviour.
 */
import type { JobQueue, QueueLog, RetryPolicy } from './job-queue.js';

/** Makes a new queue on fresh, empty lines; a second call with the same `lines` shares them where the adapter can. */
export type MakeQueue = (options: { retry: RetryPolicy; log?: QueueLog; lines: string }) => Promise<JobQueue>;

const QUICK: RetryPolicy = { attempts: 3, backoffMs: 5 };

let linesMade = 0;

/** Declares the suite. `sharesLines` says whether two queues on the same lines see each other's work. */
export function itIsAJobQueue(makeQueue: MakeQueue, { sharesLines }: { sharesLines: boolean }): void {
  const open: JobQueue[] = [];
  let lines = '';

  const make = async (log?: QueueLog): Promise<JobQueue> => {
    const queue = await makeQueue({ retry: QUICK, lines, ...(log === undefined ? {} : { log }) });
    open.push(queue);
    return queue;
  };

  beforeEach(() => {
    linesMade += 1;
    lines = `lines-${process.pid}-${linesMade}`;
  });

  afterEach(async () => {
    await Promise.all(open.splice(0).map((queue) => queue.close()));
  });

  it('says that it is ready', async () => {
    const queue = await make();
    await expect(queue.ready()).resolves.toBeUndefined();
  });

  it('handles every id once, whether it was added before or after the handler', async () => {
    const queue = await make();
    const ids = Array.from({ length: 50 }, (_, n) => `1-${n}`);
    await queue.add('scan', ids.slice(0, 25));
    const seen = new Gathered();
    await queue.process('scan', async (id) => seen.put(id), 4);
    await queue.add('scan', ids.slice(25));
    await seen.until(50);
    expect(seen.sorted()).toEqual([...ids].sort());
  });

  it('knows how many ids it holds, those at work included', async () => {
    const queue = await make();
    await queue.add('scan', ['a', 'b', 'c', 'a']);
    expect([await queue.held('scan'), await queue.held('import')]).toEqual([3, 0]);
    const started = new Gathered();
    const gate = new Gate();
    await queue.process(
      'scan',
      async (id) => {
        started.put(id);
        await gate.opened;
      },
      2,
    );
    await started.until(2);
    expect(await queue.held('scan')).toBe(3);
    gate.open();
    await started.until(3);
    await repeat(async () => (await queue.held('scan')) === 0);
  });

  it('keeps kinds apart', async () => {
    const queue = await make();
    const scans = new Gathered();
    const imports = new Gathered();
    await queue.process('scan', async (id) => scans.put(id), 1);
    await queue.process('import', async (id) => imports.put(id), 1);
    await queue.add('scan', ['a']);
    await queue.add('import', ['a', 'b']);
    await Promise.all([scans.until(1), imports.until(2)]);
    expect(scans.sorted()).toEqual(['a']);
    expect(imports.sorted()).toEqual(['a', 'b']);
  });

  it('takes any text as an id: numbers, colons, spaces', async () => {
    const queue = await make();
    const seen = new Gathered();
    await queue.process('scan', async (id) => seen.put(id), 2);
    const ids = ['7', 'a:b', 'x y', 'ü', '1:2:3'];
    await queue.add('scan', ids);
    await seen.until(5);
    expect(seen.sorted()).toEqual([...ids].sort());
  });

  it('handles an id once that is added twice while it waits', async () => {
    const queue = await make();
    await queue.add('scan', ['a', 'b', 'a']);
    await queue.add('scan', ['b', 'c']);
    const seen = new Gathered();
    await queue.process('scan', async (id) => seen.put(id), 1);
    await seen.until(3);
    await queue.add('scan', ['last']);
    await seen.until(4);
    expect(seen.list).toEqual(['a', 'b', 'c', 'last']);
  });

  it('takes an id again once it has been handled', async () => {
    const queue = await make();
    const seen = new Gathered();
    await queue.process('scan', async (id) => seen.put(id), 1);
    await queue.add('scan', ['a']);
    await seen.until(1);
    // "Handled" is noted a moment after the handler returns, so the second asking may have to be repeated.
    await repeat(async () => {
      await queue.add('scan', ['a']);
      return seen.list.length >= 2;
    });
    expect(seen.list.slice(0, 2)).toEqual(['a', 'a']);
  });

  it('never has more at work than it was allowed, and uses what it was allowed', async () => {
    const queue = await make();
    let atWork = 0;
    let most = 0;
    const seen = new Gathered();
    const gate = new Gate();
    await queue.process(
      'scan',
      async (id) => {
        atWork += 1;
        most = Math.max(most, atWork);
        if (atWork === 3) gate.open();
        await gate.opened;
        await Promise.resolve();
        atWork -= 1;
        seen.put(id);
      },
      3,
    );
    await queue.add(
      'scan',
      Array.from({ length: 20 }, (_, n) => `1-${n}`),
    );
    await seen.until(20);
    expect(most).toBe(3);
  });

  it('tries again after an error and counts the attempts', async () => {
    const queue = await make();
    const attempts: number[] = [];
    const seen = new Gathered();
    await queue.process(
      'scan',
      async (id, { attempt }) => {
        attempts.push(attempt);
        if (attempt < 3) throw new Error('the database went away');
        seen.put(id);
      },
      1,
    );
    await queue.add('scan', ['a']);
    await seen.until(1);
    expect(attempts).toEqual([1, 2, 3]);
  });

  it('drops an id that failed every attempt, says so, and goes on with the others', async () => {
    const dropped = new Gathered();
    const queue = await make((event) => {
      if (event.code === 'id-dropped' && event.id !== undefined) dropped.put(event.id);
    });
    const seen = new Gathered();
    let tried = 0;
    await queue.process(
      'scan',
      async (id) => {
        if (id === 'poisoned') {
          tried += 1;
          throw new Error('cannot be done');
        }
        seen.put(id);
      },
      2,
    );
    await queue.add('scan', ['a', 'poisoned', 'b']);
    await Promise.all([seen.until(2), dropped.until(1)]);
    expect(tried).toBe(QUICK.attempts);
    expect(dropped.list).toEqual(['poisoned']);
    expect(seen.sorted()).toEqual(['a', 'b']);
  });

  it('takes a dropped id when it is added again', async () => {
    const dropped = new Gathered();
    const queue = await make((event) => {
      if (event.code === 'id-dropped' && event.id !== undefined) dropped.put(event.id);
    });
    const seen = new Gathered();
    let broken = true;
    await queue.process(
      'scan',
      async (id) => {
        if (broken) throw new Error('not yet');
        seen.put(id);
      },
      1,
    );
    await queue.add('scan', ['a']);
    await dropped.until(1);
    broken = false;
    await repeat(async () => {
      await queue.add('scan', ['a']);
      return seen.list.length >= 1;
    });
    expect(seen.list[0]).toBe('a');
  });

  it('waits at close for what is under way, tells it to stop, and starts nothing new', async () => {
    const queue = await make();
    const started = new Gathered();
    const finished: string[] = [];
    let told = false;
    await queue.process(
      'scan',
      async (id, { signal }) => {
        started.put(id);
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
        told = signal.aborted;
        await new Promise((resolve) => setTimeout(resolve, 30));
        finished.push(id);
      },
      1,
    );
    await queue.add('scan', ['a', 'b']);
    await started.until(1);
    await queue.close();
    expect(finished).toEqual(['a']);
    expect(told).toBe(true);
    expect(started.list).toEqual(['a']);
  });

  it('refuses work after close with a sentence', async () => {
    const queue = await make();
    await queue.close();
    await queue.close();
    await expect(queue.add('scan', ['a'])).rejects.toMatchObject({
      code: 'queue-closed',
      message: 'The job queue is closing and takes no more work. Try again after the restart.',
    });
  });

  it('refuses a second handler for the same kind', async () => {
    const queue = await make();
    await queue.process('scan', async () => undefined, 1);
    await expect(queue.process('scan', async () => undefined, 1)).rejects.toMatchObject({
      code: 'queue-handler-taken',
    });
  });

  if (!sharesLines) return;

  it('lets one process add and several handle, each id in one of them', async () => {
    const adder = await make();
    const seen = new Gathered();
    for (const name of ['one', 'two']) {
      const worker = await make();
      await worker.process('scan', async (id) => seen.put(`${id} ${name}`), 2);
    }
    const ids = Array.from({ length: 40 }, (_, n) => `1-${n}`);
    await adder.add('scan', ids);
    await seen.until(40);
    expect(seen.list.map((line) => line.split(' ')[0]).sort()).toEqual([...ids].sort());
  });
}

/** What handlers saw, and a way to wait until there is enough of it. */
class Gathered {
  readonly list: string[] = [];
  private waiting: { count: number; resolve: () => void }[] = [];

  put(text: string): void {
    this.list.push(text);
    for (const one of this.waiting) if (this.list.length >= one.count) one.resolve();
  }

  sorted(): string[] {
    return [...this.list].sort();
  }

  async until(count: number): Promise<void> {
    if (this.list.length >= count) return;
    await new Promise<void>((resolve) => this.waiting.push({ count, resolve }));
  }
}

class Gate {
  open: () => void = () => undefined;
  readonly opened = new Promise<void>((resolve) => {
    this.open = resolve;
  });
}

/** Does it again, a few milliseconds apart, until it answers yes. */
async function repeat(work: () => Promise<boolean>): Promise<void> {
  while (!(await work())) await new Promise((resolve) => setTimeout(resolve, 5));
}
