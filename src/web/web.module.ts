import { Injectable, Module } from '@nestjs/common';
import { HealthController, QueueProbe } from './health.controller.js';

/** Tells whoever holds a connection open that the server is about to close. */
@Injectable()
export class Closing {
  private readonly controller = new AbortController();
  readonly signal = this.controller.signal;

  begin(): void {
    this.controller.abort();
  }
}

/** What every web process has, whatever it serves. */
@Module({ controllers: [HealthController], providers: [QueueProbe, Closing], exports: [Closing, QueueProbe] })
export class WebModule {}
