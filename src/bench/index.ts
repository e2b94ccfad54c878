export { documents } from './documents.js';
export { evaluationOfCalifornia, evaluationOfMaryland, statuteParsing } from './law.js';
export { mainJob } from './main-job.js';
export { median, type Benchmark, type Measurement } from './measurement.js';
