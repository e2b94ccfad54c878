import fc from 'fast-check';
import { LONGEST_NAME, safeName } from './safe-name.js';

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
});
