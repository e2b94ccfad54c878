import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { recordsEntities } from './records-entities.js';
import { RecordStore } from './record-store.js';

/** The people and their records. Needs the database of `DatabaseModule`. */
@Module({
  imports: [TypeOrmModule.forFeature([...recordsEntities])],
  providers: [RecordStore],
  exports: [RecordStore],
})
export class RecordsModule {}
