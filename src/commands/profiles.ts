/**
 * `profiles list | check PROFILE INPUT` and `formats`: how files are read, and the schemas of the canonical ones.
 */
import type { Command } from 'commander';
import { checkProfile, csvColumns, listProfiles, recordJsonSchema } from '../imports/index.js';
import { knowsDisposition } from '../law/index.js';
import { count, print, printJson, printTable, type ExitStatus } from './output.js';
import { countArgument, formatOption, type Finish } from './shared.js';

export function addProfileCommands(program: Command, finish: Finish): void {
  const profiles = program.command('profiles').description("source profiles: how somebody else's export is read");
  profiles
    .command('list')
    .description('the profiles there are')
    .addOption(formatOption(['table', 'json']))
    .option('--profiles-dir <dir>', "a folder with an office's own profiles")
    .action((options: { format: string; profilesDir?: string }) =>
      finish(() => {
        const found = listProfiles(options.profilesDir);
        if (options.format === 'json') printJson(found);
        else
          printTable(
            ['name', 'title'],
            found.map((each) => [each.name, each.title]),
          );
        return 0;
      }),
    );
  profiles
    .command('check <profile> <input>')
    .description('how a file would be understood: the first records, unmapped values, what would be set aside')
    .option('--rows <n>', 'how many rows to look at', '1000')
    .addOption(formatOption(['text', 'json']))
    .action((profile: string, input: string, options: { rows: string; format: string }) =>
      finish(() => check(profile, input, countArgument(options.rows, '--rows'), options.format)),
    );
  program
    .command('formats')
    .description('the JSON Schema of the canonical record and the columns of the canonical CSV files')
    .addOption(formatOption(['json', 'text']))
    .action((options: { format: string }) =>
      finish(() => {
        if (options.format === 'json') printJson({ record: recordJsonSchema(), csv: csvColumns() });
        else {
          for (const file of csvColumns()) {
            print(`${file.file}`);
            for (const each of file.columns)
              print(`  ${each.column}${each.required ? ' (required)' : ''}: ${each.holds}`);
          }
        }
        return 0;
      }),
    );
}

async function check(profile: string, input: string, rows: number, format: string): Promise<ExitStatus> {
  const result = await checkProfile(profile, input, rows, { knowsDisposition });
  const status = result.quarantinedRows > 0 ? 1 : 0;
  if (format === 'json') {
    printJson(result);
    return status;
  }
  print(`${count(result.rows)} rows read as ${result.profile}. The first people, as understood:`);
  for (const record of result.records) print(JSON.stringify(record, null, 2));
  if (result.unmapped.length > 0) {
    print();
    print('Not known to the profile (kept as they are):');
    printTable(
      ['column', 'value', '#times', '#first row'],
      result.unmapped.map((each) => [each.field, each.value ?? '(the whole column)', each.count, each.firstRow]),
    );
  }
  for (const issue of [...result.quarantined, ...result.noted]) print(`${issue.severity}: ${issue.message}`);
  print();
  print(`${count(result.quarantinedRows)} rows would be set aside.`);
  return status;
}
