export {
  generateSample,
  SAMPLE_AS_OF,
  SAMPLE_LAYOUTS,
  writeSample,
  type SampleCounts,
  type SampleLayout,
  type SampleOptions,
} from './generate-sample.js';
export { SAMPLE_JURISDICTIONS } from './mix.js';
export { CSV_TABLES, type CsvTable } from './write-csv.js';
