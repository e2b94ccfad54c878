import { Global, Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import type { Settings } from './settings.js';

/** The token under which a Nest provider asks for the settings: `@Inject(SETTINGS) settings: Settings`. */
export const SETTINGS = Symbol('settings');

/** Hands the settings to every module. They are read before Nest starts, so that a bad one stops the start plainly. */
@Global()
@Module({})
export class ConfigModule {
  static forSettings(settings: Settings): DynamicModule {
    return { module: ConfigModule, providers: [{ provide: SETTINGS, useValue: settings }], exports: [SETTINGS] };
  }
}
