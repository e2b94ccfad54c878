/**
 * `findings --scan ID` and `explain FINDING`: what a scan found, and why.
 */
import type { Command } from 'commander';
import { AppError } from '../common/index.js';
import type { FindingFilter } from '../findings/index.js';
import { OUTCOMES, RELIEFS, type Outcome, type Relief } from '../law/index.js';
import { settingsFor, withHouse } from './house.js';
import { print, printJson, printTable, tell, type ExitStatus } from './output.js';
import { formatOption, list, scanArgument, type Finish } from './shared.js';

export function addFindingCommands(program: Command, finish: Finish): void {
  program
    .command('findings')
    .description('the findings of a scan')
    .requiredOption('--scan <id>', 'the scan')
    .option('--outcome <outcomes>', `only these: ${OUTCOMES.join(', ')}`, list)
    .option('--relief <reliefs>', `only these: ${RELIEFS.join(', ')}`, list)
    .option('--path <paths>', 'only these paths', list)
    .option('--person <id>', 'only this person')
    .option('--limit <n>', 'at most so many (table only; default 50)')
    .option('--db <database>', 'a SQLite file or a postgres:// address in place of DATABASE_URL')
    .addOption(formatOption(['table', 'json', 'jsonl', 'csv']))
    .action(
      (options: {
        scan: string;
        outcome?: string[];
        relief?: string[];
        path?: string[];
        person?: string;
        limit?: string;
        db?: string;
        format: string;
      }) =>
        finish(() =>
          withHouse<ExitStatus>(settingsFor(options.db), async (house) => {
            const scanId = scanArgument(options.scan);
            const filter: FindingFilter = {
              ...(options.outcome === undefined ? {} : { outcome: oneOf(options.outcome, OUTCOMES, '--outcome') }),
              ...(options.relief === undefined ? {} : { relief: oneOf(options.relief, RELIEFS, '--relief') }),
              ...(options.path === undefined ? {} : { path: options.path }),
              ...(options.person === undefined ? {} : { personKey: options.person }),
            };
            await house.scans.read(scanId);
            if (options.format === 'csv' || options.format === 'jsonl') {
              for await (const piece of house.findings.export(scanId, options.format, filter)) {
                if (!process.stdout.write(piece)) await new Promise((resolve) => process.stdout.once('drain', resolve));
              }
              return 0;
            }
            const limit =
              options.limit === undefined ? (options.format === 'json' ? Infinity : 50) : Number(options.limit);
            const found = [];
            for await (const finding of house.findings.json(scanId, filter)) {
              if (found.length >= limit) {
                tell(`There are more; --limit shows more of them, --format csv all.`);
                break;
              }
              found.push(finding);
            }
            if (options.format === 'json') printJson(found);
            else {
              printTable(
                ['finding', 'person', 'case', 'item', 'path', 'outcome'],
                found.map((each) => [
                  each.id,
                  each.personId,
                  each.case.number,
                  `${each.item.kind} ${each.item.count ?? each.item.number ?? ''}`,
                  each.path,
                  each.eligibleOn === undefined ? each.outcome : `${each.outcome} (${each.eligibleOn})`,
                ]),
              );
            }
            return 0;
          }),
        ),
    );
  program
    .command('explain <finding>')
    .description('one finding in plain English: what, why, which law, which rows')
    .option('--db <database>', 'a SQLite file or a postgres:// address in place of DATABASE_URL')
    .addOption(formatOption(['text', 'json']))
    .action((finding: string, options: { db?: string; format: string }) =>
      finish(() =>
        withHouse<ExitStatus>(settingsFor(options.db), async (house) => {
          if (options.format === 'json') printJson(await house.findings.readJson(finding));
          else print(await house.findings.explain(finding));
          return 0;
        }),
      ),
    );
}

/** Values of an option that has to be among the known ones. */
export function oneOf<T extends Outcome | Relief>(values: readonly string[], known: readonly T[], option: string): T[] {
  const unknown = values.filter((value) => !(known as readonly string[]).includes(value));
  if (unknown.length > 0) {
    throw new AppError(
      'bad-option',
      `${option} does not know "${unknown.join('", "')}". There are: ${known.join(', ')}.`,
    );
  }
  return values as T[];
}
