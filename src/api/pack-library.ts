import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config/index.js';
import { loadPacks, type Pack } from '../law/index.js';

/** The packs that come with the program and those of the office's folders, read once when the server starts. */
@Injectable()
export class PackLibrary {
  readonly packs: readonly Pack[];

  constructor(@Inject(SETTINGS) settings: Settings) {
    this.packs = loadPacks(settings.packsDirs);
  }
}
