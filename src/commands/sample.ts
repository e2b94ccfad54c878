/**
 * `sample`: invented caseloads of any size; the same seed gives the same bytes.
 */
import { extname } from 'node:path';
import { Option, type Command } from 'commander';
import { AppError } from '../common/index.js';
import {
  CSV_TABLES,
  isWrittenInPlace,
  SAMPLE_AS_OF,
  SAMPLE_JURISDICTIONS,
  SAMPLE_LAYOUTS,
  writeSample,
  type CsvTable,
  type SampleLayout,
} from '../sample/index.js';
import { count, print, tell, type ExitStatus } from './output.js';
import { countArgument, dayArgument, formatOption, type Finish } from './shared.js';

interface SampleCommandOptions {
  jurisdiction: string;
  persons?: string;
  rows?: string;
  seed: string;
  asOf: string;
  layout?: SampleLayout;
  table?: CsvTable;
  header: boolean;
  out: string;
  format: string;
}

export function addSampleCommand(program: Command, finish: Finish): void {
  program
    .command('sample')
    .description('invented records, any size; the same seed gives the same bytes')
    .requiredOption('--jurisdiction <jurisdiction>', `one of ${SAMPLE_JURISDICTIONS.join(', ')}`)
    .option('--persons <n>', 'how many people')
    .option('--rows <n>', 'how many rows, in place of --persons')
    .option('--seed <n>', 'any whole number', '1')
    .option('--as-of <date>', 'the day on which the caseload stands', SAMPLE_AS_OF)
    .addOption(
      new Option('--layout <layout>', "how to write it (default: by the file's ending)").choices([...SAMPLE_LAYOUTS]),
    )
    .addOption(
      new Option('--table <table>', 'canonical-csv: which of its tables (default: charges)').choices([...CSV_TABLES]),
    )
    .option('--no-header', 'leave the header line out (layouts that have one)')
    .requiredOption('--out <file>', 'where to write it')
    .addOption(formatOption(['text', 'json']))
    .action((options: SampleCommandOptions) =>
      finish(() =>
        sample(options).catch((error: unknown) => {
          // `… --out /dev/stdout | head -1`: the reader has what it wanted.
          if (error instanceof AppError && error.code === 'sample-reader-gone') return 0;
          throw error;
        }),
      ),
    );
}

async function sample(options: SampleCommandOptions): Promise<ExitStatus> {
  if ((options.persons === undefined) === (options.rows === undefined)) {
    throw new AppError('sample-size', 'Say how many: either --persons N or --rows N.');
  }
  const size = countArgument(
    options.persons ?? options.rows ?? '',
    options.persons === undefined ? '--rows' : '--persons',
  );
  const layout = options.layout ?? layoutOf(options.out);
  // Beside a caseload that is piped on, what is said about it goes to stderr.
  const say = isWrittenInPlace(options.out) ? tell : print;
  const { persons, rows } = await writeSample(
    {
      jurisdiction: options.jurisdiction,
      ...(options.persons === undefined ? { rows: size } : { persons: size }),
      seed: countArgument(options.seed, '--seed'),
      asOf: dayArgument(options.asOf, '--as-of'),
      layout,
      ...(options.table === undefined ? {} : { table: options.table }),
      header: options.header,
    },
    options.out,
  );
  if (options.format === 'json') {
    const table = layout === 'canonical-csv' ? { table: options.table ?? 'charges' } : {};
    say(JSON.stringify({ persons, rows, layout, ...table, out: options.out }, null, 2));
  } else {
    say(`${count(persons)} invented people in ${count(rows)} rows (${layout}): ${options.out}`);
  }
  return 0;
}

function layoutOf(file: string): SampleLayout {
  const ending = extname(file).toLowerCase();
  if (ending === '.dat') return 'ca-doj';
  return ending === '.csv' ? 'canonical-csv' : 'canonical-jsonl';
}
