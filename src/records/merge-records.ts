/** The merge of two records of one person, which intake also needs while it reads: see imports/merge-records.ts. */
export { mergeRecords } from '../imports/in-threads.js';
