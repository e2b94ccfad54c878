/** The papers that the records of the packs' own tests lead to: what no paper of any path may say. */
import {
  loadPackFolder,
  packFolders,
  SHIPPED_PACKS,
  testPackFolder,
  type Determination,
  type Pack,
} from '../../law/index.js';
import type { PersonRecord } from '../../records/record.js';
import { renderArticles } from '../emitters/html-emitter.js';
import { renderDraft } from '../templating/render-draft.js';
import { templates } from '../test-drafts.js';
import { draftMotions } from './draft-motions.js';
import type { MotionDraft } from './motion-draft.js';
import { wordsOfPacks, type PathWords } from './path-words.js';

interface Papers {
  about: string;
  found: Determination;
  path: PathWords;
  record: PersonRecord;
  draft: MotionDraft;
  motion: string[];
  order: string[];
}

/** The lines of a paper, without its markup. */
function linesOf(html: string): string[] {
  return html
    .replace(/<[^>]*>/g, '\n')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replaceAll('\u00a0', ' ')
    .split(/\n+/)
    .filter((line) => line.trim() !== '');
}

const folders = packFolders(SHIPPED_PACKS);
const packs = folders.flatMap((folder) => loadPackFolder(folder).pack ?? []);

const ofState = ({ file }: Pack): Pack[] => packs.filter((other) => other.file.state === file.state);

function papersOf(): Papers[] {
  const words = wordsOfPacks(packs);
  return packs.flatMap((pack, at) =>
    testPackFolder(folders[at] ?? '', pack, ofState(pack)).results.flatMap((result): Papers[] => {
      const { found, record, asOf } = result;
      const path = words.get(found?.path ?? '');
      if (found === null || path === undefined) return [];
      if (found.outcome !== 'eligible' && found.outcome !== 'needs-review') return [];
      const [draft] = draftMotions({
        record: { name: { first: 'Ada', last: 'Invented' }, ...record },
        determinations: [found],
        wanted: new Set([found]),
        words,
        office: {},
        asOf,
        scan: { id: 'scan', asOf, packHash: 'packs' },
        library: templates(),
      }).drafts;
      if (draft === undefined) return [];
      const { documents } = renderDraft(draft, templates());
      const lines = (role: string): string[] =>
        documents.filter((each) => each.role === role).flatMap(({ tree }) => linesOf(renderArticles(tree)));
      return [
        {
          about: `${found.path}: ${result.title}`,
          found,
          path,
          record,
          draft,
          motion: lines('motion'),
          order: lines('order'),
        },
      ];
    }),
  );
}

describe('papers', () => {
  const every = papersOf();
  const papers = every.filter(({ found }) => found.relief === 'quash');

  it('recite no policy that an open question is about, and mark a place for the answer', () => {
    const open = every.filter(
      ({ path, found, motion }) => path.kind === 'policy' && found.review.length > 0 && motion.length > 0,
    );
    expect(open.length).toBeGreaterThan(20);
    expect(open.filter(({ motion }) => motion.some((line) => line.includes('The office acts on its policy')))).toEqual(
      [],
    );
    expect(
      open.filter(({ motion }) => !motion.some((line) => line.startsWith('[To be written before filing'))),
    ).toEqual([]);
  });

  it('give the court a reason or a marked place for one, and never an unknown value or a date of birth', () => {
    const reasonless = every.filter(
      ({ motion }) =>
        motion.length > 0 && !motion.some((line) => /^; on the record: |^\[To be (written|verified)/.test(line)),
    );
    expect(reasonless.map(({ about }) => about).filter((about) => !about.includes('in force'))).toEqual([]);
    const wrong = every.flatMap(({ about, motion }) =>
      motion.filter((line) => /: unknown\b|birth date:/.test(line)).map((line) => `${about}: ${line}`),
    );
    expect(wrong).toEqual([]);
  });

  it('on what rests on charges are made for every path that quashes', () => {
    expect([...new Set(papers.map(({ found }) => found.path))].sort()).toEqual(
      packs
        .flatMap((pack) =>
          pack.paths.flatMap(({ relief, path }) => (relief === 'quash' ? [`${pack.file.jurisdiction}/${path}`] : [])),
        )
        .sort(),
    );
  });

  it('never say that an order leaves a count alone that the same order ends', () => {
    const contradictions = papers.flatMap(({ about, draft, order }) => {
      const meant = order.find((line) => line.startsWith('What this order says of charges'));
      const left = order.find((line) => line.startsWith('This order does not affect'));
      const speaks = draft.view.relief.orders.some((line) => /\b(counts?|charges?|case)\b/.test(line));
      if (!speaks || left === undefined) return [];
      const numbers = (text: string): string[] => text.match(/\d+/g) ?? [];
      const own = new Set(numbers((draft.view.relief.chargesMeant ?? '').replace(/\bcase \S+ count \d+/g, '')));
      const isNamed = meant !== undefined && !numbers(left).some((count) => own.has(count));
      return isNamed ? [] : [`${about}: ${left}`];
    });
    expect(contradictions).toEqual([]);
  });

  it('dismiss as void a possession count beneath a warrant, and neither bail jumping nor paraphernalia beside it', () => {
    const mixed = papers.flatMap(({ about, found, draft, record }) => {
      const courtCase = record.cases.find(({ caseNumber }) => caseNumber === found.case.number);
      if (found.path !== 'us-wa/blake/warrant' || courtCase === undefined) return [];
      const statutes = (list: string): string[] =>
        courtCase.charges.flatMap(({ count, statute }) =>
          list.match(/\d+/g)?.includes(String(count)) === true ? (statute ?? '') : [],
        );
      const meant = draft.view.relief.chargesMeant ?? '';
      const ended = /\bcase\b/.test(meant) ? [] : statutes(meant);
      const left = statutes(draft.view.otherCountList ?? '');
      return ended.some((statute) => statute.startsWith('69.50.401')) ? [{ about, ended, left }] : [];
    });
    expect(mixed.filter(({ ended }) => ended.some((statute) => !statute.startsWith('69.50.401')))).toEqual([]);
    const beside = mixed.flatMap(({ left }) => left);
    expect(beside).toEqual(expect.arrayContaining(['9A.76.170', '69.50.412', '9A.52.030']));
  });

  it('dismiss nothing where the warrant rests on bail jumping or paraphernalia alone', () => {
    const others = papers.filter(
      ({ found, record }) =>
        found.path === 'us-wa/blake/warrant' &&
        record.cases.every(({ charges }) => charges.every(({ statute }) => !(statute ?? '').startsWith('69.50.401'))),
    );
    const statutes = others.flatMap(({ record }) => record.cases.flatMap(({ charges }) => charges));
    expect(statutes.map(({ statute }) => statute)).toEqual(expect.arrayContaining(['9A.76.170', '69.50.412']));
    for (const { order } of others) {
      const dismissing = order.filter((line) => /\bdismissed\b/.test(line));
      expect(dismissing).toEqual([
        expect.stringMatching(
          /^Each count beneath it that charges possession .* bail jumping, or of paraphernalia, is not/,
        ),
      ]);
    }
  });

  it('ask in the motion for every term that the order gives', () => {
    const unasked = papers.flatMap(({ about, motion, order, draft }) => {
      const from = order.findIndex((line) => /\b(is|motion) granted as to|The petition is granted/.test(line));
      const terms = order.slice(from + 1, order.indexOf('Dated:'));
      expect(terms.slice(0, draft.view.relief.orders.length)).toEqual(draft.view.relief.orders);
      return terms.filter((term) => !motion.includes(term)).map((term) => `${about}: ${term}`);
    });
    expect(unasked).toEqual([]);
  });
});
