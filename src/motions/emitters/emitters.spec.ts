import { strFromU8, unzipSync } from 'fflate';
import type { DocumentTree } from '../document/tree.js';
import { aCase, aCharge, aDetermination, aRecord, draft, oneDraft, templates } from '../test-drafts.js';
import { draftSample } from '../templating/check-templates.js';
import { renderDraft } from '../templating/render-draft.js';
import { DocxEmitter } from './docx-emitter.js';
import { HtmlEmitter } from './html-emitter.js';
import { PdfEmitter } from './pdf-emitter.js';

const pdf = new PdfEmitter();
const docx = new DocxEmitter();
const html = new HtmlEmitter();

/** The motion of an invented person of this name. */
function motionFor(last: string, caseNumber = '4B00812345'): DocumentTree {
  const record = aRecord({ name: { first: 'Ann', last }, cases: [aCase({ caseNumber })] });
  const determination = aDetermination();
  const one = oneDraft({
    record,
    determinations: [{ ...determination, case: { ...determination.case, number: caseNumber } }],
  });
  const motion = renderDraft(one, templates()).documents.find((document) => document.role === 'motion');
  if (motion === undefined) throw new Error('no motion was rendered');
  return motion.tree;
}

async function wordXml(tree: DocumentTree): Promise<string> {
  const entries = unzipSync(await docx.render(tree));
  return strFromU8(entries['word/document.xml'] ?? new Uint8Array());
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

describe('the three outputs', () => {
  it.each([
    ['<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    ['#let x = 1 #panic("no")', '#let x = 1 #panic(&quot;no&quot;)'],
    ['{{office.name}} {{{x}}}', '{{office.name}} {{{x}}}'],
    ['*bold* _it_ `code` $x$ @ref <label> \\', '*bold* _it_ `code` $x$ @ref &lt;label&gt; \\'],
    ["O'Neil & “Sons” = a=b", 'O&#39;Neil &amp; “Sons” = a=b'],
  ])('print the name %s as it is spelled', async (name, escaped) => {
    const tree = motionFor(name);
    expect(text(await html.render(tree))).toContain(`Ann ${escaped}`);
    expect(await wordXml(tree)).toContain(
      `Ann ${escaped.replace(/&quot;/g, '&quot;').replace(/&#39;/g, "'")}`.replace(/'/g, '&apos;'),
    );
    expect((await pdf.render(tree)).length).toBeGreaterThan(10_000);
  });

  it('print a case number full of markup into the title of the PDF as text', async () => {
    const bytes = await pdf.render(motionFor('Exampleton', '#eval("1")-$x$'));
    expect(Buffer.from(bytes).toString('latin1')).toContain('#eval(');
  });

  it.each([
    ['Vietnamese', 'Nguyễn Thị Ánh Đặng'],
    ['Arabic', 'محمد بن سلمان'],
    ['Chinese', '李小龍 欧阳'],
    ['Hebrew', 'אברהם'],
    ['Armenian', 'Պետրոսյան'],
    ['Khmer', 'សុខា'],
    ['Polish and Turkish', 'Żółć Işık Łukasz'],
  ])('hold a name in %s', async (_script, name) => {
    const tree = motionFor(name);
    expect((await pdf.render(tree)).length).toBeGreaterThan(10_000);
    expect(await wordXml(tree)).toContain(name);
    expect(text(await html.render(tree))).toContain(name);
  });

  it('send a name that no font can print to a person, and print nothing in its place', async () => {
    await expect(pdf.render(motionFor('ქართული'))).rejects.toMatchObject({ code: 'glyph-missing' });
    await expect(pdf.render(motionFor('Smiley 😀'))).rejects.toThrow('none of the fonts has (😀)');
  });

  it('break a name without spaces and hold one of 300 characters', async () => {
    const tree = motionFor(`${'X'.repeat(120)} ${'Longname '.repeat(20)}`);
    expect(text(await html.render(tree))).toContain(`${'X'.repeat(40)}\u200b${'X'.repeat(40)}`);
    expect((await pdf.render(tree)).length).toBeGreaterThan(10_000);
  });

  it('hold sixty counts', async () => {
    const charges = Array.from({ length: 60 }, (_, index) => aCharge(index + 1));
    const determinations = charges.map((charge) =>
      aDetermination({ item: { kind: 'pending-charge', count: charge.count } }),
    );
    const one = oneDraft({ record: aRecord({ cases: [aCase({ charges })] }), determinations });
    expect(one.view.countList).toBe('counts 1 through 60');
    for (const { tree } of renderDraft(one, templates()).documents) {
      expect((await pdf.render(tree)).length).toBeGreaterThan(10_000);
      expect((await docx.render(tree)).length).toBeGreaterThan(5_000);
    }
  });

  it('mark a draft on every page until it is approved, and never the attorney’s notes', async () => {
    const one = oneDraft();
    const [motion] = renderDraft(one, templates()).documents;
    const [approved] = renderDraft({ ...one, watermark: false }, templates()).documents;
    const notes = renderDraft(one, templates()).documents.find((document) => document.role === 'notes');
    if (motion === undefined || approved === undefined || notes === undefined) throw new Error('papers are missing');
    expect(text(await html.render(motion.tree))).toContain('<body class="draft">');
    expect(text(await html.render(approved.tree))).not.toContain('<body class="draft">');
    expect(notes.tree.draft).toBe(false);
    const headers = (bytes: Uint8Array): string => {
      const entries = unzipSync(bytes);
      return Object.keys(entries)
        .filter((name) => name.startsWith('word/header') && name.endsWith('.xml'))
        .map((name) => strFromU8(entries[name] ?? new Uint8Array()))
        .join('');
    };
    expect(headers(await docx.render(motion.tree))).toContain('string="DRAFT"');
    expect(headers(await docx.render(approved.tree))).not.toContain('DRAFT');
  });

  it('carry the row of each fact in the HTML', async () => {
    expect(text(await html.render(motionFor('Exampleton')))).toContain('data-source="charges.csv, row 2"');
  });

  it('are PDF/A-2a, dated by the scan and by no clock', async () => {
    const raw = Buffer.from(await pdf.render(motionFor('Exampleton'))).toString('latin1');
    expect(raw).toContain('<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>');
    expect(raw).toContain('<xmp:CreateDate>2021-06-01T00:00:00Z</xmp:CreateDate>');
    expect(raw).toContain('/MarkInfo');
  });

  it('are the same bytes each time, for every paper of every template', async () => {
    const other = new PdfEmitter();
    for (const template of templates().templates.values()) {
      if (template.group !== 'motions') continue;
      const { drafts } = draftSample(`${template.path}/sample.yaml`, template.id, templates());
      for (const { tree } of drafts.flatMap((each) => renderDraft(each, templates()).documents)) {
        expect(Buffer.compare(Buffer.from(await pdf.render(tree)), Buffer.from(await other.render(tree)))).toBe(0);
        expect(Buffer.compare(Buffer.from(await docx.render(tree)), Buffer.from(await docx.render(tree)))).toBe(0);
      }
    }
  });

  it('say nothing of a person whose draft has an issue', () => {
    expect(draft({ record: { personId: 'P-1', cases: [aCase()] } }).drafts).toEqual([]);
  });
});
