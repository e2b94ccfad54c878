export { californiaFile, runCalifornia } from './california-run.js';
export { documents } from './documents.js';
export {
  evaluationOfAll,
  evaluationOfCalifornia,
  evaluationOfMaryland,
  evaluationOfUncovered,
  statuteParsing,
} from './law.js';
export { growth } from './growth.js';
export { mainJob, mainJobKeepingRows } from './main-job.js';
export { scalingTables, type ScalingFigures } from './scaling.js';
export { postgres } from './postgres.js';
export { median, type Benchmark, type Measurement } from './measurement.js';
