export {
  generateSample,
  SAMPLE_AS_OF,
  SAMPLE_LAYOUTS,
  type SampleCounts,
  type SampleLayout,
  type SampleOptions,
} from './generate-sample.js';
export { SAMPLE_JURISDICTIONS } from './mix.js';
export { isWrittenInPlace, writeSample } from './write-sample.js';
export { CSV_TABLES, type CsvTable } from './write-csv.js';
