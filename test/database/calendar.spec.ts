/** When relief becomes open by time alone, on both databases. */
import { CalendarService, type Finding, type Share } from '../../src/findings/index.js';
import type { PersonRecord } from '../../src/records/index.js';
import { generateSample } from '../../src/sample/index.js';
import { anOffice, importPeople } from './a-scan.js';
import { withDatabases } from './with-databases.js';

/** Invented people with cases in Oregon, where most convictions can be set aside after some years. */
async function oregonians(persons: number): Promise<PersonRecord[]> {
  let text = '';
  for await (const piece of generateSample({ jurisdiction: 'us-or', persons, seed: 11 })) text += piece.toString();
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as PersonRecord);
}

withDatabases('the calendar of a scan', (database) => {
  it('counts by month and path who becomes eligible by time alone, as the findings say', async () => {
    const dataSource = await database.open();
    const office = anOffice(dataSource);
    try {
      await importPeople(office.records, await oregonians(60));
      await office.runner.start();
      const ask = { jurisdictions: ['us-or'], packs: office.packs, asOf: '2022-06-01' };
      const scan = await office.scans.finished((await office.scans.start(ask)).id);
      const later: Finding[] = [];
      for await (const each of office.findings.store.iterate(scan.id, { outcome: ['eligible-later'] }))
        later.push(each);
      expect(later.length).toBeGreaterThan(5);
      const calendar = await new CalendarService(dataSource, office.scanStore).read(scan.id);
      const share = (of: readonly Finding[]): Share => ({
        findings: of.length,
        people: new Set(of.map(({ personKey }) => personKey)).size,
        forReview: of.filter(({ review }) => review.length > 0).length,
      });
      expect(share(later).forReview).toBeGreaterThan(0);
      expect(share(later).forReview).toBeLessThan(later.length);
      expect(calendar.total).toEqual(share(later));
      expect(calendar.months.map(({ month }) => month)).toEqual(
        [...new Set(later.map(({ eligibleOn }) => (eligibleOn ?? '').slice(0, 7)))].sort(),
      );
      for (const { month, paths, ...counted } of calendar.months) {
        const ofMonth = later.filter(({ eligibleOn }) => eligibleOn?.startsWith(month));
        expect(counted).toEqual(share(ofMonth));
        for (const { path, ...byPath } of paths)
          expect(byPath).toEqual(share(ofMonth.filter((each) => each.path === path)));
      }
      for (const { year, ...counted } of calendar.years)
        expect(counted).toEqual(share(later.filter(({ eligibleOn }) => eligibleOn?.startsWith(year))));
      for (const { path, ...counted } of calendar.paths)
        expect(counted).toEqual(share(later.filter((each) => each.path === path)));
      expect(await new CalendarService(dataSource, office.scanStore).read(scan.id, 'us-or')).toEqual({
        ...calendar,
        jurisdiction: 'us-or',
      });
      await expect(new CalendarService(dataSource, office.scanStore).read(scan.id, 'us-md')).rejects.toThrow(
        /^Scan \d+ did not ask about "us-md"\. It asked about: us-or\.$/,
      );
    } finally {
      await office.close();
    }
  });
});
