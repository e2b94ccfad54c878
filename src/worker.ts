/** A process that does jobs and nothing else: any number of them, on any number of machines. */
import { runProgram } from './commands/program.js';

process.exitCode = await runProgram([...process.argv.slice(0, 2), 'worker', ...process.argv.slice(2)]);
