/**
 * A path as an attorney wants to read it: what it is, since when, for whom, unless what, how long, what the court orders,
 * from which sources, and how it changed. Plain data; `print-sheet.ts` and `sheet-page.ts` give it a form.
 */
import { wordsForCriterion } from '../engine/criterion-words.js';
import {
  cautionsOf,
  definitionOf,
  pathId,
  type Authority,
  type Pack,
  type Parameter,
  type PathFile,
} from '../engine/pack.js';
import { parametersIn } from '../engine/parameters-in.js';
import { wordsForEntry } from '../statutes/index.js';

export interface SheetLine {
  readonly text: string;
  /** The authority it rests on, as a citation. */
  readonly cite?: string;
  /** Whether somebody checked that authority against its source; absent where none is named. */
  readonly verified?: boolean;
  readonly url?: string;
}

export interface SheetSection {
  readonly title: string;
  readonly lines: readonly SheetLine[];
}

export interface PathSheet {
  readonly id: string;
  readonly title: string;
  readonly kind: string;
  readonly relief: string;
  readonly summary: string;
  /** The pack it is from: its title, version, content hash, and the overlays applied to it. */
  readonly pack: string;
  /** Authorities that nobody checked. */
  readonly unverified: number;
  /** Only those that have something to say. */
  readonly sections: readonly SheetSection[];
}

/** The path's sheet. */
export function pathSheet(pack: Pack, path: PathFile): PathSheet {
  const { file } = pack;
  const sources = authoritiesOf(pack, path);
  const cited = (id: string): Omit<SheetLine, 'text'> => {
    const { authority } = wordsForCriterion(pack, path, id);
    return { cite: authority.cite, verified: authority.verified };
  };
  const waiting = [...path.requires, ...path.unless].filter(({ when }) => isAboutTime(when, pack, path));
  const sections: SheetSection[] = [
    { title: 'In force', lines: inForce(path) },
    { title: 'What it is about', lines: about(pack, path) },
    {
      title: 'Who',
      lines: path.requires.filter((each) => !waiting.includes(each)).map(({ id, text }) => ({ text, ...cited(id) })),
    },
    {
      title: 'Unless',
      lines: path.unless.filter((each) => !waiting.includes(each)).map(({ id, text }) => ({ text, ...cited(id) })),
    },
    { title: 'How long', lines: waiting.map((each) => ({ text: timeWords(each, path), ...cited(each.id) })) },
    { title: 'Numbers that the law has changed, or can', lines: numbers(pack, path) },
    {
      title: 'For the attorney to judge',
      lines: path.review.map(({ id, question }) => ({ text: question, ...cited(id) })),
    },
    {
      title: 'Before anything is filed',
      lines: cautionsOf(file, path).map(({ id, text }) => ({ text, ...cited(id) })),
    },
    {
      title: 'What the court orders',
      lines: [{ text: `The ${itemWords(path)} becomes: ${path.result.becomes}.` }, ...plain(path.result.order)],
    },
    { title: 'What the order does not do', lines: plain(path.result.carveOuts) },
    { title: 'Who moves, and who is told', lines: moves(path) },
    {
      title: 'Where another path is open as well',
      lines:
        path.prefers.length === 0
          ? []
          : [{ text: `This one is drafted rather than ${path.prefers.join(', ')}: ${path.prefersBecause ?? ''}` }],
    },
    { title: 'Sources', lines: sources.map(([, authority]) => sourceLine(authority)) },
    {
      title: 'History',
      lines: path.history.map(({ date, what, authority }) => ({
        text: `${date}: ${what}`,
        ...citeOf(authority === undefined ? undefined : file.authorities[authority]),
      })),
    },
    { title: 'Notes', lines: plain(path.notes) },
  ];
  return {
    id: pathId(pack, path),
    title: path.title,
    kind: KIND[path.kind] ?? path.kind,
    relief: path.relief,
    summary: path.summary,
    pack: `${file.title}, version ${file.version}, content ${pack.hash.slice(0, 12)}${pack.overlays.map((name) => `, with the overlay ${name}`).join('')}`,
    unverified: sources.filter(([, { verified }]) => !verified).length,
    sections: sections.filter(({ lines }) => lines.length > 0),
  };
}

const KIND: Readonly<Record<string, string>> = { statute: 'statute', 'case-law': 'case law', policy: 'office policy' };

/** The authorities that a path names, each once, its main one first. */
export function authoritiesOf(pack: Pack, path: PathFile): [string, Authority][] {
  const names = new Set<string>([
    path.authority,
    ...[...path.requires, ...path.unless].map((each) => each.authority),
    ...[...path.review, ...cautionsOf(pack.file, path), ...path.history].flatMap((each) => each.authority ?? []),
    ...parametersOf(pack, path).map(([, each]) => each.authority),
    ...(path.offense ?? []).flatMap((name) => pack.file.offenses[name]?.authority ?? []),
  ]);
  return [...names].flatMap((name) => {
    const authority = pack.file.authorities[name];
    return authority === undefined ? [] : [[name, authority] as [string, Authority]];
  });
}

function inForce({ inForce: { from, until, then, note }, enabled }: PathFile): SheetLine[] {
  const span = until === undefined ? `From ${from}.` : `From ${from} until ${until}, that day no more.`;
  return [
    { text: from === '1900-01-01' && until === undefined ? 'No date on which it began is known to matter.' : span },
    ...(until === undefined || then !== 'not-eligible'
      ? []
      : [{ text: 'A scan as of a later day answers that the item is not eligible any more.' }]),
    ...(note === undefined ? [] : [{ text: note }]),
    ...(enabled ? [] : [{ text: 'Switched off: no scan uses it unless an office switches it on with an overlay.' }]),
  ];
}

function about(pack: Pack, path: PathFile): SheetLine[] {
  const lists = (path.offense ?? []).flatMap((name): SheetLine[] => {
    const list = pack.file.offenses[name];
    if (list === undefined) return [];
    const excluded = list.exclude.length > 0 ? `, but not ${list.exclude.map(wordsForEntry).join(', ')}` : '';
    const kinds = list.inchoate.filter((kind) => kind !== 'none');
    const inchoate =
      kinds.length === 0
        ? ''
        : list.inchoate.includes('none')
          ? `; also ${kinds.join(', ')}`
          : `; only as ${kinds.join(', ')}`;
    return [
      {
        text: `${list.title ?? name.replaceAll('-', ' ')}: ${list.include.map(wordsForEntry).join(', ')}${excluded}${inchoate}`,
        ...citeOf(list.authority === undefined ? undefined : pack.file.authorities[list.authority]),
      },
    ];
  });
  const courts = [...(pack.file.courts?.county ?? []), ...(pack.file.courts?.name ?? [])];
  return [
    { text: `Items: ${path.items.map((item) => item.replaceAll('-', ' ')).join(', ')}.` },
    ...(courts.length === 0 ? [] : [{ text: `Courts: ${courts.join(', ')}.` }]),
    ...lists,
  ];
}

/** The dated values that the path's own expressions use. */
function parametersOf(pack: Pack, path: PathFile): [string, Parameter][] {
  const definitions: Record<string, unknown> = { ...pack.file.definitions, ...path.definitions };
  const asked = [...path.requires, ...path.unless, ...path.review, ...cautionsOf(pack.file, path)];
  const used = parametersIn([path.covers, ...asked.map(({ when }) => when)], definitions);
  const all = { ...pack.file.parameters, ...path.parameters };
  return Object.entries(all).filter(([name]) => used.has(name));
}

function numbers(pack: Pack, path: PathFile): SheetLine[] {
  return parametersOf(pack, path).map(([name, parameter]) => {
    const unit = parameter.unit === undefined ? '' : ` ${parameter.unit}`;
    const values = Object.entries(parameter.values)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([from, value]) => `${Array.isArray(value) ? value.join(', ') : String(value)}${unit} from ${from}`);
    const until = parameter.until === undefined ? '' : ` until ${parameter.until}`;
    const by =
      parameter.by === 'as-of'
        ? 'the day as of which the record is judged'
        : `the ${parameter.by.replaceAll('-', ' ')}`;
    return {
      text: `${parameter.title ?? name}: ${values.join(', ')}${until}. The value is the one in force on ${by}.`,
      ...citeOf(pack.file.authorities[parameter.authority]),
    };
  });
}

function moves({ movant, notice, drafted }: PathFile): SheetLine[] {
  const who: Record<PathFile['movant'], string> = {
    people: 'The prosecutor moves.',
    defendant: 'The person moves.',
    joint: 'The prosecutor and the person may move together.',
    court: 'The court acts by itself.',
    agency: 'An agency acts by itself; nothing is filed.',
  };
  const victim = { required: 'The victim is told.', 'when-named': 'A victim who is named is told.', none: '' }[
    notice.victim
  ];
  return [
    { text: who[movant] },
    ...(victim === ''
      ? []
      : [{ text: notice.days === undefined ? victim : `${victim} At least ${notice.days} days before.` }]),
    ...(notice.text === undefined ? [] : [{ text: notice.text }]),
    ...(drafted !== 'on-request'
      ? []
      : [{ text: 'Findings are listed for review. A motion is drafted only for those that an attorney asks for.' }]),
  ];
}

const plain = (texts: readonly string[]): SheetLine[] => texts.map((text) => ({ text }));

function citeOf(authority: Authority | undefined): Omit<SheetLine, 'text'> {
  return authority === undefined ? {} : { cite: authority.cite, verified: authority.verified };
}

function sourceLine({ cite, title, url, verified, note }: Authority): SheetLine {
  return {
    text: `${cite}${title === undefined ? '' : `, ${title}`}${note === undefined ? '' : `. ${note}`}`,
    verified,
    ...(url === undefined ? {} : { url }),
  };
}

const itemWords = ({ items }: PathFile): string => items.map((item) => item.replaceAll('-', ' ')).join(' or ');

/** Whether a criterion is a wait or a look-back: it compares with the day as of which the record is judged. */
function isAboutTime(value: unknown, pack: Pack, path: PathFile): boolean {
  const definitions: Record<string, unknown> = { ...pack.file.definitions, ...path.definitions };
  const walk = (each: unknown, visited: readonly string[]): boolean => {
    if (typeof each !== 'object' || each === null) return false;
    return Object.entries(each).some(([key, inner]) => {
      if (key === 'elapsed') return true;
      if (key === 'as-of' && typeof inner === 'object') return true;
      if (key === 'use' && typeof inner === 'string') {
        return !visited.includes(inner) && walk(definitionOf(definitions[inner]).when, [...visited, inner]);
      }
      return walk(inner, visited);
    });
  };
  return walk(value, []);
}

/** A bar that time ends reads as a bar: its sentence stands among waits. */
function timeWords(criterion: PathFile['unless'][number], path: PathFile): string {
  return path.unless.includes(criterion) ? `Not while: ${criterion.text}` : criterion.text;
}
