/**
 * The rooms as the command line uses them: opened for one set of settings, closed when the command ends.
 */
import 'reflect-metadata';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { AppModule } from '../app.module.js';
import { AppError } from '../common/index.js';
import type { Settings } from '../config/index.js';
import { AnswerService, CalendarService, DiffService, FindingsService, FindingStore } from '../findings/index.js';
import { loadPacksFor, type Pack } from '../law/index.js';
import { DraftService } from '../motions/index.js';
import { JobRunner, Operator } from '../queue/index.js';
import { ImportService, RecordStore } from '../records/index.js';
import { ScanAsRead, ScanService, ScheduleClock, ScheduleService } from '../scans/index.js';
import { tell } from './output.js';

export interface House {
  readonly settings: Settings;
  readonly records: RecordStore;
  readonly imports: ImportService;
  readonly scans: ScanService;
  readonly scanAsRead: ScanAsRead;
  readonly schedules: ScheduleService;
  readonly scheduleClock: ScheduleClock;
  readonly findings: FindingsService;
  readonly findingStore: FindingStore;
  readonly answers: AnswerService;
  readonly diff: DiffService;
  readonly calendar: CalendarService;
  readonly drafts: DraftService;
  readonly runner: JobRunner;
  readonly dataSource: DataSource;
  readonly app: INestApplicationContext;
  /** The packs for the jurisdictions named: those that come with the program and those of the office's folders. */
  packsFor(jurisdictions: readonly string[]): Pack[];
  close(): Promise<void>;
}

/** Opens the rooms: connects to the database and brings its schema up to date. Does no jobs until the runner is started. `known` are the packs that will be asked for, where they are loaded already. */
export async function openHouse(settings: Settings, known?: Pack[]): Promise<House> {
  const app = await openRooms(settings);
  app.get(Operator, { strict: false }).listens(tell);
  return {
    settings,
    app,
    records: app.get(RecordStore, { strict: false }),
    imports: app.get(ImportService, { strict: false }),
    scans: app.get(ScanService, { strict: false }),
    scanAsRead: app.get(ScanAsRead, { strict: false }),
    schedules: app.get(ScheduleService, { strict: false }),
    scheduleClock: app.get(ScheduleClock, { strict: false }),
    findings: app.get(FindingsService, { strict: false }),
    findingStore: app.get(FindingStore, { strict: false }),
    answers: app.get(AnswerService, { strict: false }),
    diff: app.get(DiffService, { strict: false }),
    calendar: app.get(CalendarService, { strict: false }),
    drafts: app.get(DraftService, { strict: false }),
    runner: app.get(JobRunner, { strict: false }),
    dataSource: app.get<DataSource>(getDataSourceToken(), { strict: false }),
    packsFor: (jurisdictions) => known ?? loadPacksFor(jurisdictions, settings.packsDirs),
    close: () => app.close(),
  };
}

async function openRooms(settings: Settings): Promise<INestApplicationContext> {
  // What a person has to know is said in a sentence; the log is for whoever looks for a bug. It comes with all of HTTP,
  // which takes a third of a second to load and which no command but `serve` needs.
  const logger = settings.logLevel === 'debug' ? (await import('../web/index.js')).programLog('debug') : false;
  try {
    return await NestFactory.createApplicationContext(AppModule.forSettings(settings), {
      logger,
      abortOnError: false,
    });
  } catch (error) {
    // Naming a file that is something else is bad usage, though it comes out only when the file is opened.
    if (error instanceof AppError && error.code === 'not-a-database') {
      throw new AppError(error.code, error.message, { cause: error });
    }
    throw error;
  }
}

/** Opens the rooms, does the work, and closes them again whatever happens. Packs that are loaded already may be given. */
export async function withHouse<T>(settings: Settings, work: (house: House) => Promise<T>, packs?: Pack[]): Promise<T> {
  const house = await openHouse(settings, packs);
  try {
    return await work(house);
  } finally {
    await house.close();
  }
}
