import type { LogLevel } from '@nestjs/common';
import type { Settings } from '../config/index.js';

/** What a server logs. What Nest says at its start, a line for every module and route, is for those who look for a fault. */
export function logLevels(level: Settings['logLevel']): LogLevel[] {
  if (level === 'error') return ['fatal', 'error'];
  if (level === 'debug') return ['fatal', 'error', 'warn', 'log', 'debug', 'verbose'];
  return ['fatal', 'error', 'warn'];
}
