/**
 * Handlebars source → a paper that can be rendered, in strict mode and with one rule more: a value that is empty may
 * not be printed. Strict mode catches a field that does not exist; this catches one that exists and is null.
 */
import Handlebars from 'handlebars';
import { AppError } from '../../common/app-error.js';

export type Render = (view: object) => string;

/** A use of a value in a template: its path from the root, and whether it is printed or only asked about. */
export interface FieldUse {
  /** `counts[].statute`; `null` where the name is a partial's own parameter. */
  path: string;
  printed: boolean;
  line: number;
}

export interface PaperSource {
  /** The paper's name for messages: `motions/us-md/expunge/motion.hbs`. */
  name: string;
  source: string;
}

export interface ReadPaper {
  name: string;
  uses: FieldUse[];
  /** Names of the partials it includes, with their parameters. */
  partials: { name: string; parameters: string[]; line: number }[];
  program: hbs.AST.Program;
}

const BLOCKS = new Set(['if', 'unless', 'each']);
const HELPERS = new Set(['upper']);

/** Parses a paper and lists what it uses. Throws `AppError` `template-syntax` with the line of what is wrong. */
export function readPaper(paper: PaperSource): ReadPaper {
  let program: hbs.AST.Program;
  try {
    program = Handlebars.parse(paper.source, { srcName: paper.name });
  } catch (error) {
    const line = Number(/on line (\d+)/.exec(messageOf(error))?.[1] ?? 1);
    throw new AppError('template-syntax', `The template ${paper.name} cannot be read: ${messageOf(error)}`, {
      cause: error,
      detail: { file: paper.name, line },
    });
  }
  const read: ReadPaper = { name: paper.name, uses: [], partials: [], program };
  visitProgram(program, [''], read);
  return read;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.split('\n').join(' ') : String(error);
}

function refuse(name: string, line: number, what: string): never {
  throw new AppError('template-syntax', `The template ${name}, line ${line}, ${what}.`, {
    detail: { file: name, line },
  });
}

/** `scopes` are the paths of the contexts around, the innermost last: `['', 'counts[]']`. */
function visitProgram(program: hbs.AST.Program, scopes: readonly string[], read: ReadPaper): void {
  for (const statement of program.body) {
    switch (statement.type) {
      case 'ContentStatement':
      case 'CommentStatement':
        break;
      case 'MustacheStatement':
        visitMustache(statement as hbs.AST.MustacheStatement, scopes, read);
        break;
      case 'BlockStatement':
        visitBlock(statement as hbs.AST.BlockStatement, scopes, read);
        break;
      case 'PartialStatement':
        visitPartial(statement as hbs.AST.PartialStatement, scopes, read);
        break;
      default:
        refuse(read.name, statement.loc.start.line, `has a ${statement.type}, which templates here do not use`);
    }
  }
}

function visitMustache(statement: hbs.AST.MustacheStatement, scopes: readonly string[], read: ReadPaper): void {
  const line = statement.loc.start.line;
  if (!statement.escaped) refuse(read.name, line, 'prints a value without escaping it; write it with two braces');
  if (statement.path.type !== 'PathExpression') refuse(read.name, line, 'prints something that is not a value');
  const path = statement.path as hbs.AST.PathExpression;
  if (HELPERS.has(path.original)) {
    for (const parameter of statement.params) use(parameter, scopes, true, read);
    return;
  }
  if (statement.params.length > 0) refuse(read.name, line, `calls “${path.original}”, which is not a helper here`);
  use(path, scopes, true, read);
  if (path.data && path.parts[0] !== 'root') return;
  // From here on the value goes through the helper that refuses to print nothing.
  statement.params = [path, stringLiteral(path.original, path.loc)];
  statement.path = pathTo('requireValue', path.loc);
}

function visitBlock(block: hbs.AST.BlockStatement, scopes: readonly string[], read: ReadPaper): void {
  const line = block.loc.start.line;
  const name = block.path.original;
  if (!BLOCKS.has(name)) refuse(read.name, line, `has the block “${name}”; use if, unless or each`);
  const [subject] = block.params;
  if (subject === undefined) return refuse(read.name, line, `has an empty “${name}”`);
  if (block.program.blockParams !== undefined)
    refuse(read.name, line, 'names its block parameters; use the plain form');
  const path = use(subject, scopes, false, read);
  const inner = name === 'each' && path !== null ? [...scopes, `${path}[]`] : scopes;
  visitProgram(block.program, inner, read);
  if (block.inverse) visitProgram(block.inverse, scopes, read);
}

function visitPartial(statement: hbs.AST.PartialStatement, scopes: readonly string[], read: ReadPaper): void {
  const line = statement.loc.start.line;
  if (statement.name.type !== 'PathExpression') refuse(read.name, line, 'includes a partial whose name is worked out');
  if (scopes.length > 1) refuse(read.name, line, 'includes a partial within “each”; include it outside');
  if (statement.params.length > 0) refuse(read.name, line, 'gives a partial another context; give it named parameters');
  const pairs = statement.hash?.pairs ?? [];
  for (const pair of pairs) if (pair.value.type === 'PathExpression') use(pair.value, scopes, false, read);
  read.partials.push({
    name: statement.name.original,
    parameters: pairs.map((pair) => pair.key),
    line,
  });
}

function use(
  expression: hbs.AST.Expression,
  scopes: readonly string[],
  printed: boolean,
  read: ReadPaper,
): string | null {
  if (expression.type !== 'PathExpression') return null;
  const path = expression as hbs.AST.PathExpression;
  const line = path.loc.start.line;
  let base: string;
  let parts = path.parts.map(String);
  if (path.data) {
    // @first, @last, @index belong to the loop; @root.x is a value.
    if (parts[0] !== 'root') return null;
    base = '';
    parts = parts.slice(1);
  } else {
    const depth = scopes.length - 1 - path.depth;
    const scope = scopes[depth];
    if (scope === undefined) return refuse(read.name, line, `reaches above the root with “${path.original}”`);
    base = scope;
  }
  const full = [base, ...parts].filter((part) => part !== '').join('.');
  read.uses.push({ path: full, printed, line });
  return full;
}

function pathTo(name: string, loc: hbs.AST.SourceLocation): hbs.AST.PathExpression {
  return { type: 'PathExpression', data: false, depth: 0, parts: [name], original: name, loc };
}

function stringLiteral(value: string, loc: hbs.AST.SourceLocation): hbs.AST.StringLiteral {
  return { type: 'StringLiteral', value, original: value, loc };
}

/** An engine with the partials of a folder; papers compiled by it see those and no others. */
export function createEngine(partials: ReadonlyMap<string, ReadPaper>): (paper: ReadPaper) => Render {
  const engine = Handlebars.create();
  const knownHelpers = { requireValue: true, upper: true };
  const options: CompileOptions = { strict: true, preventIndent: true, knownHelpers, knownHelpersOnly: true };
  engine.registerHelper('requireValue', (value: unknown, name: string) => {
    if (value === null || value === undefined || value === '') {
      throw new AppError('template-field', `it prints “${name}”, which is empty`);
    }
    return value;
  });
  engine.registerHelper('upper', (value: unknown) => String(value).toLocaleUpperCase('en-US'));
  for (const [name, partial] of partials) engine.registerPartial(name, engine.compile(partial.program, options));
  return (paper) => {
    const render = engine.compile(paper.program, options);
    return (view) => {
      try {
        return render(view);
      } catch (error) {
        throw new AppError(
          'template-field',
          `The template ${paper.name} cannot be filled: ${messageOf(error)}. Declare the value in its fields, or ask for it with “if”.`,
          {
            cause: error,
          },
        );
      }
    };
  };
}
