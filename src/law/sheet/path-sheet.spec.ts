import { criterion, syntheticPack } from '../engine/synthetic-pack.js';
import type { Pack } from '../engine/pack.js';
import { pathSheet, type PathSheet } from './path-sheet.js';
import { printSheet } from './print-sheet.js';
import { sheetPage } from './sheet-page.js';

const head = {
  authorities: {
    act: { cite: 'Test Act § 1', verified: 'yes' },
    note: { cite: 'Test Note <7>', title: 'A note', verified: 'no', note: 'Not seen.', url: 'https://example.org/7' },
  },
  offenses: {
    possession: { title: 'Possession', include: ['HS 11350'], exclude: ['HS 11350(d)'], authority: 'act' },
    attempts: { include: ['HS 11350'], inchoate: ['attempt'], authority: 'act' },
  },
  definitions: { small: { fact: 'weight-grams', atMost: '$most' } },
  parameters: {
    most: {
      title: 'Most',
      values: { '2020-01-01': 20, '2010-01-01': 10 },
      by: 'offense-date',
      unit: 'g',
      authority: 'note',
    },
    unused: { values: { '2010-01-01': 99 }, authority: 'act' },
  },
};
const pack: Pack = syntheticPack(
  [
    {
      path: 'test/expunge',
      offense: ['possession', 'attempts'],
      inForce: { from: '2010-01-01', until: '2030-01-01', then: 'not-eligible' },
      requires: [
        criterion('small', { use: 'small' }),
        criterion('wait', { elapsed: { since: 'conviction-date', years: 5 } }),
      ],
      unless: [
        criterion('felony', { fact: 'grade', is: 'felony' }),
        criterion('look-back', { some: { of: 'convictions', after: { 'as-of': { years: -3 } } } }),
      ],
      review: [{ id: 'justice', question: 'Is it just?', authority: 'note' }],
      cautions: [{ id: 'appeal', text: 'Is an appeal pending?' }],
      result: { becomes: 'expunged', order: ['The record is expunged.'], carveOuts: ['Firearms stay barred.'] },
      notice: { victim: 'when-named', days: 15 },
      prefers: ['us-ca/other', 'us-ca/third'],
      prefersBecause: 'It is more.',
      history: [{ date: '2020-01-01', what: 'The amount was doubled.', authority: 'note' }],
    },
  ],
  head,
);
const sheet = pathSheet(pack, pack.paths[0] as Pack['paths'][number]);

/** The texts of a section; none where the sheet has no such section. */
const textsOf = (of: PathSheet, title: string): string[] =>
  of.sections.find((section) => section.title === title)?.lines.map(({ text }) => text) ?? [];

describe('the sheet of a path', () => {
  it('keeps waits apart from who and unless, since they are what an attorney counts', () => {
    expect(textsOf(sheet, 'Who')).toEqual(['The test small holds.']);
    expect(textsOf(sheet, 'Unless')).toEqual(['The test felony holds.']);
    expect(textsOf(sheet, 'How long')).toEqual(['The test wait holds.', 'Not while: The test look-back holds.']);
  });

  it('says which offences, with exclusions and kinds', () => {
    expect(textsOf(sheet, 'What it is about')).toEqual([
      'Items: conviction.',
      'Possession: HS 11350, but not HS 11350(d)',
      'attempts: HS 11350; only as attempt',
    ]);
  });

  it('shows the numbers that the path uses, in the order of time, and no others', () => {
    expect(textsOf(sheet, 'Numbers that the law has changed, or can')).toEqual([
      'Most: 10 g from 2010-01-01, 20 g from 2020-01-01. The value is the one in force on the offense date.',
    ]);
  });

  it('says when it ended, and what a later scan answers', () => {
    expect(textsOf(sheet, 'In force')).toEqual([
      'From 2010-01-01 until 2030-01-01, that day no more.',
      'A scan as of a later day answers that the item is not eligible any more.',
    ]);
  });

  it('counts the sources that nobody checked, and marks each where it is cited', () => {
    expect(sheet.unverified).toBe(1);
    expect(printSheet(sheet)).toContain('Is it just? [Test Note <7>, not verified]');
    expect(printSheet(sheet)).toContain('NOT VERIFIED: Test Note <7>, A note. Not seen.');
    expect(printSheet(sheet)).toContain('verified: Test Act § 1');
  });

  it('names the paths that it goes before, with the reason, and whom to tell', () => {
    expect(textsOf(sheet, 'Where another path is open as well')).toEqual([
      'This one is drafted rather than us-ca/other, us-ca/third: It is more.',
    ]);
    expect(textsOf(sheet, 'Who moves, and who is told')).toContain(
      'A victim who is named is told. At least 15 days before.',
    );
  });

  it('says of a path that is switched off that no scan uses it', () => {
    const off = syntheticPack([{ enabled: false }], head);
    expect(textsOf(pathSheet(off, off.paths[0] as Pack['paths'][number]), 'In force')).toContain(
      'Switched off: no scan uses it unless an office switches it on with an overlay.',
    );
  });
});

describe('the page of a path', () => {
  const page = sheetPage(sheet);

  it('says everything that the text says, and nothing in it is markup', () => {
    for (const { title, lines } of sheet.sections) {
      expect(page).toContain(`<h2>${title}</h2>`);
      for (const { text } of lines) expect(page).toContain(text.replaceAll('<', '&lt;').replaceAll('>', '&gt;'));
    }
    expect(page).toContain('Test Note &lt;7&gt;');
    expect(page).not.toContain('<7>');
  });

  it('stands alone: no script, no style sheet or picture from elsewhere', () => {
    expect(page).not.toMatch(/<script|<link|<img|@import|url\(/);
  });

  it('marks unchecked sources in the margin and in the text', () => {
    expect(page).toContain('Not every source of this path was checked: 1 to read before anything is filed.');
    expect(page).toContain('<span class="unverified">Not verified.</span>');
    expect(page.match(/Verified\./g)).toHaveLength(1);
  });
});
