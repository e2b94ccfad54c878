/** Scans that are repeated by the clock, on both databases: begun once, never lost, and every reason kept. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { DatabaseAddress } from '../../src/config/index.js';
import { AppError } from '../../src/common/index.js';
import { inTransaction, type ProductDataSource, readAll } from '../../src/database/index.js';
import type { Pack } from '../../src/law/index.js';
import { toSchedule } from '../../src/api/schedule.dto.js';
import { ScheduleEntity } from '../../src/scans/schedules/schedule.entity.js';
import { ScheduleClock, ScheduleService, ScheduleStore } from '../../src/scans/index.js';
import { anOffice, importPeople, type Office } from './a-scan.js';
import { inventedPeople } from './invented-people.js';
import { withDatabases } from './with-databases.js';

const MONTHLY = { jurisdictions: ['us-ca'], cron: '0 2 1 * *', timeZone: 'America/New_York' };
/** The first of December 2026 at 02:00 in New York. */
const DUE = '2026-12-01T07:00:00.000Z';

interface Desk extends Office {
  schedules: ScheduleService;
  dataSource: ProductDataSource;
  /** What the clock of this process shows. */
  clock: { now: Date };
}

withDatabases('scans that are repeated by the clock', (database) => {
  const desks: Desk[] = [];

  /** A process of an office, whose clock shows 22 November 2026. */
  async function open(options: { address?: DatabaseAddress; packs?: () => readonly Pack[] } = {}): Promise<Desk> {
    const dataSource = await database.open(options.address);
    const office = anOffice(dataSource);
    const clock = { now: new Date('2026-11-22T12:00:00Z') };
    const schedules = new ScheduleService(dataSource, new ScheduleStore(dataSource), office.scans, {
      packs: options.packs ?? (() => office.packs),
      now: () => clock.now,
    });
    const desk = { ...office, schedules, dataSource, clock };
    desks.push(desk);
    return desk;
  }

  const scansOf = async (desk: Desk): Promise<number> => (await desk.scans.list()).length;

  afterEach(async () => {
    await Promise.all(desks.splice(0).map((desk) => desk.close()));
  });

  it('begin when they are due, not a second before, of the newest records as of that day in the time zone', async () => {
    const desk = await open();
    await importPeople(desk.records, inventedPeople(3));
    const { id } = await desk.schedules.add({ ...MONTHLY, name: 'Monthly look' });
    await importPeople(desk.records, inventedPeople(5));
    desk.clock.now = new Date('2026-12-01T06:59:59.999Z');
    expect(await desk.schedules.runDue()).toEqual([]);
    desk.clock.now = new Date(DUE);
    const [outcome] = await desk.schedules.runDue();
    expect(outcome).toMatchObject({ scheduleId: id, dueAt: DUE, missed: 0, problem: null });
    const scan = await desk.scans.read(outcome?.scanId ?? 0);
    expect(scan).toMatchObject({
      name: 'Monthly look as of 2026-12-01',
      asOf: '2026-12-01',
      snapshot: 2,
      startedBy: `schedule ${id}`,
    });
    expect(await desk.schedules.runDue()).toEqual([]);
    expect(await desk.schedules.read(id)).toMatchObject({
      nextDueAt: '2027-01-01T07:00:00.000Z',
      lastRun: { dueAt: DUE, scanId: scan.id, problem: null, asOf: '2026-12-01' },
    });
  });

  it('are as of the day in the time zone where that is another than the day in UTC', async () => {
    const desk = await open();
    await importPeople(desk.records, inventedPeople(3));
    await desk.schedules.add({ ...MONTHLY, cron: '30 22 30 11 *' });
    desk.clock.now = new Date('2026-12-01T03:30:00Z');
    const [outcome] = await desk.schedules.runDue();
    expect((await desk.scans.read(outcome?.scanId ?? 0)).asOf).toBe('2026-11-30');
  });

  it('begin once, however many processes look at the same time', async () => {
    const address = await database.fresh();
    const first = await open({ address });
    await importPeople(first.records, inventedPeople(30));
    const { id } = await first.schedules.add(MONTHLY);
    const all = [first, await open({ address }), await open({ address }), await open({ address })];
    for (const desk of all) desk.clock.now = new Date('2026-12-01T07:00:03Z');
    const outcomes = await Promise.all(all.flatMap(({ schedules }) => [schedules.runDue(), schedules.runDue()]));
    expect(outcomes.flat()).toEqual([expect.objectContaining({ scheduleId: id, problem: null })]);
    expect(await scansOf(first)).toBe(1);
    expect(await first.schedules.runs(id, 10)).toHaveLength(1);
  });

  it('begin one scan by hand, however many ask for it at the same time', async () => {
    const address = await database.fresh();
    const first = await open({ address });
    await importPeople(first.records, inventedPeople(3));
    const { id } = await first.schedules.add(MONTHLY);
    const asked = [first, await open({ address }), first].map(({ schedules }) => schedules.run(id));
    const answers = await Promise.allSettled(asked);
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const answer of answers) {
      if (answer.status === 'rejected')
        expect(answer.reason).toMatchObject({ code: 'schedule-scan-open', status: 409 });
    }
    expect(await scansOf(first)).toBe(1);
  });

  it('that were missed while everything was off are made up for once, and say so', async () => {
    const desk = await open();
    await importPeople(desk.records, inventedPeople(3));
    const { id } = await desk.schedules.add(MONTHLY);
    desk.clock.now = new Date('2027-03-15T12:00:00Z');
    expect(await desk.schedules.runDue()).toEqual([expect.objectContaining({ dueAt: DUE, missed: 3 })]);
    expect(await desk.schedules.runDue()).toEqual([]);
    expect(await scansOf(desk)).toBe(1);
    expect(await desk.schedules.read(id)).toMatchObject({
      nextDueAt: '2027-04-01T06:00:00.000Z',
      lastRun: { dueAt: DUE, missed: 3, beganAt: '2027-03-15T12:00:00.000Z', asOf: '2027-03-15' },
    });
  });

  it('that a process took and died over are begun by another when its time is up, and only once', async () => {
    const address = await database.fresh();
    const dead = await open({ address });
    await importPeople(dead.records, inventedPeople(3));
    const { id } = await dead.schedules.add(MONTHLY);
    // It took the due time and was killed before it had planned the scan.
    const [due] = await new ScheduleStore(dead.dataSource).due(new Date(DUE));
    if (due === undefined) throw new Error('nothing is due');
    const until = new Date('2026-12-01T07:10:00Z');
    expect(await new ScheduleStore(dead.dataSource).take(due, 'dead:1', new Date(DUE), until)).toBe(true);
    const desk = await open({ address });
    desk.clock.now = new Date('2026-12-01T07:09:59Z');
    expect(await desk.schedules.runDue()).toEqual([]);
    desk.clock.now = new Date('2026-12-01T07:10:01Z');
    expect(await desk.schedules.runDue()).toEqual([expect.objectContaining({ scheduleId: id, problem: null })]);
    expect(await scansOf(desk)).toBe(1);
  });

  it('leave no scan where the schedule was paused or removed while the scan was being planned', async () => {
    for (const meanwhile of ['pause', 'remove'] as const) {
      const desk = await open();
      await importPeople(desk.records, inventedPeople(3));
      const { id } = await desk.schedules.add(MONTHLY);
      const snapshot = desk.records.snapshot.bind(desk.records);
      desk.records.snapshot = async () => {
        await desk.schedules[meanwhile](id);
        return snapshot();
      };
      desk.clock.now = new Date(DUE);
      expect(await desk.schedules.runDue()).toEqual([]);
      expect(await scansOf(desk)).toBe(0);
    }
  });

  it('say why there is no scan: no records yet', async () => {
    const desk = await open();
    const { id } = await desk.schedules.add(MONTHLY);
    desk.clock.now = new Date(DUE);
    const problem = 'There are no records to scan yet: import a file first.';
    expect(await desk.schedules.runDue()).toEqual([expect.objectContaining({ scanId: null, problem })]);
    expect(await desk.schedules.read(id)).toMatchObject({
      nextDueAt: '2027-01-01T07:00:00.000Z',
      lastRun: { scanId: null, problem },
    });
  });

  it('say why there is no scan: a pack of law that is refused', async () => {
    let packs: () => readonly Pack[] = () => [];
    const desk = await open({ packs: () => packs() });
    packs = () => desk.packs;
    await importPeople(desk.records, inventedPeople(3));
    const { id } = await desk.schedules.add(MONTHLY);
    packs = () => {
      throw new AppError('bad-pack', 'The pack in packs/ours cannot be used: it has no title.');
    };
    desk.clock.now = new Date(DUE);
    await desk.schedules.runDue();
    expect((await desk.schedules.read(id)).lastRun?.problem).toMatch(/^The pack in packs\/ours cannot be used/);
  });

  it('say why there is no scan: the one before is not over', async () => {
    const desk = await open();
    await importPeople(desk.records, inventedPeople(3));
    const { id } = await desk.schedules.add(MONTHLY);
    desk.clock.now = new Date(DUE);
    const [first] = await desk.schedules.runDue();
    desk.clock.now = new Date('2027-01-01T07:00:00Z');
    const [second] = await desk.schedules.runDue();
    expect(second?.problem).toBe(
      `Scan ${first?.scanId} of this schedule is still planned; finish or cancel it, and the next one can start.`,
    );
    await expect(desk.schedules.run(id)).rejects.toMatchObject({ code: 'schedule-scan-open', status: 409 });
    await desk.scans.cancel(first?.scanId ?? 0);
    desk.clock.now = new Date('2027-02-01T07:00:00Z');
    expect(await desk.schedules.runDue()).toEqual([expect.objectContaining({ problem: null })]);
  });

  it('are tried again where the database failed, and another schedule does not wait for it', async () => {
    const desk = await open();
    await importPeople(desk.records, inventedPeople(3));
    const { id } = await desk.schedules.add(MONTHLY);
    await desk.schedules.add({ ...MONTHLY, cron: '1 2 1 * *' });
    desk.clock.now = new Date('2026-12-01T07:02:00Z');
    const snapshot = desk.records.snapshot.bind(desk.records);
    desk.records.snapshot = () => {
      desk.records.snapshot = snapshot;
      return Promise.reject(new AppError('database-unreachable', 'The database does not answer.', { exitCode: 3 }));
    };
    const outcomes = await desk.schedules.runDue();
    expect(outcomes[0]).toMatchObject({ scheduleId: id, error: expect.any(AppError) as unknown });
    expect(outcomes[1]).toMatchObject({ scheduleId: id + 1, problem: null });
    expect(await desk.schedules.runs(id, 10)).toEqual([]);
    expect(await desk.schedules.runDue()).toEqual([
      expect.objectContaining({ scheduleId: id, dueAt: DUE, problem: null }),
    ]);
  });

  it('rest with the reason where this machine lacks the time zone, hold up no other, and can still be read', async () => {
    const desk = await open();
    await importPeople(desk.records, inventedPeople(3));
    const lost = await desk.schedules.add(MONTHLY);
    const other = await desk.schedules.add(MONTHLY);
    const nowhere = { timeZone: 'America/Nowhere' };
    await inTransaction(desk.dataSource, (manager) => manager.update(ScheduleEntity, { id: lost.id }, nowhere));
    expect(toSchedule(await desk.schedules.read(lost.id))).toMatchObject({ ...nowhere, nextTimes: [DUE] });
    await expect(desk.schedules.run(lost.id)).rejects.toMatchObject({ code: 'bad-time-zone' });
    desk.clock.now = new Date('2026-12-01T07:00:03Z');
    const said = `There is no time zone "America/Nowhere"; write it as America/New_York or Etc/UTC. The schedule rests: "schedules resume ${lost.id}" has it be due again on a machine that can tell when.`;
    expect(await desk.schedules.runDue()).toEqual([
      expect.objectContaining({ scheduleId: lost.id, scanId: null, problem: said }),
      expect.objectContaining({ scheduleId: other.id, problem: null }),
    ]);
    expect(await desk.schedules.runDue()).toEqual([]);
    expect(await desk.schedules.read(lost.id)).toMatchObject({
      nextDueAt: null,
      lastRun: { dueAt: DUE, scanId: null, problem: said, asOf: '2026-12-01' },
    });
    await expect(desk.schedules.resume(lost.id)).rejects.toMatchObject({ code: 'bad-time-zone' });
    const back = { timeZone: MONTHLY.timeZone };
    await inTransaction(desk.dataSource, (manager) => manager.update(ScheduleEntity, { id: lost.id }, back));
    expect((await desk.schedules.resume(lost.id)).nextDueAt).toBe('2027-01-01T07:00:00.000Z');
  });

  it('rest while they are paused, and are due again from the day on which they are resumed', async () => {
    const desk = await open();
    await importPeople(desk.records, inventedPeople(3));
    const { id } = await desk.schedules.add(MONTHLY);
    expect(await desk.schedules.pause(id)).toMatchObject({ status: 'paused', nextDueAt: null });
    desk.clock.now = new Date('2027-01-15T12:00:00Z');
    expect(await desk.schedules.runDue()).toEqual([]);
    expect(await desk.schedules.resume(id)).toMatchObject({
      status: 'active',
      nextDueAt: '2027-02-01T07:00:00.000Z',
    });
    expect(await desk.schedules.runDue()).toEqual([]);
  });

  it('run by hand, paused or not, without changing when they are due', async () => {
    const desk = await open();
    await importPeople(desk.records, inventedPeople(3));
    const { id } = await desk.schedules.add(MONTHLY);
    const scan = await desk.schedules.run(id);
    expect(scan.asOf).toBe('2026-11-22');
    expect(await desk.schedules.read(id)).toMatchObject({
      nextDueAt: DUE,
      lastRun: { dueAt: null, scanId: scan.id, scanStatus: 'planned' },
    });
  });

  it('are refused when they are added, where no scan could ask that', async () => {
    const desk = await open();
    await expect(desk.schedules.add({ ...MONTHLY, jurisdictions: ['us-xx'] })).rejects.toThrow(
      /^There is no jurisdiction "us-xx"\. There are: us-ca,/,
    );
    await expect(desk.schedules.add({ ...MONTHLY, assume: ['luck'] })).rejects.toThrow(/^Nothing can be assumed under/);
    await expect(desk.schedules.add({ ...MONTHLY, cron: 'monthly' })).rejects.toThrow(/is no cron expression/);
    await expect(desk.schedules.add({ ...MONTHLY, timeZone: 'Mars' })).rejects.toThrow(/^There is no time zone "Mars"/);
    expect(await desk.schedules.list(10)).toEqual([]);
  });

  it('are listed newest first, page by page, and are gone once removed, while their scans stay', async () => {
    const desk = await open();
    await importPeople(desk.records, inventedPeople(3));
    for (const name of ['a', 'b', 'c']) await desk.schedules.add({ ...MONTHLY, name });
    const [c, b] = await desk.schedules.list(2);
    expect([c?.name, b?.name]).toEqual(['c', 'b']);
    expect((await desk.schedules.list(2, b?.id)).map(({ name }) => name)).toEqual(['a']);
    const scan = await desk.schedules.run(c?.id ?? 0);
    await desk.schedules.remove(c?.id ?? 0);
    expect((await desk.scans.read(scan.id)).startedBy).toBe(`schedule ${c?.id}`);
    await expect(desk.schedules.remove(c?.id ?? 0)).rejects.toMatchObject({ code: 'schedule-not-found', status: 404 });
    expect(await readAll(desk.dataSource, 'SELECT id FROM schedule_runs')).toEqual([]);
  });

  it('are looked for by a clock as soon as it starts, until it stops', async () => {
    const desk = await open();
    await importPeople(desk.records, inventedPeople(3));
    await desk.schedules.add(MONTHLY);
    desk.clock.now = new Date(DUE);
    const heard: unknown[] = [];
    const clock = new ScheduleClock(desk.schedules, (event) => heard.push(event), 5);
    clock.start();
    while (heard.length === 0) await sleep(5);
    desk.clock.now = new Date('2027-01-01T07:00:00Z');
    while (heard.length === 1) await sleep(5);
    await clock.stop();
    expect(heard).toEqual([
      expect.objectContaining({ dueAt: DUE, problem: null }),
      expect.objectContaining({ dueAt: '2027-01-01T07:00:00.000Z', scanId: null }),
    ]);
  });
});
