import { readOffense } from './offense.js';

const split = (text: string) => {
  const { statute, description } = readOffense(text, '');
  return [statute, description];
};

describe('the section and the description of an offence', () => {
  it('are parted by the first hyphen', () => {
    expect(split('11358 HS-CULTIVATE CANNABIS')).toEqual(['11358 HS', 'CULTIVATE CANNABIS']);
    expect(split('11377(A)HS-POSS-METH')).toEqual(['11377(A)HS', 'POSS-METH']);
    expect(split('459 PC')).toEqual(['459 PC', undefined]);
    expect(split('-CULTIVATE CANNABIS')).toEqual([undefined, 'CULTIVATE CANNABIS']);
  });

  it.each([
    ['664-11377(A) HS-POSS CONTROLLED SUB', '664-11377(A) HS', 'POSS CONTROLLED SUB'],
    ['664-459 PC-BURGLARY', '664-459 PC', 'BURGLARY'],
    ['182(A)(1)-11352(A) HS-CONSPIRACY', '182(A)(1)-11352(A) HS', 'CONSPIRACY'],
    ['664-11377(A) HS', '664-11377(A) HS', undefined],
  ])('are not parted inside a citation, because an attempt names its target: %s', (text, statute, description) => {
    expect(split(text)).toEqual([statute, description]);
  });

  it('are parted behind the code even where the description begins with a number', () => {
    expect(split('487(A) PC-2ND DEGREE')).toEqual(['487(A) PC', '2ND DEGREE']);
    expect(split('12020(A)-POSS WEAPON')).toEqual(['12020(A)', 'POSS WEAPON']);
  });

  it('are those of the comment where the offence says to look there', () => {
    expect(readOffense('SEE COMMENT FOR CHARGE', '664-11357(A) HS-POSS')).toEqual({
      statute: '664-11357(A) HS',
      description: 'POSS',
      fromComment: true,
    });
  });
});
