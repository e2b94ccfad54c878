import { checkLanguage } from './check-language.js';

describe('the language check', () => {
  it('names the word, its place and what to write instead', () => {
    const [issue] = checkLanguage('The court heard the\nconvicted felon today.');
    expect(issue).toMatchObject({ line: 2, column: 11, word: 'felon', use: 'a person convicted of a felony' });
    expect(issue?.sentence).toContain('The Last Mile');
  });

  it('leaves quoted words alone, in a template and in YAML', () => {
    expect(checkLanguage('<p>the <q cite="PC 290">Sex Offender\nRegistration Act</q></p>')).toEqual([]);
    expect(checkLanguage('title: Sex Offender Registration Act # language: quoted (title of the act)')).toEqual([]);
    expect(checkLanguage('# language: quoted\ntitle: Youthful Offender Act\nnote: an offender')).toHaveLength(1);
  });

  it('knows what only sounds alike', () => {
    expect(
      checkLanguage('The offense is a felony; no jury would convict, and the offenderScore stays. Clean Slate Act.'),
    ).toEqual([]);
    expect(checkLanguage('addicted, inmates').map((issue) => issue.word)).toEqual(['inmates']);
  });

  it('finds a label of two words as one', () => {
    expect(checkLanguage('a drug abuser with a dirty test').map((issue) => issue.word)).toEqual([
      'drug abuser',
      'dirty',
    ]);
  });
});
