/**
 * Whether a pack is done: every path has the tests that show what it says, and no number or list stands without an
 * authority. That the files can be read at all is `load-pack.ts`.
 */
import { formatDay, parseDay } from '../../common/legal-date.js';
import type { Inchoate, PersonRecord } from '../../records/record.js';
import { parseStatute } from '../statutes/index.js';
import { compilePacks, type CompiledPath } from './compile-pack.js';
import type { PackIssue } from './pack-issue.js';
import { definitionOf, pathId, type Pack } from './pack.js';
import { decidingCriteria, switchedOn, type PackTests, type PathTestResult } from './test-pack.js';

/** What is missing before a pack is done, in the order of its paths; empty when nothing is. */
export function checkReadiness(folder: string, pack: Pack, tests: PackTests): PackIssue[] {
  const issues: PackIssue[] = sourceless(pack).map(({ field, message }) => ({ file: folder, line: 0, field, message }));
  const compiled = new Map(compilePacks([switchedOn(pack)]).paths.map((path) => [path.id, path]));
  for (const path of pack.paths) {
    const id = pathId(pack, path);
    const results = tests.results.filter((result) => result.path === id);
    const [first] = results;
    const form = compiled.get(id);
    if (first === undefined || form === undefined) {
      issues.push({ file: folder, line: 0, field: path.path, message: 'this path has no tests beside it' });
      continue;
    }
    const untestable = tests.untestable.get(id) ?? {};
    const wanted = wantedTests(form);
    for (const { name, about, holds } of wanted) {
      if (name in untestable || results.some(holds)) continue;
      issues.push({ file: first.file, line: 0, field: name, message: `no case shows ${about}` });
    }
    for (const name of Object.keys(untestable)) {
      if (wanted.some((test) => test.name === name)) continue;
      issues.push({ file: first.file, line: 0, field: 'untestable', message: `nothing asks for a test "${name}"` });
    }
  }
  const shown = new Set(tests.results.flatMap(({ found }) => found?.cautions ?? []));
  for (const { id } of pack.file.cautions) {
    if (shown.has(id)) continue;
    issues.push({ file: folder, line: 0, field: 'cautions', message: `no case shows the caution "${id}" being shown` });
  }
  return issues;
}

/** A test that a path has to have. `name` is what `untestable` of a test file calls it. */
interface WantedTest {
  readonly name: string;
  readonly about: string;
  readonly holds: (result: PathTestResult) => boolean;
}

function wantedTests({ pack, path, holdings, from, until }: CompiledPath): WantedTest[] {
  const wanted: WantedTest[] = [
    {
      name: 'open',
      about: 'relief that is open, or that only a judgement keeps from being open',
      holds: ({ found }) => found?.outcome === 'eligible' || found?.outcome === 'needs-review',
    },
    {
      name: 'unknown-fact',
      about: 'what is asked when a fact is missing',
      holds: ({ found }) => found?.outcome === 'needs-facts',
    },
  ];
  if (formatDay(from) !== BEFORE_ALL) {
    wanted.push(
      {
        name: 'day-before-in-force',
        about: `the day before it came into force (${formatDay(from - 1)})`,
        holds: ({ asOf }) => parseDay(asOf) === from - 1,
      },
      {
        name: 'first-day-in-force',
        about: `the first day on which it was in force (${formatDay(from)})`,
        holds: ({ asOf }) => parseDay(asOf) === from,
      },
    );
  }
  if (until !== null) {
    wanted.push(
      {
        name: 'last-day-in-force',
        about: `the last day on which it was in force (${formatDay(until - 1)})`,
        holds: ({ asOf }) => parseDay(asOf) === until - 1,
      },
      {
        name: 'day-after-in-force',
        about: `the first day on which it was no more in force (${formatDay(until)})`,
        holds: ({ asOf }) => parseDay(asOf) === until,
      },
    );
  }
  if (path.offense !== undefined) {
    for (const kind of ['attempt', 'conspiracy'] as const) {
      wanted.push({ name: kind, about: `a charge of ${kind}`, holds: ({ record }) => holdsInchoate(record, kind) });
    }
  }
  for (const { criterion, role } of holdings) {
    wanted.push({
      name: criterion.id,
      about:
        role === 'requirement'
          ? `the requirement "${criterion.id}" not met`
          : `the disqualifier "${criterion.id}" alone ruling relief out`,
      holds: ({ found }) =>
        found !== null &&
        (role === 'requirement'
          ? found.criteria.some(({ id, outcome }) => id === criterion.id && outcome === 'not-met')
          : isAlone(criterion.id, found)),
    });
  }
  if (
    [...path.requires, ...path.unless].some(({ when }) =>
      waits(when, { ...pack.file.definitions, ...path.definitions }),
    )
  ) {
    wanted.push({
      name: 'eligible-tomorrow',
      about: 'the last day of a wait, on which it is eligible tomorrow',
      holds: ({ found, asOf }) =>
        found?.outcome === 'eligible-later' && parseDay(found.eligibleOn ?? '') === (parseDay(asOf) ?? 0) + 1,
    });
  }
  for (const { id } of path.review) {
    wanted.push({
      name: id,
      about: `the question "${id}" being put to the attorney`,
      holds: ({ found }) => found?.review.some(({ criterion }) => criterion === id) ?? false,
    });
  }
  for (const { id } of path.cautions) {
    wanted.push({
      name: id,
      about: `the caution "${id}" being shown`,
      holds: ({ found }) => found?.cautions.includes(id) ?? false,
    });
  }
  return wanted;
}

/** Whether an expression holds a waiting period, itself or through a definition. */
function waits(value: unknown, definitions: Readonly<Record<string, unknown>>): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(
    ([key, inner]) =>
      key === 'elapsed' ||
      (key === 'use' && typeof inner === 'string' ? waits(definitions[inner], definitions) : waits(inner, definitions)),
  );
}

/** Whether nothing else rules relief out; a disqualifier that time alone ends may put it off instead. */
function isAlone(id: string, found: NonNullable<PathTestResult['found']>): boolean {
  const decided = decidingCriteria(found);
  const failing = found.criteria.filter(
    ({ role, outcome }) =>
      (role === 'requirement' && outcome === 'not-met') || (role === 'disqualifier' && outcome === 'met'),
  );
  return failing.length === 1 && failing[0]?.id === id && decided.every((each) => each === id);
}

function holdsInchoate({ cases }: PersonRecord, kind: Inchoate): boolean {
  return cases.some(({ court, charges }) =>
    charges.some(
      ({ inchoate, statute }) =>
        inchoate === kind || (statute !== undefined && parseStatute(statute, court.state)?.inchoate === kind),
    ),
  );
}

/** Numbers, days and offence lists for which the pack names no authority. A criterion's own covers what it holds. */
function sourceless(pack: Pack): { field: string; message: string }[] {
  const found: { field: string; message: string }[] = [];
  for (const [name, list] of Object.entries(pack.file.offenses)) {
    if (list.authority === undefined)
      found.push({ field: `offenses.${name}`, message: 'this list names no authority' });
  }
  const definitions = [
    ...Object.entries(pack.file.definitions).map(([name, value]) => [`definitions.${name}`, value] as const),
    ...pack.paths.flatMap((path) =>
      Object.entries(path.definitions).map(([name, value]) => [`${path.path}: definitions.${name}`, value] as const),
    ),
  ];
  for (const [field, value] of definitions) {
    if (definitionOf(value).authority !== undefined) continue;
    for (const number of literals(value)) {
      found.push({
        field,
        message: `${number} stands without an authority; name one ({authority: …, when: …}), or make it a parameter`,
      });
    }
  }
  return found;
}

const NUMBERS: ReadonlySet<string> = new Set([
  'atLeast',
  'atMost',
  'moreThan',
  'lessThan',
  'years',
  'months',
  'days',
  'under',
]);
const DAYS: ReadonlySet<string> = new Set(['before', 'onOrBefore', 'after', 'onOrAfter', 'on']);

/** A day before all of this law: that a date is later says only that it is known. */
const BEFORE_ALL = '1900-01-01';

/** Numbers and days written into an expression. None and one are logic, not law. */
function literals(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (NUMBERS.has(key) && typeof inner === 'number') return Math.abs(inner) > 1 ? [`${key}: ${inner}`] : [];
    if (DAYS.has(key) && typeof inner === 'string') {
      return parseDay(inner) === null || inner === BEFORE_ALL ? [] : [`${key}: ${inner}`];
    }
    return literals(inner);
  });
}
