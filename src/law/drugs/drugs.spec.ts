import fc from 'fast-check';
import { MET, NOT_MET, UNKNOWN } from '../engine/determination.js';
import { isSubstanceName, readSubstance, substanceMatches, substanceNames, toMeasure } from './index.js';

describe('reading a substance', () => {
  it.each([
    ['MARIHUANA', { is: 'cannabis' }],
    ['CDS:POSSESSION-MARIJUANA', { is: 'cannabis' }],
    ['POSS MARIJ L/T 10G', { is: 'cannabis' }],
    ['Poss LT 1 Oz Marijuana', { is: 'cannabis' }],
    ['weed', { is: 'cannabis' }],
    ['Concentrated cannabis', { is: 'cannabis-concentrate' }],
    ['hash oil', { is: 'cannabis-concentrate' }],
    ['PCS - Meth', { is: 'methamphetamine' }],
    ['Unlawful Possession of Methamphetamine', { is: 'methamphetamine' }],
    ['methadone', { is: 'methadone' }],
    ['crack cocaine', { is: 'cocaine-base' }],
    ['COCAINE BASE (CRACK)', { is: 'cocaine-base' }],
    ['Suboxone strips', { is: 'buprenorphine' }],
    ['BUNAVAIL FILM', { is: 'buprenorphine' }],
    ['Sublocade 300 mg', { is: 'buprenorphine' }],
    ['POSS BUPE', { is: 'buprenorphine' }],
    ['3,4-methylenedioxymethamphetamine', { is: 'mdma' }],
    ['ACID', { is: 'lsd' }],
    ['lysergic acid diethylamide', { is: 'lsd' }],
    ['synthetic marijuana', { is: 'synthetic-cannabinoid' }],
    ['acetyl fentanyl', { is: 'fentanyl-analogue' }],
    ['SCHEDULE II', { isA: 'schedule-II' }],
    ['CDS: PWID NARC', { isA: 'narcotic' }],
  ])('%s is %j', (text, reading) => {
    expect(readSubstance(text)).toEqual(reading);
  });

  it.each([
    ['CDS:POSSESS-NOT MARIJUANA'],
    ['CDS: POSSESS-NOT MARIHUANA'],
    ['NON-MARIJ'],
    ['controlled substance other than marijuana'],
    ['other than marijuana or hashish'],
    ['NOT  CANNABIS'],
  ])('%s says only that it is not cannabis', (text) => {
    expect(readSubstance(text)).toEqual({ not: 'cannabis' });
  });

  it.each([
    ['cocaine and heroin', 'it names two drugs'],
    ['POSSESSION OF SCHEDULE I II III', 'it names several schedules'],
    ['imitation cocaine', 'it is not cocaine'],
    ['simulated LSD', 'it is not LSD'],
    ['hydrochloric acid', 'acid alone means LSD, as part of another name it does not'],
    ['controlled substance', 'it names none'],
    ['bupropion', 'it only begins as a drug does'],
    ['', 'it is empty'],
    ['constructor', 'it is a word of the machine'],
  ])('"%s" is not read, because %s', (text) => {
    expect(readSubstance(text)).toBeNull();
  });

  it('takes the wider kind where a text names a drug and one of its forms, because there may be two things', () => {
    expect(readSubstance('marijuana, hashish')).toEqual({ is: 'cannabis' });
  });

  it('takes the drug that is named where another is denied', () => {
    expect(readSubstance('not marijuana - heroin')).toEqual({ is: 'heroin' });
  });
});

describe('reading any text', () => {
  const words = fc.constantFrom(
    ...'POSS|NOT|MARIJUANA|COCAINE|BASE|CRACK|METH|,|-|/|OR|AND|SCHEDULE|I|II|10G|NON|HASHISH|ACID|NARC|()'.split('|'),
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(words, { maxLength: 6 }).map((all) => all.join(' ')),
  );

  it('never throws and does not depend on capitals', () => {
    fc.assert(
      fc.property(text, (one) => {
        expect(readSubstance(one.toLowerCase())).toEqual(readSubstance(one.toLowerCase().toUpperCase()));
      }),
    );
  });

  it('gives a reading that matches its own name for certain, or rules it out', () => {
    fc.assert(
      fc.property(text, (one) => {
        const reading = readSubstance(one);
        if (reading === null) return;
        const name = 'is' in reading ? reading.is : 'isA' in reading ? reading.isA : reading.not;
        expect(substanceMatches(reading, [name])).toBe('not' in reading ? NOT_MET : MET);
      }),
    );
  });
});

describe('matching a substance', () => {
  const matches = (text: string, ...names: string[]) => substanceMatches(readSubstance(text), names);

  it('knows substance, class and schedule', () => {
    expect(matches('heroin', 'heroin')).toBe(MET);
    expect(matches('heroin', 'opioid')).toBe(MET);
    expect(matches('heroin', 'narcotic')).toBe(MET);
    expect(matches('heroin', 'schedule-I')).toBe(MET);
    expect(matches('heroin', 'schedule-II')).toBe(NOT_MET);
    expect(matches('heroin', 'cannabis')).toBe(NOT_MET);
    expect(matches('hashish', 'cannabis')).toBe(MET);
    expect(matches('methamphetamine', 'narcotic')).toBe(NOT_MET);
  });

  it('does not take a wider name for the narrower one', () => {
    expect(matches('cocaine', 'cocaine-base')).toBe(UNKNOWN);
    expect(matches('marijuana', 'concentrate')).toBe(UNKNOWN);
    expect(matches('marijuana', 'cannabis-concentrate')).toBe(UNKNOWN);
    expect(matches('crack', 'cocaine')).toBe(MET);
  });

  it('rules out cannabis and nothing else where the text only says that it is not cannabis', () => {
    expect(matches('NOT MARIJUANA', 'cannabis')).toBe(NOT_MET);
    expect(matches('NOT MARIJUANA', 'concentrate')).toBe(NOT_MET);
    expect(matches('NOT MARIJUANA', 'heroin')).toBe(UNKNOWN);
  });

  it('is unknown where nothing is read, and where only a class is', () => {
    expect(matches('white powder', 'cocaine')).toBe(UNKNOWN);
    expect(matches('narcotic', 'heroin')).toBe(UNKNOWN);
    expect(matches('narcotic', 'narcotic')).toBe(MET);
    expect(matches('schedule 2', 'schedule-III')).toBe(NOT_MET);
  });

  it('takes the schedule of the day, because hydrocodone mixtures moved on 6 October 2014', () => {
    const hydrocodone = readSubstance('Vicodin');
    expect(substanceMatches(hydrocodone, ['schedule-II'], '2014-10-05')).toBe(UNKNOWN);
    expect(substanceMatches(hydrocodone, ['schedule-II'], '2014-10-06')).toBe(MET);
    expect(substanceMatches(hydrocodone, ['schedule-III'], '2014-10-06')).toBe(NOT_MET);
    expect(substanceMatches(hydrocodone, ['schedule-II'], '2014')).toBe(UNKNOWN);
    expect(substanceMatches(hydrocodone, ['schedule-II'], '2015')).toBe(MET);
    expect(substanceMatches(hydrocodone, ['schedule-II'])).toBe(UNKNOWN);
  });

  it('refuses a name that the catalogue does not hold, because a misspelt list would never match', () => {
    expect(() => substanceMatches({ is: 'heroin' }, ['herion'])).toThrow('"herion" is no substance');
    expect(isSubstanceName('schedule-II')).toBe(true);
    expect(isSubstanceName('constructor')).toBe(false);
    expect(substanceNames()).toContain('cannabis');
  });
});

describe('a quantity', () => {
  it.each([
    [28.5, 'grams', 28.5],
    [224, 'mg', 0.224],
    [1, 'oz', 28.349523125],
    [1.5, 'Ounces', 42.524284688],
    [1, 'LB', 453.59237],
    [2, 'kg', 2000],
    [10, 'grains', 0.6479891],
  ])('%d %s is %d g', (amount, unit, grams) => {
    expect(toMeasure({ amount, unit })).toEqual({ kind: 'grams', amount: grams });
  });

  it('has the same weight however it is put', () => {
    expect(toMeasure({ amount: 2, unit: 'oz' })).toEqual(toMeasure({ amount: 0.125, unit: 'lb' }));
    expect(toMeasure({ amount: 1000, unit: 'mg' })).toEqual(toMeasure({ amount: 1, unit: 'g.' }));
  });

  it('counts plants and dosage units', () => {
    expect(toMeasure({ amount: 6, unit: 'plants' })).toEqual({ kind: 'plants', amount: 6 });
    for (const unit of ['pills', 'Tablet', 'capsules', 'dosage units', 'DU', 'user units']) {
      expect(toMeasure({ amount: 40, unit })).toEqual({ kind: 'dosage-units', amount: 40 });
    }
  });

  it.each(['film', 'Films', 'strip', 'strips', 'SUBLINGUAL FILMS', 'buccal film'])(
    'in %s is counted as dosage units, because each is one dose of buprenorphine',
    (unit) => {
      expect(toMeasure({ amount: 4, unit })).toEqual({ kind: 'dosage-units', amount: 4 });
    },
  );

  it.each([
    ['gr', 'it is gram or grain'],
    ['ml', 'it is a volume'],
    ['bindles', 'it holds no fixed amount'],
    ['', 'there is none'],
    ['toString', 'it is no unit'],
  ])('in "%s" is unknown, because %s', (unit) => {
    expect(toMeasure({ amount: 1, unit })).toBeNull();
  });

  it('of nothing, or that is no number, is unknown', () => {
    for (const amount of [0, -1, NaN, Infinity]) expect(toMeasure({ amount, unit: 'g' })).toBeNull();
  });
});
