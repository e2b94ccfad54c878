import { ImportEntity } from './import.entity.js';
import { PersonEntity } from './person.entity.js';
import { QuarantineRowEntity } from './quarantine-row.entity.js';
import { RecordVersionEntity } from './record-version.entity.js';

/** The tables of this room. */
export const recordsEntities = [ImportEntity, QuarantineRowEntity, PersonEntity, RecordVersionEntity];
