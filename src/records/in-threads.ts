/** What threads may use of the records: no database, and nothing that takes long to load. */
export { preparing, PREPARING_MODULE, withCoverage } from './prepare-batch.js';
export { personKeyOf, prepareRecord, type PreparedRecord } from './prepare-record.js';
