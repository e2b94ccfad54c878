export { documents } from './documents.js';
export {
  evaluationOfAll,
  evaluationOfCalifornia,
  evaluationOfMaryland,
  evaluationOfUncovered,
  statuteParsing,
} from './law.js';
export { mainJob } from './main-job.js';
export { median, type Benchmark, type Measurement } from './measurement.js';
