import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkTemplates } from './check-templates.js';
import { SHIPPED_TEMPLATES } from './template-library.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'templates-'));
  for (const part of [
    'partials',
    'motions/default',
    'motions/us-md-baltimore-city',
    'motions/us-md',
    'letters',
    'notes',
  ]) {
    cpSync(join(SHIPPED_TEMPLATES, part), join(dir, part), { recursive: true });
  }
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const QUASH = 'motions/us-md-baltimore-city/quash-warrant';

/** Changes one file of the copy. */
function change(file: string, from: string | RegExp, to: string): void {
  const path = join(dir, file);
  const before = readFileSync(path, 'utf8');
  const after = before.replace(from, to);
  if (after === before) throw new Error(`nothing to change in ${file}`);
  writeFileSync(path, after);
}

const problems = (): string[] => checkTemplates(dir).issues.map((issue) => `${issue.code} ${issue.file}:${issue.line}`);

describe('checking templates', () => {
  it('finds nothing wrong with those that ship', () => {
    const result = checkTemplates(SHIPPED_TEMPLATES);
    expect(result.issues).toEqual([]);
    expect(result.templates).toBeGreaterThan(20);
  });

  it('names an element that documents may not have', () => {
    change(`${QUASH}/motion.hbs`, '<h2>The warrant</h2>', '<h2>The <blink>warrant</blink></h2>');
    const found = checkTemplates(dir).issues.find((issue) => issue.code === 'template-markup');
    expect(found?.sentence).toContain(`${QUASH}/motion.hbs has the element <blink>`);
  });

  it('names a field that is used and not declared, by line', () => {
    change(`${QUASH}/motion.hbs`, '<h2>The warrant</h2>', '<h2>The warrant</h2>\n<p>{{case.filedDate}}</p>');
    expect(problems()).toContain(`undeclared-field ${QUASH}/motion.hbs:10`);
  });

  it('names a field that no motion has', () => {
    change(`${QUASH}/template.yaml`, 'optional:', 'optional:\n  - case.shoeSize');
    expect(problems().some((problem) => problem.startsWith(`unknown-field ${QUASH}/template.yaml:`))).toBe(true);
  });

  it('refuses to print without escaping, and what is no helper', () => {
    change(`${QUASH}/motion.hbs`, '{{number}}', '{{{number}}}');
    expect(problems()).toContain(`template-syntax ${QUASH}/motion.hbs:12`);
    change('motions/default/vacate/motion.hbs', '{{> authority}}', '{{#with case}}{{number}}{{/with}}');
    expect(problems().some((problem) => problem.startsWith('template-syntax motions/default/vacate/motion.hbs:'))).toBe(
      true,
    );
  });

  it('names a file and line of YAML that is not as it should be', () => {
    change(`${QUASH}/template.yaml`, /^movant: people$/m, 'movant: nobody');
    const found = checkTemplates(dir).issues.find((issue) => issue.file === `${QUASH}/template.yaml`);
    expect(found).toMatchObject({ code: 'template-file', line: 5 });
    expect(found?.sentence).toContain('movant');
  });

  it('names a word that labels people, and what to write', () => {
    change('letters/default/relief-letter/letter.hbs', 'Our office', 'Dear offender, our office');
    const found = checkTemplates(dir).issues.find((issue) => issue.code === 'language');
    expect(found?.sentence).toContain('a person convicted of an offense');
  });

  it('says when a sample prints other than it did', () => {
    change(`${QUASH}/order.hbs`, 'The motion is granted', 'The State’s motion is granted');
    expect(problems().some((problem) => problem.startsWith(`golden ${QUASH}/golden.txt`))).toBe(true);
    checkTemplates(dir, { update: true });
    expect(problems()).toEqual([]);
  });

  it('asks for a partial’s parameter where it is included', () => {
    change(`${QUASH}/order.hbs`, '{{> caption paper="[PROPOSED] ORDER QUASHING WARRANT"}}', '{{> caption}}');
    expect(problems()).toContain(`missing-parameter ${QUASH}/order.hbs:2`);
  });

  it('asks for a sample', () => {
    rmSync(join(dir, QUASH, 'sample.yaml'));
    expect(problems().some((problem) => problem === `sample ${QUASH}/sample.yaml:1`)).toBe(true);
  });
});
