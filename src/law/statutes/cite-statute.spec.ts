import { citeStatute, parseStatute } from './index.js';

describe('a formal citation', () => {
  it.each([
    ['CA', '11350(A) HS', 'Cal. Health & Safety Code § 11350(a)'],
    ['CA', '664/459 PC', 'Cal. Penal Code § 459'],
    ['CA', '667(E)(2)(C)(IV) PC', 'Cal. Penal Code § 667(e)(2)(C)(iv)'],
    ['CA', '288A(B)(1) PC', 'Cal. Penal Code § 288a(b)(1)'],
    ['MD', 'CR.5.601.(a).(1)', 'Md. Code, Crim. Law § 5-601(a)(1)'],
    ['MD', 'Art. 27, § 287A(c)', 'Md. Code, Art. 27, § 287A(c)'],
    ['OR', '4757523A', 'ORS 475.752(3)(a)'],
    ['OR', '475B3493C', 'ORS 475B.349(3)(c)'],
    ['WA', '69504013', 'RCW 69.50.4013'],
    ['RI', '21-28-4.01-C1', 'R.I. Gen. Laws § 21-28-4.01(c)(1)'],
    ['VT', '18 VSA 4230(a)(1)(a)', '18 V.S.A. § 4230(a)(1)(A)'],
    ['NY', 'PL 2211001', 'N.Y. Penal Law § 221.10(1)'],
  ])('%s: %s is cited as %s', (state, text, cite) => {
    const statute = parseStatute(text, state);
    expect(statute && citeStatute(statute)).toBe(cite);
  });

  it('does not exist where the code is not known or the text has two readings', () => {
    expect(citeStatute(parseStatute('11350(a)', 'CA')!)).toBe('11350(a)');
    expect(citeStatute(parseStatute('487A PC', 'CA')!)).toBe('PC 487a or PC 487(a)');
  });
});
