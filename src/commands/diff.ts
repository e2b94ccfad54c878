/**
 * `diff SCAN SCAN`: what two scans differ in, and why.
 */
import type { Command } from 'commander';
import {
  type AnswerOfScan,
  type Difference,
  DIFF_CSV_HEADER,
  diffCsvLine,
  type DifferenceFilter,
  DIFFERENCE_KINDS,
  type DifferenceKind,
  type DiffSummary,
  knownCauses,
  SummaryCount,
  toDifferenceJson,
} from '../findings/index.js';
import { AppError } from '../common/index.js';
import { OUTCOMES } from '../law/index.js';
import { withHouse, type House } from './house.js';
import { settingsForStored } from './settings.js';
import { count, print, printPieces, printTable, type ExitStatus } from './output.js';
import { countArgument, formatOption, list, oneOf, scanArgument, type Finish } from './shared.js';

/** How many differences the text shows where nobody says how many. */
const DIFFERENCES_SHOWN = 50;

interface DiffOptions {
  outcome?: string[];
  kind?: string[];
  cause?: string[];
  limit?: string;
  db?: string;
  format: string;
}

export function addDiffCommand(program: Command, finish: Finish): void {
  program
    .command('diff <scan> <scan>')
    .description('what two scans differ in, the earlier one first: newly in, newly out, changed, and why')
    .option('--outcome <outcomes>', `only what was or is one of these: ${OUTCOMES.join(', ')}`, list)
    .option('--kind <kinds>', `only these: ${DIFFERENCE_KINDS.join(', ')}`, list)
    .option('--cause <causes>', 'only these, as the summary names them: record, law, time, "record and law", …', list)
    .option('--limit <n>', `at most so many (text only; default ${DIFFERENCES_SHOWN})`)
    .option('--db <database>', 'a SQLite file or a postgres:// address in place of DATABASE_URL')
    .addOption(formatOption(['text', 'json', 'jsonl', 'csv']))
    .action((one: string, other: string, options: DiffOptions) =>
      finish(() => {
        const [from, to] = [scanArgument(one), scanArgument(other)];
        const limit = options.limit === undefined ? DIFFERENCES_SHOWN : countArgument(options.limit, '--limit');
        const filter = filterOf(options);
        return withHouse<ExitStatus>(settingsForStored(options.db), async (house) => {
          await house.diff.compared(from, to);
          if (options.format === 'text') await printText(house, from, to, filter, limit);
          else if (options.format === 'json') await printPieces(whole(house, from, to, filter));
          else await printPieces(lines(house, from, to, filter, options.format === 'csv'));
          return 0;
        });
      }),
    );
}

function filterOf({ outcome, kind, cause }: DiffOptions): DifferenceFilter {
  const unknown = (kind ?? []).filter((each) => !DIFFERENCE_KINDS.some((known) => known === each));
  if (unknown.length > 0) {
    throw new AppError(
      'bad-option',
      `--kind does not know "${unknown.join('", "')}". There are: ${DIFFERENCE_KINDS.join(', ')}.`,
    );
  }
  return {
    ...(outcome === undefined ? {} : { outcome: oneOf(outcome, OUTCOMES, '--outcome') }),
    ...(kind === undefined ? {} : { kind: kind as DifferenceKind[] }),
    ...(cause === undefined ? {} : { cause: knownCauses(cause) }),
  };
}

async function* lines(
  house: House,
  from: number,
  to: number,
  filter: DifferenceFilter,
  isCsv: boolean,
): AsyncGenerator<string> {
  if (isCsv) yield DIFF_CSV_HEADER;
  for await (const { difference } of house.diff.differences(from, to, filter)) {
    yield isCsv ? diffCsvLine(difference) : `${JSON.stringify(toDifferenceJson(difference))}\n`;
  }
}

/** All differences and their summary as one JSON text; the summary comes last, since it is known last. */
async function* whole(house: House, from: number, to: number, filter: DifferenceFilter): AsyncGenerator<string> {
  const count = new SummaryCount();
  let before = '{"differences":[\n';
  for await (const { difference } of house.diff.differences(from, to, filter, { count })) {
    yield `${before}${JSON.stringify(toDifferenceJson(difference))}`;
    before = ',\n';
  }
  const compared = await house.diff.compared(from, to);
  const summary = JSON.stringify(count.summary(compared.from, compared.to));
  yield `${before === ',\n' ? '' : before}\n],"summary":${summary}}\n`;
}

async function printText(
  house: House,
  from: number,
  to: number,
  filter: DifferenceFilter,
  limit: number,
): Promise<void> {
  const counted = new SummaryCount();
  const shown: Difference[] = [];
  let found = 0;
  for await (const { difference } of house.diff.differences(from, to, filter, { count: counted })) {
    found += 1;
    if (shown.length < limit) shown.push(difference);
  }
  const compared = await house.diff.compared(from, to);
  printSummary(counted.summary(compared.from, compared.to));
  for (const difference of shown) printDifference(difference);
  if (found > shown.length) {
    print(`\n${count(found - shown.length)} more; --limit shows more of them, --format csv all.`);
  }
}

function printSummary(summary: DiffSummary): void {
  const { from, to, unchanged, causes, outcomes, people } = summary;
  print(`From scan ${from.id} (${from.name}; as of ${from.asOf}) to scan ${to.id} (${to.name}; as of ${to.asOf}):`);
  if (from.createdAt > to.createdAt) print(`Scan ${from.id} is the newer of the two: this looks back.`);
  const outside = summary.scope.in + summary.scope.out;
  if (outside > 0) {
    print(
      `Left out of these counts: ${count(outside)} findings of jurisdictions that only one of the scans asked about (cause "scope").`,
    );
  }
  const differ = summary.in + summary.out + summary.changed;
  if (differ === 0) {
    print(`nothing differs; ${count(unchanged)} findings are the same.`);
    return;
  }
  print(
    `${count(summary.in)} newly in, ${count(summary.out)} newly out, ${count(summary.changed)} changed, about ${count(people.differing)} people; ${count(unchanged)} findings are the same.`,
  );
  print(
    `${count(people.newlyHelped)} people have relief open to them now and had none; ${count(people.noLongerHelped)} had and have none.`,
  );
  print();
  printTable(
    ['cause', '#newly in', '#newly out', '#changed'],
    causes.map((each) => [each.cause, count(each.in), count(each.out), count(each.changed)]),
  );
  print();
  printTable(
    ['was', 'is', '#findings'],
    outcomes.map(({ was, is, findings }) => [was ?? '(no finding)', is ?? '(no finding)', count(findings)]),
  );
}

function printDifference({ personKey, case: courtCase, item, path, was, is, cause }: Difference): void {
  print(`\n${personKey}  ${courtCase.number}  ${item.kind} ${item.count ?? item.number ?? ''}  ${path}`);
  print(`  ${answerWords(was)} → ${answerWords(is)}  (${cause.word})`);
  for (const says of cause.says) print(`  ${says}`);
}

function answerWords(answer: AnswerOfScan | null): string {
  if (answer === null) return '(no finding)';
  const { outcome, eligibleOn, missing, preferred } = answer;
  const facts = [...new Set(missing.map(({ fact }) => fact))].join(', ');
  const more = [eligibleOn ?? '', facts, preferred ? '' : 'another path is preferred'].filter((text) => text !== '');
  return more.length === 0 ? outcome : `${outcome} [${more.join('; ')}]`;
}
