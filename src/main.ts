/** The web process. */
import { runProgram } from './commands/program.js';

process.exitCode = await runProgram([...process.argv.slice(0, 2), 'serve', ...process.argv.slice(2)]);
