import { describeAddress, parseDatabaseAddress } from './database-address.js';

describe('the address of a database', () => {
  it.each([
    ['data/review.sqlite', 'data/review.sqlite'],
    ['sqlite:data/review.sqlite', 'data/review.sqlite'],
    ['sqlite:///srv/review.sqlite', '/srv/review.sqlite'],
    ['sqlite://./review.sqlite', './review.sqlite'],
    ['file:/srv/review.sqlite', '/srv/review.sqlite'],
  ])('%s is the SQLite file %s', (text, file) => {
    expect(parseDatabaseAddress(text)).toEqual({ kind: 'sqlite', file });
  });

  it('is a PostgreSQL server with both of its spellings', () => {
    expect(parseDatabaseAddress('postgresql://a@db/x')).toEqual({ kind: 'postgres', url: 'postgresql://a@db/x' });
    expect(parseDatabaseAddress('postgres://a:b@db:5433/x')?.kind).toBe('postgres');
  });

  it.each(['', 'postgres://', 'postgres://db', 'postgres://db/', 'mysql://db/x', 'http://db/x', 'sqlite://'])(
    'is not "%s"',
    (text) => {
      expect(parseDatabaseAddress(text)).toBeNull();
    },
  );

  it('is described without its password', () => {
    expect(describeAddress({ kind: 'postgres', url: 'postgres://clerk:hunter2@db.example/review' })).toBe(
      'db.example:5432/review',
    );
  });
});
