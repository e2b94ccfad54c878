/**
 * `sample`: invented caseloads of any size; the same seed gives the same bytes.
 */
import { extname } from 'node:path';
import { Option, type Command } from 'commander';
import { AppError } from '../common/index.js';
import { SAMPLE_AS_OF, SAMPLE_JURISDICTIONS, SAMPLE_LAYOUTS, writeSample, type SampleLayout } from '../sample/index.js';
import { count, print, printJson, type ExitStatus } from './output.js';
import { countArgument, dayArgument, formatOption, type Finish } from './shared.js';

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
    .option('--no-header', 'leave the header line out (layouts that have one)')
    .requiredOption('--out <file>', 'where to write it')
    .addOption(formatOption(['text', 'json']))
    .action(
      (options: {
        jurisdiction: string;
        persons?: string;
        rows?: string;
        seed: string;
        asOf: string;
        layout?: SampleLayout;
        header: boolean;
        out: string;
        format: string;
      }) =>
        finish(async (): Promise<ExitStatus> => {
          if ((options.persons === undefined) === (options.rows === undefined)) {
            throw new AppError('sample-size', 'Say how many: either --persons N or --rows N.');
          }
          const size = countArgument(
            options.persons ?? options.rows ?? '',
            options.persons === undefined ? '--rows' : '--persons',
          );
          const layout = options.layout ?? layoutOf(options.out);
          const written = await writeSample(
            {
              jurisdiction: options.jurisdiction,
              ...(options.persons === undefined ? { rows: size } : { persons: size }),
              seed: countArgument(options.seed, '--seed'),
              asOf: dayArgument(options.asOf, '--as-of'),
              layout,
              header: options.header,
            },
            options.out,
          );
          if (options.format === 'json') {
            printJson({ persons: written.persons, rows: written.rows, layout, out: options.out });
          } else {
            print(
              `${count(written.persons)} invented people in ${count(written.rows)} rows (${layout}): ${options.out}`,
            );
          }
          return 0;
        }),
    );
}

function layoutOf(file: string): SampleLayout {
  const ending = extname(file).toLowerCase();
  if (ending === '.dat') return 'ca-doj';
  return ending === '.csv' ? 'canonical-csv' : 'canonical-jsonl';
}
