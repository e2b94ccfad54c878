import { Controller, Get, Inject, Injectable, Res, type OnApplicationShutdown } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { AppError } from '../common/index.js';
import { SETTINGS, type Settings } from '../config/index.js';
import { readAll } from '../database/index.js';
import { makeQueue, type JobQueue } from '../queue/index.js';
import { ApiRoute } from './api-route.js';
import { shape } from './api-shapes.js';

const aliveShape = shape('Alive', z.strictObject({ status: z.literal('alive') }));
const partShape = z.strictObject({ ready: z.boolean(), detail: z.string().optional() });
const readinessShape = shape(
  'Readiness',
  z.strictObject({ ready: z.boolean(), database: partShape, queue: partShape }),
  'Whether requests and jobs can be taken, and what is in the way.',
);
type Part = z.output<typeof partShape>;

/**
 * A line to the queue that does nothing but ask whether it can be reached. Whoever starts long work asks first: a job that
 * is planned while the queue is away would be done later, though its client was told that it failed.
 */
@Injectable()
export class QueueProbe implements OnApplicationShutdown {
  private readonly queue: JobQueue;

  constructor(@Inject(SETTINGS) settings: Settings) {
    this.queue = makeQueue(settings);
  }

  ready(): Promise<void> {
    return this.queue.ready();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.queue.close();
  }
}

/** Whether the process lives, and whether it can work: for whoever starts and restarts it. */
@ApiTags('health')
@Controller()
export class HealthController {
  constructor(
    @Inject(getDataSourceToken()) private readonly dataSource: DataSource,
    @Inject(QueueProbe) private readonly queue: QueueProbe,
  ) {}

  @Get('healthz')
  @ApiRoute({
    summary: 'Whether the process is alive',
    answers: { 200: { description: 'It is.', json: aliveShape } },
  })
  alive(): z.output<typeof aliveShape> {
    return { status: 'alive' };
  }

  @Get('readyz')
  @ApiRoute({
    summary: 'Whether the database and the queue can be reached',
    answers: {
      200: { description: 'Both can.', json: readinessShape },
      503: { description: 'At least one cannot; the answer says which.', json: readinessShape },
    },
  })
  async ready(@Res({ passthrough: true }) response: Response): Promise<z.output<typeof readinessShape>> {
    const [database, queue] = await Promise.all([
      partOf(readAll(this.dataSource, 'SELECT 1 AS one')),
      partOf(this.queue.ready()),
    ]);
    const ready = database.ready && queue.ready;
    response.status(ready ? 200 : 503);
    return { ready, database, queue };
  }
}

/** Long enough for a busy database, short enough for whoever asks every few seconds. */
const ANSWER_WITHIN_MS = 4000;

async function partOf(asking: Promise<unknown>): Promise<Part> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new AppError('no-answer', 'There was no answer within four seconds.')),
      ANSWER_WITHIN_MS,
    );
  });
  try {
    await Promise.race([asking, tooLate]);
    return { ready: true };
  } catch (error) {
    return { ready: false, detail: error instanceof AppError ? error.message : 'It cannot be reached.' };
  } finally {
    clearTimeout(timer);
  }
}
