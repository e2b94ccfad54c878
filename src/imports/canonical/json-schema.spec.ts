import { z } from 'zod';
import type { PersonRecord } from '../../records/record.js';
import { recordJsonSchema } from './json-schema.js';

const schema = z.fromJSONSchema(recordJsonSchema());

const whole: PersonRecord = {
  personId: 'P1',
  name: { first: 'Jan', last: 'Doe' },
  birthDate: '1970-02',
  sex: 'female',
  coverage: { history: 'state', pendingMatters: 'yes' },
  cases: [
    {
      caseNumber: 'A',
      court: { name: 'Circuit Court', state: 'MD' },
      source: { file: 'a.jsonl', row: 1 },
      original: { filedDate: '0' },
      unmapped: { room: 4 },
      charges: [
        {
          count: 1,
          quantities: [{ amount: 10, unit: 'g' }],
          disposition: { type: 'none-recorded' },
          sentence: { range: { fromMonths: 6 } },
        },
      ],
      warrants: [{ warrantNumber: 'W1', counts: [1] }],
      violations: [{ violationId: 'V1', alleged: [{ statute: 'CR 5-601' }] }],
    },
  ],
};

describe('the published JSON Schema', () => {
  it('accepts a record, with fields it does not know', () => {
    expect(schema.safeParse(whole).success).toBe(true);
    expect(schema.safeParse({ ...whole, tribe: 'T' }).success).toBe(true);
  });

  it.each<[string, (record: PersonRecord) => unknown]>([
    ['without a person', ({ personId: _, ...rest }) => rest],
    ['with a date that is none', (record) => ({ ...record, birthDate: '02/03/1970' })],
    ['with a sex nobody knows', (record) => ({ ...record, sex: 'F' })],
    ['with a case without a court', (record) => ({ ...record, cases: [{ caseNumber: 'A' }] })],
    ['with half a count', (record) => ({ ...record, cases: [{ ...record.cases[0], charges: [{ count: 1.5 }] }] })],
  ])('refuses one %s', (_, change) => {
    expect(schema.safeParse(change(whole)).success).toBe(false);
  });
});
