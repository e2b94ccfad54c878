/** What threads may use of intake: nothing that takes long to load. */
export { mergeRecords } from './merge-records.js';
