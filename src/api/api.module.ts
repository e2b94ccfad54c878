import { Module } from '@nestjs/common';
import { FindingsModule } from '../findings/index.js';
import { MotionsModule } from '../motions/index.js';
import { ImportsModule, RecordsModule } from '../records/index.js';
import { ScansModule } from '../scans/index.js';
import { WebModule } from '../web/index.js';
import { DifferencesController } from './differences.controller.js';
import { FindingsController } from './findings.controller.js';
import { ImportsController } from './imports.controller.js';
import { JobWatch } from './job-watch.js';
import { JobsController } from './jobs.controller.js';
import { MotionsController } from './motions.controller.js';
import { PackLibrary } from './pack-library.js';
import { PacksController } from './packs.controller.js';
import { PeopleController } from './people.controller.js';
import { QuestionsController } from './questions.controller.js';
import { ScansController } from './scans.controller.js';
import { SchedulesController } from './schedules.controller.js';

/** The rooms over HTTP. */
@Module({
  imports: [WebModule, RecordsModule, ImportsModule, ScansModule, FindingsModule, MotionsModule],
  controllers: [
    ImportsController,
    PeopleController,
    ScansController,
    SchedulesController,
    FindingsController,
    DifferencesController,
    QuestionsController,
    MotionsController,
    PacksController,
    JobsController,
  ],
  providers: [PackLibrary, JobWatch],
})
export class ApiModule {}
