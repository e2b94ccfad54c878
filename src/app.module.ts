import { Global, Module, type DynamicModule } from '@nestjs/common';
import { ConfigModule, type Settings } from './config/index.js';
import { DatabaseModule } from './database/index.js';
import { FindingsModule } from './findings/index.js';
import { MotionsModule } from './motions/index.js';
import { QueueModule } from './queue/index.js';
import { knowsDisposition } from './law/index.js';
import { ImportsModule, KNOWS_DISPOSITION, RecordsModule } from './records/index.js';
import { ScansModule } from './scans/index.js';

/** What the law lends to rooms that work before it. */
@Global()
@Module({
  providers: [{ provide: KNOWS_DISPOSITION, useValue: knowsDisposition }],
  exports: [KNOWS_DISPOSITION],
})
class LentByLaw {}

/** The whole house: every room, wired for one set of settings. The web process, the worker and the command line share it. */
@Module({})
export class AppModule {
  static forSettings(settings: Settings): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forSettings(settings),
        DatabaseModule,
        QueueModule,
        RecordsModule,
        LentByLaw,
        ImportsModule,
        ScansModule,
        FindingsModule,
        MotionsModule,
      ],
    };
  }
}
