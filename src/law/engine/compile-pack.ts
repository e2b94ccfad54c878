/**
 * Packs → compiled paths, with an index from statute to the paths that may speak of it.
 */
import type { Inchoate } from '../../records/record.js';
import type { Statute } from '../statutes/index.js';
import { compile, placed, usesOwn } from './compile.js';
import { truthOf, type Compiled, type Evaluate, type Numbering, type Scope, type Unplaced } from './context.js';
import { offenseList } from './offense-test.js';
import { MET, NOT_MET, type ItemKind, type Relief, type Ripple, type TracedCriterion } from './determination.js';
import {
  factVocabulary,
  parseExpression,
  type Expression,
  type PackProblem,
  type Vocabulary,
  type Test,
} from './expression.js';
import { isOfKind, inCourts } from './item-tests.js';
import { definitionOf, pathId, sharedCautions, type Pack, type PackCaution, type PathFile } from './pack.js';
import { parseDay, type Day } from '../../common/legal-date.js';
import type { Subject } from './subject.js';

/** One testable part of a path. */
export interface CompiledCriterion {
  readonly id: string;
  readonly when: Compiled;
  /** Whether time alone can turn it, and is asked to. */
  readonly turns: boolean;
  /** The question to ask in place of the test's own. */
  readonly question: string | undefined;
  /** How `when` is asked with some of its tests forced; made when it is first asked. */
  readonly given: Map<readonly Test[], Evaluate>;
  /** By truth: how a determination shows it where its facts decide nothing; made when it is first shown. */
  readonly unexplained: TracedCriterion[];
}

/** One criterion that has to hold: a requirement has to be met, a disqualifier must not be. */
export interface Holding {
  readonly criterion: CompiledCriterion;
  readonly role: 'requirement' | 'disqualifier';
  /** Its place among those of its path. */
  readonly at: number;
}

export interface CompiledReview {
  readonly criterion: CompiledCriterion;
  readonly text: string;
  readonly answer: string | undefined;
}

export interface CompiledPath {
  readonly id: string;
  readonly index: number;
  readonly pack: Pack;
  readonly path: PathFile;
  readonly relief: Relief;
  readonly kinds: readonly ItemKind[];
  readonly from: Day;
  readonly until: Day | null;
  /** What the path is about, per item kind: that the item is of the kind, the courts, the offence, `covers`. */
  readonly coverageOf: ReadonlyMap<ItemKind, readonly CompiledCriterion[]>;
  /** Its requirements, then its disqualifiers. */
  readonly holdings: readonly Holding[];
  /** Those of them that time alone can turn. */
  readonly turning: readonly Holding[];
  readonly review: readonly CompiledReview[];
  /** Per item kind: the path's own, then those that it shares with its pack. */
  readonly cautionsOf: ReadonlyMap<ItemKind, readonly CompiledCriterion[]>;
  /** By purpose, whether a conviction goes on counting for other items once relief is granted; silent where not known. */
  readonly afterwards: ReadonlyMap<Ripple['kind'], boolean>;
  /** Whether a charge under this statute could be what the path is about; true for warrants and violations. */
  mayCover(statute: Statute | null, inchoate: Inchoate | null): boolean;
}

export interface CompiledPacks {
  readonly packs: readonly Pack[];
  readonly paths: readonly CompiledPath[];
  /** By state, the paths about charges, warrants and violations. */
  readonly byState: ReadonlyMap<string, StatePaths>;
}

/** The paths of one state by what they are about. */
export class StatePaths {
  readonly ofCharges: CompiledPath[] = [];
  readonly ofWarrants: CompiledPath[] = [];
  readonly ofViolations: CompiledPath[] = [];
  readonly numbering: Numbering = { items: 0, subjects: 0 };
  private readonly index = new Map<Statute | null, Map<Inchoate | null, readonly CompiledPath[]>>();
  private static readonly INDEXED = 200_000;

  /** The paths that may cover a charge under this statute; answered from an index after the first time. */
  forCharge(statute: Statute | null, inchoate: Inchoate | null): readonly CompiledPath[] {
    let byInchoate = this.index.get(statute);
    if (byInchoate === undefined) {
      if (this.index.size >= StatePaths.INDEXED) this.index.clear();
      byInchoate = new Map();
      this.index.set(statute, byInchoate);
    }
    let paths = byInchoate.get(inchoate);
    if (paths === undefined) {
      paths = this.ofCharges.filter((path) => path.mayCover(statute, inchoate));
      byInchoate.set(inchoate, paths);
    }
    return paths;
  }
}

const CHARGE_KINDS: readonly ItemKind[] = ['conviction', 'nonconviction', 'pending-charge'];

/** Compiles packs that the loader has checked. The order of paths is that of their full ids. */
export function compilePacks(packs: readonly Pack[]): CompiledPacks {
  const paths: CompiledPath[] = [];
  const byState = new Map<string, StatePaths>();
  const entries = packs
    .flatMap((pack) =>
      pack.paths.filter((path) => path.enabled).map((path) => ({ pack, path, id: pathId(pack, path) })),
    )
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const scopes = new Map<Pack, SharedParts>();
  for (const { pack, path, id } of entries) {
    let state = byState.get(pack.file.state);
    if (state === undefined) byState.set(pack.file.state, (state = new StatePaths()));
    let shared = scopes.get(pack);
    if (shared === undefined) scopes.set(pack, (shared = sharedParts(pack, state.numbering)));
    const compiled = compilePath(id, paths.length, pack, path, shared);
    paths.push(compiled);
    if (compiled.kinds.some((kind) => CHARGE_KINDS.includes(kind))) state.ofCharges.push(compiled);
    if (compiled.kinds.includes('warrant')) state.ofWarrants.push(compiled);
    if (compiled.kinds.includes('probation-violation')) state.ofViolations.push(compiled);
  }
  return { packs, paths, byState };
}

/** What the paths of a pack share: a caution of the pack is one criterion, asked once of an item. */
interface SharedParts {
  readonly scope: Scope;
  readonly cautions: ReadonlyMap<PackCaution, CompiledCriterion>;
}

function sharedParts(pack: Pack, numbering: Scope['numbering']): SharedParts {
  const scope = packScope(pack, numbering);
  const vocabulary = vocabularyOf(pack, null);
  const cautions = pack.file.cautions.map((caution): [PackCaution, CompiledCriterion] => {
    const { id, when } = caution;
    return [
      caution,
      criterion(id, when === undefined ? placed(ALWAYS, numbering.items++) : compile(parsed(when, vocabulary), scope)),
    ];
  });
  return { scope, cautions: new Map(cautions) };
}

function packScope(pack: Pack, numbering: Scope['numbering']): Scope {
  const { file } = pack;
  return {
    state: file.state,
    own: null,
    definitions: parsedDefinitions(file.definitions, vocabularyOf(pack, null)),
    offenses: new Map(Object.entries(file.offenses)),
    parameters: new Map(Object.entries(file.parameters)),
    facts: new Map(Object.entries(file.facts)),
    compiledLists: new Map(),
    compiledDefinitions: new Map(),
    slots: new Map(),
    remembered: new Map(),
    numbering,
  };
}

function vocabularyOf(pack: Pack, path: PathFile | null): Vocabulary {
  const { file } = pack;
  return {
    definitions: new Set([...Object.keys(file.definitions), ...Object.keys(path?.definitions ?? {})]),
    offenses: new Set(Object.keys(file.offenses)),
    parameters: new Set([...Object.keys(file.parameters), ...Object.keys(path?.parameters ?? {})]),
    facts: factVocabulary(file.facts),
  };
}

function parsed(value: unknown, vocabulary: Vocabulary): Expression {
  const problems: PackProblem[] = [];
  const expression = parseExpression(value, [], vocabulary, problems);
  const [problem] = problems;
  if (problem !== undefined)
    throw new Error(`a pack that was not checked: ${problem.at.join('.')}: ${problem.message}`);
  return expression;
}

function parsedDefinitions(written: PathFile['definitions'], vocabulary: Vocabulary): Map<string, Expression> {
  return new Map(Object.entries(written).map(([name, value]) => [name, parsed(definitionOf(value).when, vocabulary)]));
}

/** The scope of a path: the pack's, or one of its own where the path gives names a meaning of their own. */
function pathScope(path: PathFile, pack: Scope, vocabulary: Vocabulary): Scope {
  const parameters = Object.entries(path.parameters);
  const definitions = new Map([...pack.definitions, ...parsedDefinitions(path.definitions, vocabulary)]);
  const own = {
    parameters: new Set(Object.keys(path.parameters)),
    definitions: new Set(Object.keys(path.definitions)),
  };
  if (own.parameters.size + own.definitions.size === 0) return pack;
  let found: number;
  do {
    found = own.definitions.size;
    for (const [name, expression] of definitions) if (usesOwn(expression, own)) own.definitions.add(name);
  } while (own.definitions.size > found);
  return {
    ...pack,
    own: { ...own, pack },
    definitions,
    parameters: new Map([...pack.parameters, ...parameters]),
    compiledDefinitions: new Map(),
    slots: new Map(),
  };
}

function compilePath(id: string, index: number, pack: Pack, path: PathFile, shared: SharedParts): CompiledPath {
  const packScope = shared.scope;
  const vocabulary = vocabularyOf(pack, path);
  const scope = pathScope(path, packScope, vocabulary);
  const build = (value: unknown): Compiled => compile(parsed(value, vocabulary), scope);
  const own = (compiled: Unplaced): Compiled => placed(compiled, scope.numbering.items++);
  const kinds = path.items as ItemKind[];
  const coverage: CompiledCriterion[] = [];
  if (pack.file.courts !== undefined) coverage.push(criterion('court', own(inCourts(pack))));
  const lists = (path.offense ?? []).map((name) => offenseList(name, scope));
  const aboutCharges = kinds.some((kind) => CHARGE_KINDS.includes(kind));
  if (path.offense !== undefined) {
    const ofCharge: Expression = { op: 'offense', prior: false, lists: path.offense };
    const ofUnderlying: Expression = {
      op: 'quantifier',
      quantifier: 'some',
      of: 'underlying',
      where: ofCharge,
      atLeast: 1,
      window: [],
    };
    const charge = compile(ofCharge, scope);
    const underlying = compile(ofUnderlying, scope);
    coverage.push(criterion('offense', own(ofItem(charge, underlying))));
  }
  if (path.covers !== undefined) coverage.push(criterion('covers', build(path.covers)));
  const criteria = (list: PathFile['requires']): CompiledCriterion[] =>
    list.map(({ id: name, when, question }) => {
      const compiled = build(when);
      return criterion(name, compiled, compiled.turns, question);
    });
  const asked = (when: unknown): Compiled => (when === undefined ? own(ALWAYS) : build(when));
  const ownCautions = path.cautions.map((entry) => criterion(entry.id, asked(entry.when)));
  const sharedWith = (kind: ItemKind): CompiledCriterion[] =>
    sharedCautions(pack.file, path)
      .filter(({ items }) => items === undefined || items.includes(kind))
      .flatMap((caution) => shared.cautions.get(caution) ?? []);
  const holdings = [
    ...criteria(path.requires).map((each) => ({ criterion: each, role: 'requirement' as const })),
    ...criteria(path.unless).map((each) => ({ criterion: each, role: 'disqualifier' as const })),
  ].map((each, at): Holding => ({ ...each, at }));
  return {
    id,
    index,
    pack,
    path,
    relief: path.relief as Relief,
    kinds,
    from: parseDay(path.inForce.from) ?? 0,
    until: path.inForce.until === undefined ? null : parseDay(path.inForce.until),
    coverageOf: new Map(kinds.map((kind) => [kind, [criterion('item', own(isOfKind(kind))), ...coverage]])),
    holdings,
    turning: holdings.filter((each) => each.criterion.turns),
    review: path.review.map((entry) => ({
      criterion: criterion(entry.id, asked(entry.when)),
      text: entry.question,
      answer: entry.answer,
    })),
    cautionsOf: new Map(kinds.map((kind) => [kind, [...ownCautions, ...sharedWith(kind)]])),
    afterwards: new Map(path.result.afterwards.flatMap((each) => each.for.map((kind) => [kind, each.counts]))),
    mayCover: (statute, inchoate) =>
      aboutCharges && (path.offense === undefined || lists.some((list) => list.test(statute, inchoate) !== NOT_MET)),
  };
}

/** A criterion; where `turns` is not said, time alone is not asked to turn it. */
function criterion(id: string, when: Compiled, turns = false, question?: string): CompiledCriterion {
  return { id, when, turns, question, given: new Map(), unexplained: [] };
}

const ALWAYS: Unplaced = {
  evaluate: () => MET,
  suppose: () => MET,
  given: () => () => MET,
  explain: () => undefined,
  tests: new Map(),
  turns: false,
  cost: 0,
};

/** One test for items that are charges, another for warrants and violations. */
function ofItem(charge: Compiled, underlying: Compiled): Unplaced {
  const forItem = (item: Subject): Compiled => (item.charge !== null ? charge : underlying);
  const suppose: Evaluate = (context) => forItem(context.item).suppose(context);
  return {
    evaluate: (context) => truthOf(forItem(context.item), context),
    suppose,
    given: () => suppose,
    explain: (context, truth, trace) => forItem(context.item).explain(context, truth, trace),
    tests: new Map([...charge.tests, ...underlying.tests]),
    turns: charge.turns || underlying.turns,
    cost: charge.cost,
  };
}
