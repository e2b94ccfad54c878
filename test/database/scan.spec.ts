import { anOffice, exported, importPeople, type Office } from './a-scan.js';
import { inventedPeople } from './invented-people.js';
import { withDatabases } from './with-databases.js';

const PEOPLE = inventedPeople(60);
const QUESTION = { jurisdictions: ['us-ca'], asOf: '2026-11-22' };

withDatabases('a scan', (database) => {
  const offices: Office[] = [];
  const open = async (options: Parameters<typeof anOffice>[1] = {}): Promise<Office> => {
    const office = anOffice(await database.open(), options);
    offices.push(office);
    return office;
  };
  afterEach(async () => {
    await Promise.all(offices.splice(0).map((office) => office.close()));
  });

  it('goes through everyone and keeps what it found, with everything that decided it', async () => {
    const office = await open();
    await importPeople(office.records, PEOPLE);
    await office.runner.start();
    const scan = await office.scans.start({ ...QUESTION, packs: office.packs, name: 'First look', startedBy: 'clerk' });
    const done = await office.scans.finished(scan.id);
    expect(done).toMatchObject({
      status: 'done',
      name: 'First look',
      asOf: '2026-11-22',
      jurisdictions: ['us-ca'],
      startedBy: 'clerk',
      snapshot: 1,
      inputHash: await office.records.snapshotHash(1),
    });
    expect(done.packs.map(({ jurisdiction }) => jurisdiction)).toContain('us-ca');
    expect(done.counts).toMatchObject({ people: 60, problems: 0 });
    const counted = await office.findings.store.counts(scan.id);
    expect(counted.reduce((sum, { findings }) => sum + findings, 0)).toBe(done.counts?.findings);
    expect(await office.findings.store.countPeople(scan.id, { outcome: ['eligible'] })).toBe(done.counts?.peopleHelped);
    const text = await exported(office, scan.id);
    expect(text.trimEnd().split('\n')).toHaveLength(done.counts?.findings ?? -1);
  });
});
