import fc from 'fast-check';
import { LONGEST_NAME, NameBook, safeName } from './safe-name.js';

describe('file names', () => {
  it('have no character that a disk, a court or a ZIP reader refuses, and are never empty', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const name = safeName(text, LONGEST_NAME);
        expect(name).not.toMatch(/[\\/:*?"<>|\s\p{C}]/u);
        expect(name).not.toMatch(/^\.|[.-]$/);
        expect(name.length).toBeGreaterThan(0);
        expect([...name].length).toBeLessThan(100);
      }),
    );
  });

  it('read as what they name', () => {
    expect(safeName('District Court of Maryland')).toBe('District-Court-of-Maryland');
    expect(safeName('D-111-CR-16/000123')).toBe('D-111-CR-16-000123');
    expect(safeName('Nguyễn Đặng')).toBe('Nguyen-Dang');
    expect(safeName('../../etc/passwd')).toBe('etc-passwd');
    expect(safeName('CON')).toMatch(/^file-[0-9a-f]{8}$/);
  });

  it('differ for different texts and do not depend on the order in which they came', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ unit: 'binary', maxLength: 80 }), { maxLength: 12 }), (texts) => {
        const forward = new NameBook();
        const backward = new NameBook();
        for (const text of texts) forward.add(text);
        for (const text of [...texts].reverse()) backward.add(text);
        const names = texts.map((text) => forward.nameOf(text));
        expect(texts.map((text) => backward.nameOf(text))).toEqual(names);
        expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(texts.length);
      }),
    );
  });

  it('keep two case numbers apart that differ only in a slash or in case', () => {
    const book = new NameBook();
    const numbers = ['A/1', 'A:1', 'a-1', 'B-2'];
    for (const number of numbers) book.add(number);
    const names = numbers.map((number) => book.nameOf(number));
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(4);
    expect(names[3]).toBe('B-2');
  });
});
