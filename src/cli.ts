#!/usr/bin/env node
/** The command line: `second-look …`. Every refusal is one plain sentence on stderr and an exit code (src/commands). */
import { runProgram } from './commands/program.js';

process.exitCode = await runProgram(process.argv);
