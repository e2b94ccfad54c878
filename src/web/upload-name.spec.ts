import fc from 'fast-check';
import { uploadName } from './upload-name.js';

describe('the name of an uploaded file', () => {
  it.each([
    ['caseload.csv', 'caseload.csv'],
    ['Señor Ñ – 2024.csv', 'Señor Ñ – 2024.csv'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Exports\\doj.dat', 'doj.dat'],
    ['..', 'upload.csv'],
    ['.hidden.csv', 'hidden.csv'],
    ['a\u0000b\n.csv', 'ab.csv'],
    ['a\u202Evsc.exe', 'avsc.exe'],
    ['', 'upload.csv'],
    [undefined, 'upload.csv'],
  ])('%j becomes %j', (given, name) => {
    expect(uploadName(given)).toBe(name);
  });

  it('keeps its ending when it is too long', () => {
    const name = uploadName(`${'x'.repeat(300)}.csv.gz`);
    expect(name).toHaveLength(120);
    expect(name.endsWith('.csv.gz')).toBe(true);
  });

  it('never leaves its folder, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (given) => {
        const name = uploadName(given);
        expect(name).not.toMatch(/[\\/\p{Cc}]/u);
        expect(name.startsWith('.')).toBe(false);
        expect(name.length).toBeGreaterThan(0);
      }),
    );
  });
});
