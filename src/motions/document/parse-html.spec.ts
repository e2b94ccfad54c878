import { parseArticles } from './parse-html.js';
import { plainText } from './tree.js';

const article = (inner: string): string => `<article data-document="motion" data-title="Motion">${inner}</article>`;
const parse = (inner: string) => parseArticles(article(inner), 'motions/x/y/motion.hbs')[0]?.blocks ?? [];

describe('a template’s output', () => {
  it('becomes blocks, with white space collapsed and emphasis kept', () => {
    const [paragraph] = parse('<p class="indent">The  <strong>State</strong>\n says <em>no</em> more. </p>');
    expect(paragraph).toEqual({
      type: 'paragraph',
      indent: true,
      content: [
        { text: 'The ' },
        { text: 'State', bold: true },
        { text: ' says ' },
        { text: 'no', italic: true },
        { text: ' more.' },
      ],
    });
  });

  it('keeps escaped data as text', () => {
    const [paragraph] = parse('<p>&lt;script&gt;alert(1)&lt;/script&gt; &#x27;{{x}}&#x27; #let</p>');
    expect(paragraph?.type === 'paragraph' && plainText(paragraph.content)).toBe(
      "<script>alert(1)</script> '{{x}}' #let",
    );
  });

  it('runs numbered paragraphs on through headings', () => {
    const blocks = parse(
      '<ol class="decimal"><li>a</li><li>b</li></ol><h2>More</h2><ol class="decimal" data-continue="yes"><li>c<ol class="alpha"><li>d</li></ol></li></ol>',
    );
    expect(blocks[2]).toMatchObject({ type: 'list', start: 3, items: [{ sub: [{ style: 'alpha', start: 1 }] }] });
  });

  it('keeps a section sign and its number on one line, and says where a fact was read', () => {
    const [list] = parse('<ul><li data-source="charges.csv, row 2">PC § 1170.18</li></ul>');
    expect(list).toMatchObject({ items: [{ source: 'charges.csv, row 2', content: [{ text: 'PC §\u00a01170.18' }] }] });
  });

  it.each([
    ['<p>a<script>b</script></p>', 'the element <script>'],
    ['<p style="color:red">a</p>', 'the attribute style on <p>'],
    ['<p class="huge">a</p>', 'the class “huge” on <p>'],
    ['<p class=indent>a</p>', 'without double quotation marks'],
    ['<p>a', 'does not close <p>'],
    ['loose text', 'text directly in <article>'],
    ['<ol class="decimal"></ol>', 'a list without items'],
    ['<p>a<!-- b --></p>', 'an HTML comment'],
    ['<p><h2>a</h2></p>', '<p>'],
    ['<p class="rule">a</p>', 'outside a signature'],
    ['<section class="caption"><div class="court"><p>x</p></div></section>', 'without its <div class="party">'],
    [
      '<table><caption>c</caption><thead><tr><th>a</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>',
      'a row of 2 cells under 1',
    ],
  ])('refuses %s by name', (inner, what) => {
    expect(() => parse(inner)).toThrow(what);
    expect(() => parse(inner)).toThrow('motions/x/y/motion.hbs');
  });

  it('refuses a paper that is no known kind', () => {
    expect(() => parseArticles('<article data-document="memo" data-title="x"></article>', 't')).toThrow(
      'data-document',
    );
    expect(() => parseArticles('', 't')).toThrow('no <article>');
  });
});
