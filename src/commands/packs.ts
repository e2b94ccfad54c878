/**
 * `packs list | show PATH | check [DIR] | test [DIR]`: the law, as the program has it.
 */
import { relative } from 'node:path';
import type { Command } from 'commander';
import { AppError } from '../common/index.js';
import {
  SHIPPED_PACKS,
  checkReadiness,
  describeIssue,
  firstDayInForce,
  inForceSpan,
  loadPackFolder,
  loadPacks,
  packFolders,
  pathId,
  testPackFolder,
  type Pack,
  type PackIssue,
  type PathTestResult,
  authoritiesOf,
  pathSheet,
  printSheet,
  sheetPage,
} from '../law/index.js';
import { settingsFor } from './settings.js';
import { count, print, printJson, printTable, tell, type ExitStatus } from './output.js';
import { folderArgument, formatOption, type Finish } from './shared.js';

export function addPackCommands(program: Command, finish: Finish): void {
  const packs = program.command('packs').description('the law: list, show, check and test the packs');

  packs
    .command('list')
    .description('the jurisdictions and their paths')
    .addOption(formatOption(['table', 'json']))
    .option('--packs-dir <dir...>', "folders with an office's own packs and overlays (default: PACKS_DIR)")
    .action((options: { format: string; packsDir?: string[] }) =>
      finish(() => listPacks(loadPacks(packsDirs(options.packsDir)), options.format)),
    );

  packs
    .command('show <path>')
    .description(
      'one path as an attorney would read it, e.g. us-ca/prop-47/redesignate; of a jurisdiction, the list of its paths',
    )
    .addOption(formatOption(['text', 'html', 'json']))
    .option('--packs-dir <dir...>', "folders with an office's own packs and overlays (default: PACKS_DIR)")
    .action((path: string, options: { format: string; packsDir?: string[] }) =>
      finish(() => showPath(loadPacks(packsDirs(options.packsDir)), path, options.format)),
    );

  packs
    .command('check [dir]')
    .description('check the packs in a folder (default: those that come with the program)')
    .addOption(formatOption(['text', 'json']))
    .action((dir: string | undefined, options: { format: string }) =>
      finish(() => checkPacks(folderArgument(dir, SHIPPED_PACKS), options.format)),
    );

  packs
    .command('test [dir]')
    .description('run the tests that stand beside the paths')
    .addOption(formatOption(['text', 'json']))
    .action((dir: string | undefined, options: { format: string }) =>
      finish(() => testPacks(folderArgument(dir, SHIPPED_PACKS), options.format)),
    );
}

/** The folders that were named, else those of the settings. */
function packsDirs(named: readonly string[] | undefined): readonly string[] {
  return named ?? settingsFor().packsDirs;
}

function listPacks(packs: readonly Pack[], format: string): ExitStatus {
  const rows = packs.flatMap((pack) =>
    pack.paths.map((path) => ({
      path: pathId(pack, path),
      title: path.title,
      relief: path.relief,
      kind: path.kind,
      from: firstDayInForce(path.inForce),
      until: path.inForce.until ?? null,
      enabled: path.enabled,
      drafted: path.drafted,
      unverifiedAuthorities: authoritiesOf(pack, path).filter(([, authority]) => !authority.verified).length,
    })),
  );
  if (format === 'json') {
    printJson(
      packs.map((pack) => ({
        jurisdiction: pack.file.jurisdiction,
        title: pack.file.title,
        version: pack.file.version,
        hash: pack.hash,
        overlays: pack.overlays,
        within: pack.file.within ?? null,
        paths: rows.filter((row) => row.path.startsWith(`${pack.file.jurisdiction}/`)),
      })),
    );
    return 0;
  }
  for (const pack of packs) {
    const overlays = pack.overlays.map((name) => `, with the overlay ${name}`).join('');
    print(
      `${pack.file.jurisdiction}  ${pack.file.title}, version ${pack.file.version}, ${pack.hash.slice(0, 12)}${overlays}`,
    );
  }
  print();
  printTable(
    ['path', 'relief', 'kind', 'in force', 'title'],
    packs.flatMap((pack) =>
      pack.paths.map((path) => [
        pathId(pack, path),
        path.relief,
        path.kind,
        inForceSpan(path.inForce),
        `${path.title}${path.enabled ? '' : ' (not enabled)'}`,
      ]),
    ),
  );
  return 0;
}

function showPath(packs: readonly Pack[], id: string, format: string): ExitStatus {
  const ofJurisdiction = packs.filter(({ file }) => file.jurisdiction === id);
  // Whoever names a jurisdiction is shown its paths, to choose from.
  if (ofJurisdiction.length > 0 && format !== 'html')
    return listPacks(ofJurisdiction, format === 'text' ? 'table' : format);
  const pack = packs.find((each) => each.paths.some((path) => pathId(each, path) === id));
  const path = pack?.paths.find((each) => pathId(pack, each) === id);
  if (pack === undefined || path === undefined) {
    const near = packs
      .flatMap((each) => each.paths.map((other) => pathId(each, other)))
      .filter((other) => other.startsWith(id.split('/')[0] ?? id));
    throw new AppError(
      'unknown-path',
      `There is no path "${id}".${near.length > 0 ? ` There are: ${near.join(', ')}.` : ' "second-look packs list" shows them all.'}`,
    );
  }
  if (format === 'json') {
    printJson({
      id,
      pack: {
        jurisdiction: pack.file.jurisdiction,
        version: pack.file.version,
        hash: pack.hash,
        overlays: pack.overlays,
      },
      path,
      authorities: Object.fromEntries(authoritiesOf(pack, path)),
    });
    return 0;
  }
  const sheet = pathSheet(pack, path);
  print(format === 'html' ? sheetPage(sheet) : printSheet(sheet));
  return 0;
}

function checkPacks(dir: string, format: string): ExitStatus {
  const folders = packFolders(dir);
  if (folders.length === 0)
    throw new AppError('no-packs', `There is no pack in ${dir}: no folder in it holds a pack.yaml.`);
  const issues: PackIssue[] = [];
  let paths = 0;
  for (const folder of folders) {
    const loaded = loadPackFolder(folder);
    issues.push(...loaded.issues);
    if (loaded.pack === null) continue;
    paths += loaded.pack.paths.length;
    const tests = testPackFolder(folder, loaded.pack, companions(folder, loaded.pack));
    issues.push(...tests.issues, ...checkReadiness(folder, loaded.pack, tests));
  }
  if (format === 'json') printJson({ folders: folders.length, paths, issues });
  else {
    for (const issue of issues) print(describeIssue({ ...issue, file: relative(process.cwd(), issue.file) }));
    print(`${count(folders.length)} packs, ${count(paths)} paths, ${count(issues.length)} problems`);
  }
  return issues.length > 0 ? 2 : 0;
}

function testPacks(dir: string, format: string): ExitStatus {
  const results: PathTestResult[] = [];
  const issues: PackIssue[] = [];
  for (const folder of packFolders(dir)) {
    const loaded = loadPackFolder(folder);
    issues.push(...loaded.issues);
    if (loaded.pack === null) continue;
    const tested = testPackFolder(folder, loaded.pack, companions(folder, loaded.pack));
    results.push(...tested.results);
    issues.push(...tested.issues);
  }
  const failed = results.filter((result) => result.failures.length > 0);
  if (format === 'json')
    printJson({
      passed: results.length - failed.length,
      failed: failed.length,
      issues,
      failures: failed.map(({ file, line, path, title, failures }) => ({ file, line, path, title, failures })),
    });
  else {
    for (const issue of issues) print(describeIssue(issue));
    for (const result of failed) {
      print(`${relative(process.cwd(), result.file)}:${result.line} ${result.path}: ${result.title}`);
      for (const failure of result.failures) print(`    ${failure}`);
    }
    print(`${count(results.length - failed.length)} passed, ${count(failed.length)} failed`);
  }
  if (results.length === 0) tell('No tests were found.');
  return failed.length > 0 || issues.length > 0 || results.length === 0 ? 2 : 0;
}

/** The pack of the state that an office's pack stands within, where it is one of those that come with the program. */
function companions(folder: string, pack: Pack): Pack[] {
  const { within } = pack.file;
  if (within === undefined) return [];
  const parent = [...packFolders(SHIPPED_PACKS), ...packFolders(folder.slice(0, folder.lastIndexOf('/')) || '.')].find(
    (each) => each.endsWith(`/${within}`),
  );
  const loaded = parent === undefined ? null : loadPackFolder(parent).pack;
  return loaded === null ? [] : [loaded];
}
