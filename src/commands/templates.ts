/**
 * `templates check [DIR]`: whether every document that the templates make can be filed.
 */
import { relative } from 'node:path';
import type { Command } from 'commander';
import { SHIPPED_TEMPLATES, checkTemplates } from '../motions/index.js';
import { count, print, printJson, type ExitStatus } from './output.js';
import { folderArgument, formatOption, type Finish } from './shared.js';

export function addTemplateCommand(program: Command, finish: Finish): void {
  const templates = program.command('templates').description('the templates of motions and letters');
  templates
    .command('check [dir]')
    .description('check the templates in a folder (default: those that come with the program)')
    .option(
      '--update',
      'write the golden outputs anew instead of comparing them; read the difference before keeping it',
    )
    .addOption(formatOption(['text', 'json']))
    .action((dir: string | undefined, options: { update?: boolean; format: string }) =>
      finish(() => check(folderArgument(dir, SHIPPED_TEMPLATES), options.update === true, options.format)),
    );
}

function check(dir: string, update: boolean, format: string): ExitStatus {
  const result = checkTemplates(dir, { update });
  if (format === 'json') printJson(result);
  else {
    const folder = relative(process.cwd(), dir) || '.';
    for (const issue of result.issues) print(`${folder}/${issue.file}:${issue.line} ${issue.sentence}`);
    print(`${count(result.templates)} templates, ${count(result.issues.length)} problems`);
  }
  return result.issues.length > 0 ? 2 : 0;
}
