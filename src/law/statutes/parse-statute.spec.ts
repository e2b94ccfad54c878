import fc from 'fast-check';
import { knownStates, parseStatute, printStatute, type Statute } from './index.js';
import { stateLaw } from './state-law.js';

describe('a statute', () => {
  it('is taken apart', () => {
    expect(parseStatute('664/11377(A)(1) HS-POSS', 'CA')).toEqual({
      state: 'CA',
      code: 'HS',
      section: '11377',
      subdivisions: ['a', '1'],
      inchoate: 'attempt',
      grade: null,
      alternatives: [],
    });
    expect(parseStatute('CR.5.601.(a).(1)', 'MD')).toMatchObject({
      code: 'CR',
      section: '5-601',
      subdivisions: ['a', '1'],
    });
    expect(parseStatute('4758542B', 'OR')).toMatchObject({ code: 'ORS', section: '475.854', subdivisions: ['2', 'b'] });
    expect(parseStatute('HS11350(A)/F', 'CA')).toMatchObject({
      section: '11350',
      subdivisions: ['a'],
      grade: 'felony',
    });
  });

  it('has no code where the text names none and the state has several', () => {
    expect(parseStatute('11350(a)', 'CA')?.code).toBeNull();
    expect(parseStatute('475.854', 'OR')?.code).toBe('ORS');
  });

  it('has no code where unknown words in front may name one, as a county ordinance does', () => {
    expect(parseStatute('KCC 69.50.401', 'WA')?.code).toBeNull();
  });

  it('keeps both readings where a letter may belong to the section or to a subdivision', () => {
    const statute = parseStatute('487A PC', 'CA');
    expect(statute).toMatchObject({ section: '487a', subdivisions: [] });
    expect(statute?.alternatives).toMatchObject([{ section: '487', subdivisions: ['a'] }]);
  });

  it('does not lend the code of a prefix to a number of another code: PC 664/11377 is no Penal Code section', () => {
    expect(parseStatute('PC 664/11377', 'CA')).toMatchObject({ code: null, section: '11377', inchoate: 'attempt' });
    expect(parseStatute('PC 664/187', 'CA')).toMatchObject({ code: 'PC', section: '187', inchoate: 'attempt' });
  });

  it('is null for a state nobody wrote a file for', () => {
    expect(parseStatute('893.13', 'FL')).toBeNull();
    expect(parseStatute('HS 11350', '__proto__')).toBeNull();
    expect(knownStates()).toEqual(expect.arrayContaining(['CA', 'MD', 'NY', 'OR', 'RI', 'VT', 'WA']));
  });

  it('is the same object for the same text, and cannot be changed', () => {
    const statute = parseStatute('HS 11350(a)', 'CA');
    expect(parseStatute('HS 11350(a)', 'CA')).toBe(statute);
    expect(parseStatute('11350(A) H&S', 'CA')).toBe(statute);
    expect(Object.isFrozen(statute)).toBe(true);
  });

  it('stays bounded in memory and right after more spellings than the cache holds', () => {
    for (let i = 0; i < 120_000; i += 1) parseStatute(`${i % 9999} PC ${i}`, 'CA');
    expect(parseStatute('11350(A) HS', 'CA')).toMatchObject({ code: 'HS', section: '11350', subdivisions: ['a'] });
  });
});

const state = fc.constantFrom(...knownStates());

/** Texts that look like citations: the alphabet of real data, so that the reader's every branch is reached. */
const likeACitation = fc
  .array(
    fc.constantFrom(
      ...[
        '11350',
        '664',
        '182',
        '5-601',
        '27',
        '475.854',
        '4758542',
        '69.50.4013',
        '21-28-4.01',
        '18',
        '4230',
        '220.03',
        '110',
        '9A.28.020',
      ],
      ...['HS', 'PC', 'H&S', 'CR', 'ORS', 'RCW', 'GL', 'V.S.A.', 'PL', 'Art. 27', 'VSA'],
      ...[
        '(a)',
        '(A)(1)',
        '(2)(b)',
        'A',
        'A1',
        '2B',
        '01',
        '(',
        ')',
        '/',
        '-',
        '.',
        ' ',
        ' ',
        '  ',
        ',',
        ' or ',
        ' and ',
        '§',
        '?',
        '[b]',
        '–',
      ],
      ...[
        '-F',
        '/M',
        ' BM',
        ' felony',
        'ATT ',
        'CONSPIRACY ',
        'POSS',
        'subd. (a)',
        '28.5 GRAMS',
        'COUNT 1: ',
        '1. ',
        '\u00a0',
        '0',
        '11357.5',
      ],
    ),
    { maxLength: 9 },
  )
  .map((parts) => parts.join(''));

const agree = (a: Statute | null, b: Statute | null) =>
  a === null ? b === null : b !== null && printStatute(a) === printStatute(b);

describe('reading any text', () => {
  it('never throws, and what it reads prints and reads back as the same statute', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary', maxLength: 400 }), fc.string({ maxLength: 60 }), likeACitation),
        state,
        (text, of) => {
          const statute = parseStatute(text, of);
          return statute === null || parseStatute(printStatute(statute), of) === statute;
        },
      ),
      { numRuns: 20_000 },
    );
  });

  it('does not depend on capitals or on how many blanks stand between the parts', () => {
    fc.assert(
      fc.property(likeACitation, state, (text, of) => {
        const statute = parseStatute(text, of);
        return (
          agree(statute, parseStatute(text.toUpperCase(), of)) &&
          agree(statute, parseStatute(text.toLowerCase(), of)) &&
          agree(statute, parseStatute(`  ${text.replaceAll(' ', '  ')} `, of))
        );
      }),
      { numRuns: 10_000 },
    );
  });

  it('finds no statute where there is no digit', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 80 }),
        state,
        (text, of) => parseStatute(text.replace(/\p{Nd}/gu, ''), of) === null,
      ),
      { numRuns: 3_000 },
    );
  });
});

describe('the states\u2019 files', () => {
  it.each(knownStates())('%s names a formal citation for every code', (of) => {
    const law = stateLaw(of);
    for (const code of law?.codes.values() ?? []) {
      expect(code.cite).toContain('{section}');
      expect(code.shapes.length).toBeGreaterThan(0);
    }
  });

  it.each(knownStates())('%s has sections for attempts and the like that read as themselves', (of) => {
    const law = stateLaw(of);
    for (const [section, { code, kind }] of law?.inchoateSections ?? []) {
      expect(parseStatute(`${code} ${section}`, of)).toMatchObject({ code, section, inchoate: kind, alternatives: [] });
    }
  });
});
