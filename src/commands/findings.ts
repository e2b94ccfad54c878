/**
 * `findings --scan ID` and `explain FINDING`: what a scan found, and why.
 */
import type { Command } from 'commander';
import type { FindingFilter, FindingJson } from '../findings/index.js';
import { OUTCOMES, RELIEFS } from '../law/index.js';
import { withHouse, type House } from './house.js';
import { settingsForStored } from './settings.js';
import { print, printJson, printPieces, printTable, type ExitStatus } from './output.js';
import { countArgument, formatOption, list, oneOf, scanArgument, type Finish } from './shared.js';

/** How many findings a table shows where nobody says how many. */
const ROWS_OF_A_TABLE = 50;

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
        finish(() => {
          const scanId = scanArgument(options.scan);
          const limit = options.limit === undefined ? undefined : countArgument(options.limit, '--limit');
          const filter = filterOf(options);
          return withHouse<ExitStatus>(settingsForStored(options.db), async (house) => {
            await house.scans.read(scanId);
            if (options.format === 'csv' || options.format === 'jsonl')
              await printPieces(house.findings.export(scanId, options.format, filter));
            else if (options.format === 'json')
              printJson((await firstFindings(house, scanId, filter, limit ?? Infinity)).found);
            else printFindings(await firstFindings(house, scanId, filter, limit ?? ROWS_OF_A_TABLE));
            return 0;
          });
        }),
    );
  program
    .command('explain <finding>')
    .description('one finding in plain English: what, why, which law, which rows')
    .option('--db <database>', 'a SQLite file or a postgres:// address in place of DATABASE_URL')
    .addOption(formatOption(['text', 'json']))
    .action((finding: string, options: { db?: string; format: string }) =>
      finish(() =>
        withHouse<ExitStatus>(settingsForStored(options.db), async (house) => {
          if (options.format === 'json') printJson(await house.findings.readJson(finding));
          else print(await house.findings.explain(finding));
          return 0;
        }),
      ),
    );
}

async function firstFindings(
  house: House,
  scanId: number,
  filter: FindingFilter,
  limit: number,
): Promise<{ found: FindingJson[]; more: boolean }> {
  const found: FindingJson[] = [];
  for await (const finding of house.findings.json(scanId, filter)) {
    if (found.length >= limit) return { found, more: true };
    found.push(finding);
  }
  return { found, more: false };
}

function printFindings({ found, more }: { found: readonly FindingJson[]; more: boolean }): void {
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
  if (more) print('There are more; --limit shows more of them, --format csv all.');
}

/** The findings that options of a command ask for; refuses outcomes and reliefs that there are not. */
export function filterOf(options: {
  outcome?: string[];
  relief?: string[];
  path?: string[];
  person?: string;
}): FindingFilter {
  return {
    ...(options.outcome === undefined ? {} : { outcome: oneOf(options.outcome, OUTCOMES, '--outcome') }),
    ...(options.relief === undefined ? {} : { relief: oneOf(options.relief, RELIEFS, '--relief') }),
    ...(options.path === undefined ? {} : { path: options.path }),
    ...(options.person === undefined ? {} : { personKey: options.person }),
  };
}
