/**
 * The tests that stand beside a path: YAML cases of a record and the determination expected.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { LineCounter, isNode, parseDocument } from 'yaml';
import { z } from 'zod';
import type { Charge, CourtCase, PersonRecord } from '../../records/record.js';
import { compilePacks } from './compile-pack.js';
import { ITEM_KINDS, OUTCOMES, type Determination } from './determination.js';
import { evaluateRecord } from './evaluate.js';
import type { PackIssue } from './pack-issue.js';
import { pathId, type Pack, type PathFile } from './pack.js';

const loose = z.record(z.string(), z.unknown());
const outcome = z.enum(['not-covered', ...OUTCOMES]);

const partsSchema = z.strictObject({
  person: loose.optional(),
  court: loose.optional(),
  case: loose.optional(),
  charge: loose.optional(),
  sameCase: z.array(loose).optional(),
  convictions: z.array(loose).optional(),
  pending: z.array(loose).optional(),
  warrant: loose.optional(),
  violation: loose.optional(),
  registrations: z.array(loose).optional(),
  answers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  coverage: loose.optional(),
});

const expectationSchema = z.strictObject({
  outcome,
  eligibleOn: z.string().optional(),
  decidedBy: z.array(z.string()).optional(),
  missing: z.array(z.string()).optional(),
  ifMet: z.record(z.string(), outcome).optional(),
  ifNotMet: z.record(z.string(), outcome).optional(),
  review: z.array(z.string()).optional(),
  cautions: z.array(z.string()).optional(),
  packCautions: z.array(z.string()).optional(),
  preferred: z.boolean().optional(),
  item: z
    .strictObject({ kind: z.enum(ITEM_KINDS as [string, ...string[]]).optional(), count: z.number().optional() })
    .optional(),
});

const caseSchema = partsSchema.extend({
  title: z.string().min(10, 'write the title as a sentence with its reason'),
  asOf: z.string().optional(),
  assume: z.array(z.string()).optional(),
  record: loose.optional(),
  expect: expectationSchema,
});

const testFileSchema = z.strictObject({
  path: z.string(),
  asOf: z.string(),
  /** Tests that `packs check` asks for and that no record can make, each with the reason. */
  untestable: z.record(z.string(), z.string().min(10, 'say why no record can show it')).default({}),
  base: partsSchema.default({}),
  cases: z.array(caseSchema).min(1),
});

type Parts = z.output<typeof partsSchema>;
export type PathTestCase = z.output<typeof caseSchema>;

/** One case as written: where it stands, what it is called, and how it ended. */
export interface PathTestResult {
  file: string;
  line: number;
  path: string;
  title: string;
  /** Empty when the case holds. */
  failures: string[];
  asOf: string;
  record: PersonRecord;
  /** What the engine answered; null where the path does not speak of the item. */
  found: Determination | null;
}

export interface PackTests {
  results: PathTestResult[];
  issues: PackIssue[];
  /** By path: tests that cannot be made, with the reason. */
  untestable: ReadonlyMap<string, Readonly<Record<string, string>>>;
}

/** A path that is switched off is tested as it would be if an office switched it on. */
export function switchedOn(pack: Pack): Pack {
  return { ...pack, paths: pack.paths.map((path) => ({ ...path, enabled: true })) };
}

/** Runs the test files beside the paths of a loaded pack, against it and the packs that stand with it. */
export function testPackFolder(folder: string, pack: Pack, others: readonly Pack[] = []): PackTests {
  const untestable = new Map<string, Readonly<Record<string, string>>>();
  const results: PathTestResult[] = [];
  const issues: PackIssue[] = [];
  const packs = [pack, ...others.filter((other) => other.file.jurisdiction !== pack.file.jurisdiction)];
  const compiled = compilePacks(packs.map(switchedOn));
  for (const name of existsSync(folder) ? readdirSync(folder).sort() : []) {
    if (!name.endsWith('.test.yaml')) continue;
    const file = join(folder, name);
    const lines = new LineCounter();
    const document = parseDocument(readFileSync(file, 'utf8'), { lineCounter: lines });
    const lineOf = (at: (string | number)[]): number => {
      const node = at.length === 0 ? document.contents : document.getIn(at, true);
      return isNode(node) && node.range ? lines.linePos(node.range[0]).line : 0;
    };
    if (document.errors.length > 0) {
      issues.push({
        file,
        line: document.errors[0]?.linePos?.[0].line ?? 0,
        field: '',
        message: `not readable as YAML: ${document.errors[0]?.message ?? ''}`,
      });
      continue;
    }
    const read = testFileSchema.safeParse(document.toJS());
    if (!read.success) {
      for (const issue of read.error.issues) {
        issues.push({
          file,
          line: lineOf(issue.path as (string | number)[]),
          field: issue.path.join('.'),
          message: issue.message,
        });
      }
      continue;
    }
    const path = pack.paths.find((each) => pathId(pack, each) === read.data.path);
    if (path === undefined) {
      issues.push({
        file,
        line: lineOf(['path']),
        field: 'path',
        message: `${pack.file.jurisdiction} has no path ${read.data.path}`,
      });
      continue;
    }
    untestable.set(read.data.path, read.data.untestable);
    read.data.cases.forEach((test, index) => {
      const record = recordFor(test, read.data.base, pack, path);
      const asOf = test.asOf ?? read.data.asOf;
      const determinations = evaluateRecord(record, compiled, { asOf, assume: test.assume ?? [] });
      const found = pickDetermination(determinations, read.data.path, test);
      results.push({
        file,
        line: lineOf(['cases', index]),
        path: read.data.path,
        title: test.title,
        failures: compare(test, found, path),
        asOf,
        record,
        found,
      });
    });
  }
  return { results, issues, untestable };
}

/** The determination that a case is about: on the path under test, for the item under test. */
function pickDetermination(
  determinations: readonly Determination[],
  path: string,
  test: PathTestCase,
): Determination | null {
  const wanted = { count: test.expect.item?.count ?? 1, kind: test.expect.item?.kind };
  return (
    determinations.find(
      (each) =>
        each.path === path &&
        (wanted.kind === undefined || each.item.kind === wanted.kind) &&
        (each.item.count === undefined || each.item.count === wanted.count) &&
        (test.record !== undefined || each.case.number === ITEM_CASE),
    ) ?? null
  );
}

function compare(test: PathTestCase, found: Determination | null, path: PathFile): string[] {
  const { expect } = test;
  if (found === null) {
    return expect.outcome === 'not-covered'
      ? []
      : [`expected ${expect.outcome}, and the path does not speak of the item (not-covered)`];
  }
  const failures: string[] = [];
  const same = (what: string, wanted: unknown, got: unknown): void => {
    if (wanted !== undefined && JSON.stringify(wanted) !== JSON.stringify(got)) {
      failures.push(`${what}: expected ${JSON.stringify(wanted)}, got ${JSON.stringify(got)}`);
    }
  };
  const sorted = (list: readonly string[] | undefined): string[] | undefined =>
    list === undefined ? undefined : [...new Set(list)].sort();
  same('outcome', expect.outcome, found.outcome);
  same('eligibleOn', expect.eligibleOn, found.eligibleOn);
  same('decidedBy', sorted(expect.decidedBy), sorted(decidingCriteria(found)));
  same('missing', sorted(expect.missing), sorted(found.missing.map((each) => each.fact)));
  for (const [fact, wanted] of Object.entries(expect.ifMet ?? {})) {
    same(`if ${fact} is met`, wanted, found.missing.find((each) => each.fact === fact)?.ifMet);
  }
  for (const [fact, wanted] of Object.entries(expect.ifNotMet ?? {})) {
    same(`if ${fact} is not met`, wanted, found.missing.find((each) => each.fact === fact)?.ifNotMet);
  }
  same('review', sorted(expect.review), sorted(found.review.map((each) => each.criterion)));
  const isOwn = (id: string): boolean => path.cautions.some((own) => own.id === id);
  same('cautions', sorted(expect.cautions), sorted(found.cautions.filter(isOwn)));
  same('cautions of the pack', sorted(expect.packCautions), sorted(found.cautions.filter((id) => !isOwn(id))));
  same('preferred', expect.preferred, found.preferred);
  same('item kind', expect.item?.kind, found.item.kind);
  if (failures.length > 0) {
    failures.push(
      `the trace: ${found.criteria.map((each) => `${each.id} ${each.outcome}${each.facts.length > 0 ? ` (${each.facts.map((fact) => `${fact.fact}: ${fact.value}`).join('; ')})` : ''}`).join(', ')}`,
    );
  }
  return failures;
}

/** The criteria that rule relief out: requirements not met and disqualifiers met, other than those that only time holds back. */
export function decidingCriteria(determination: Determination): string[] {
  return determination.criteria
    .filter(
      (each) =>
        each.holdsOn === undefined &&
        ((each.role === 'requirement' && each.outcome === 'not-met') ||
          (each.role === 'disqualifier' && each.outcome === 'met')),
    )
    .map((each) => each.id);
}

/** The case number of the item under test. */
const ITEM_CASE = 'TEST-1';

/** The record a case describes: the base with the case's own parts laid over it. */
function recordFor(test: PathTestCase, base: Parts, pack: Pack, path: PathFile): PersonRecord {
  if (test.record !== undefined) return test.record as unknown as PersonRecord;
  const layered = (defaults: Record<string, unknown>, key: keyof Parts): Record<string, unknown> =>
    overlay(
      overlay(defaults, base[key] as Record<string, unknown> | undefined),
      test[key] as Record<string, unknown> | undefined,
    );
  const county = pack.file.courts?.county?.[0];
  const court = layered(
    { name: 'Test Court', ...(county === undefined ? {} : { county }), state: pack.file.state },
    'court',
  );
  const about = path.items.includes('warrant')
    ? 'warrant'
    : path.items.includes('probation-violation')
      ? 'violation'
      : 'charge';
  const answers = { ...base.answers, ...test.answers };
  const withAnswers = Object.keys(answers).length > 0 ? { answers } : {};
  const charge = { ...layered({ count: 1 }, 'charge'), ...(about === 'charge' ? withAnswers : {}) };
  const sameCase = (test.sameCase ?? base.sameCase ?? []).map((each, index) => ({ count: index + 2, ...each }));
  const warrant = layered({ warrantNumber: 'W-1', status: 'open' }, 'warrant');
  const violation = layered({ violationId: 'V-1', status: 'pending' }, 'violation');
  const has = (key: 'warrant' | 'violation'): boolean => base[key] !== undefined || test[key] !== undefined;
  const main = {
    caseNumber: ITEM_CASE,
    court,
    ...overlay(base.case, test.case),
    charges: [charge, ...sameCase],
    ...(about === 'warrant' || has('warrant')
      ? { warrants: [{ ...warrant, ...(about === 'warrant' ? withAnswers : {}) }] }
      : {}),
    ...(about === 'violation' || has('violation')
      ? { violations: [{ ...violation, ...(about === 'violation' ? withAnswers : {}) }] }
      : {}),
  };
  const further = (charges: Record<string, unknown>[], prefix: string, status: CourtCase['status']): CourtCase[] =>
    charges.map((each, index) => {
      const { court: own, ...rest } = each;
      return {
        caseNumber: `${prefix}-${index + 1}`,
        court: { ...court, ...(own as object | undefined) },
        status,
        charges: [{ count: 1, ...rest } as unknown as Charge],
      } as unknown as CourtCase;
    });
  return {
    personId: 'TEST',
    ...overlay(base.person, test.person),
    ...(base.coverage === undefined && test.coverage === undefined
      ? {}
      : { coverage: overlay(base.coverage, test.coverage) }),
    ...(test.registrations === undefined && base.registrations === undefined
      ? {}
      : {
          registrations: (test.registrations ?? base.registrations ?? []).map((each) => ({
            kind: 'sex-offense',
            ...each,
          })),
        }),
    cases: [
      main as unknown as CourtCase,
      ...further(test.convictions ?? base.convictions ?? [], 'CONV', 'closed'),
      ...further(test.pending ?? base.pending ?? [], 'OPEN', 'open'),
    ],
  };
}

/** Lays values over a base, one level deep into mappings; `null` takes a field away. */
function overlay(
  base: Record<string, unknown> | undefined,
  over: Record<string, unknown> | undefined,
): Record<string, unknown> {
  const result: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over ?? {})) {
    const below = result[key];
    if (value === null) delete result[key];
    else if (isPlain(value) && isPlain(below)) result[key] = overlay(below, value);
    else result[key] = value;
  }
  return result;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
