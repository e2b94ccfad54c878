/**
 * `questions --scan ID` and `answer --scan ID`: which facts are missing, ranked by what each would settle; and the facts.
 */
import type { Command } from 'commander';
import { AppError } from '../common/index.js';
import {
  readAnswerSheet,
  type AnswersKept,
  type GivenAnswer,
  type Leads,
  type RankedQuestion,
  type RankedValue,
} from '../findings/index.js';
import { OUTCOMES, RELIEFS } from '../law/index.js';
import type { Scan } from '../scans/index.js';
import { filterOf } from './findings.js';
import { withHouse, type House } from './house.js';
import { settingsForStored } from './settings.js';
import { atStop } from './interrupt.js';
import { count, print, printJson, printPieces, printTable, tell, type ExitStatus } from './output.js';
import { startProgress } from './progress.js';
import { leftScan } from './scan.js';
import { countArgument, formatOption, list, scanArgument, type Finish } from './shared.js';

/** How many questions a table shows where nobody says how many. */
const QUESTIONS_SHOWN = 20;

export function addQuestionCommands(program: Command, finish: Finish): void {
  program
    .command('questions')
    .description('the facts that findings lack, those that would settle most first')
    .requiredOption('--scan <id>', 'the scan')
    .option('--relief <reliefs>', `only for these: ${RELIEFS.join(', ')}`, list)
    .option('--path <paths>', 'only for these paths', list)
    .option('--person <id>', 'only for this person')
    .option('--limit <n>', `at most so many (table only; default ${QUESTIONS_SHOWN})`)
    .option('--db <database>', 'a SQLite file or a postgres:// address in place of DATABASE_URL')
    .addOption(formatOption(['table', 'json', 'csv']))
    .addHelpText('after', '\n--format csv prints the answer sheet: fill in value and source, and give it to "answer".')
    .action(
      (options: {
        scan: string;
        relief?: string[];
        path?: string[];
        person?: string;
        limit?: string;
        db?: string;
        format: string;
      }) =>
        finish(() => {
          const scanId = scanArgument(options.scan);
          const limit = options.limit === undefined ? QUESTIONS_SHOWN : countArgument(options.limit, '--limit');
          const filter = filterOf(options);
          return withHouse<ExitStatus>(settingsForStored(options.db), async (house) => {
            if (options.format === 'csv') {
              await printPieces(house.findings.answerSheet(scanId, filter));
              return 0;
            }
            const questions = await house.findings.questions(scanId, filter);
            if (options.format === 'json') printJson(questions);
            else printQuestions(questions, limit);
            return 0;
          });
        }),
    );
  program
    .command('answer')
    .description('give missing facts: they are kept beside what the source says, and what they touch is judged again')
    .requiredOption('--scan <id>', 'the scan that asked')
    .requiredOption('--by <name>', 'who gives the answers')
    .option('--file <sheet>', 'a filled answer sheet ("questions --format csv")')
    .option('--finding <id>', 'one finding, in place of a sheet')
    .option('--fact <name>', 'the fact that it lacks')
    .option('--value <value>', 'the answer')
    .option('--correct', 'the record has the fact, and has it wrong; what the source says is kept beside the answer')
    .option('--source <evidence>', 'on what evidence, where the sheet does not say')
    .option('--db <database>', 'a SQLite file or a postgres:// address in place of DATABASE_URL')
    .addOption(formatOption(['text', 'json']))
    .action((options: AnswerOptions) =>
      finish(() => {
        const scanId = scanArgument(options.scan);
        return withHouse<ExitStatus>(settingsForStored(options.db), (house) => giveAnswers(house, scanId, options));
      }),
    );
}

interface AnswerOptions {
  scan: string;
  by: string;
  file?: string;
  finding?: string;
  fact?: string;
  value?: string;
  correct?: boolean;
  source?: string;
  db?: string;
  format: string;
}

async function giveAnswers(house: House, scanId: number, options: AnswerOptions): Promise<ExitStatus> {
  const answers = await answersOf(options);
  const { by, source } = options;
  await house.runner.start({ others: false });
  const given = await house.answers.give({ scanId, answers, by, ...(source === undefined ? {} : { source }) });
  for (const { row, reason } of given.refused) tell(row === 0 ? reason : `Line ${row}: ${reason}`);
  if (given.scan === null) {
    if (answers.length === 0) tell('No line of the sheet has a value, so nothing was kept.');
    return 2;
  }
  atStop(`The answers are kept. ${leftScan(given.scan)}`);
  const before = await house.scans.read(scanId);
  const after = await finished(house, given.scan);
  if (options.format === 'json') printJson({ ...given, scan: after });
  else printAnswered(given, before, after);
  return given.refused.length > 0 ? 1 : 0;
}

async function finished(house: House, scan: Scan): Promise<Scan> {
  const progress = startProgress('judging again', 'people');
  for await (const each of house.scans.follow(scan.id)) progress.show(each);
  progress.stop();
  const over = await house.scans.finished(scan.id);
  if (over.status !== 'done') {
    throw new AppError(
      'scan-not-done',
      `The answers are kept; scan ${scan.id} did not finish (${over.status}). ${over.error ?? ''}`.trim(),
      { exitCode: 3 },
    );
  }
  return over;
}

async function answersOf(options: AnswerOptions): Promise<GivenAnswer[]> {
  const { file, finding: name, fact, value } = options;
  if (file !== undefined) {
    if (name !== undefined) throw new AppError('bad-option', 'Give either --file or --finding.');
    return readAnswerSheet(file);
  }
  if (name === undefined || fact === undefined || value === undefined) {
    throw new AppError('bad-option', 'Give a sheet with --file, or one answer with --finding, --fact and --value.');
  }
  const isCorrection = options.correct === true;
  return [{ row: 0, finding: name, fact, value, source: options.source ?? '', isCorrection }];
}

function printQuestions(questions: readonly RankedQuestion[], limit: number): void {
  if (questions.length === 0) {
    print('No finding of this scan lacks a fact.');
    return;
  }
  printTable(
    ['fact', '#settles', '#findings', '#people', 'what each value leads to', 'asked as'],
    questions
      .slice(0, limit)
      .map(({ fact, settles, findings, people, values, askedBy }) => [
        fact,
        count(settles),
        count(findings),
        count(people),
        valueWords(values),
        askedBy[0]?.question,
      ]),
  );
  if (questions.length > limit) print(`There are ${count(questions.length - limit)} more; --limit shows more of them.`);
}

/** A table shows so many values of a fact. */
const VALUES_SHOWN = 4;

/** A line for each value: `10 g or less: 380 eligible`. */
function valueWords(values: readonly RankedValue[]): string {
  const shown = values.slice(0, VALUES_SHOWN).map(({ is, leads }) => `${is}: ${leadWords(leads)}`);
  const more = values.length - shown.length;
  return [...shown, ...(more === 0 ? [] : [`and ${count(more)} other values`])].join('\n');
}

/** `380 eligible, 32 needs-review`, the most open first. */
function leadWords(leads: Leads): string {
  return [...OUTCOMES, 'not-covered' as const]
    .flatMap((lead) => (leads[lead] === undefined ? [] : [`${count(leads[lead])} ${lead}`]))
    .join(', ');
}

function printAnswered(given: AnswersKept, before: Scan, after: Scan): void {
  print(
    given.kept === 1
      ? `One answer about one person is kept, and scan ${after.id} judges that person again.`
      : `${count(given.kept)} answers about ${given.people === 1 ? 'one person' : `${count(given.people)} people`} are kept, and scan ${after.id} judges ${given.people === 1 ? 'that person' : 'these people'} again.`,
  );
  print();
  printTable(
    ['outcome', `#scan ${before.id}`, `#scan ${after.id}`],
    OUTCOMES.map((outcome) => [
      outcome,
      count(before.counts?.byOutcome[outcome] ?? 0),
      count(after.counts?.byOutcome[outcome] ?? 0),
    ]),
  );
}
