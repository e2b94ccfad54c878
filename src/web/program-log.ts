import { ConsoleLogger, type LogLevel } from '@nestjs/common';
import type { Settings } from '../config/index.js';

/**
 * The log of a process, for whoever looks for a fault: codes and ids, no words of a record. It goes to stderr, because
 * stdout belongs to what a command gives; what a person has to know is told in sentences beside it.
 *
 * Nest cannot turn on again a logger that it was told to start without (`logger: false`), so `useLogger` takes this one.
 */
export function programLog(level: Settings['logLevel']): ConsoleLogger {
  return new StderrLogger({ logLevels: LEVELS[level], colors: Boolean(process.stderr.isTTY) });
}

const LEVELS: Record<Settings['logLevel'], LogLevel[]> = {
  error: ['fatal', 'error'],
  warn: ['fatal', 'error', 'warn'],
  info: ['fatal', 'error', 'warn', 'log'],
  debug: ['fatal', 'error', 'warn', 'log', 'debug', 'verbose'],
};

type Printed = Parameters<ConsoleLogger['printMessages']>;

class StderrLogger extends ConsoleLogger {
  protected override printMessages(...[messages, context, level, , ...rest]: Printed): void {
    super.printMessages(messages, context, level, 'stderr', ...rest);
  }
}
