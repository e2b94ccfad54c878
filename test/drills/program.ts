/** The built program in processes of its own, as an operator starts it. */
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { type Ended, start } from '../journeys/second-look.js';

/** A process of the program that goes on until it is told to stop or is killed. */
export interface Program {
  ended: Promise<Ended>;
  /** How it is called in the ledger. */
  name: string;
  /** What it has said on stderr so far, by lines. */
  said(): string[];
  /** Resolves once a line of stderr matches; fails with what it said when the process ends before. */
  untilSaid(pattern: RegExp): Promise<string>;
  /** Ends it as a pulled plug would. */
  kill(): Promise<void>;
  /** Tells it to stop, as an operator or the machine's shutdown does. */
  terminate(): Promise<Ended>;
}

/** Starts a command of the program; its settings are these alone. */
export function run(args: readonly string[], env: Record<string, string>): Program {
  const running = start(args, { env });
  let over: Ended | undefined;
  void running.ended.then((ended) => (over = ended));
  const said = (): string[] => running.stderr().split('\n').slice(0, -1);
  return {
    ended: running.ended,
    name: `${hostname()}:${running.pid}`,
    said,
    async untilSaid(pattern) {
      for (;;) {
        const line = said().find((each) => pattern.test(each));
        if (line !== undefined) return line;
        if (over !== undefined) {
          throw new Error(`second-look ${args.join(' ')} was over before it said ${pattern}: ${JSON.stringify(over)}`);
        }
        await pause(20);
      }
    },
    async kill() {
      running.signal('SIGKILL');
      await running.ended;
    },
    terminate() {
      running.signal('SIGTERM');
      return running.ended;
    },
  };
}
