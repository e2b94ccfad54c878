export { type ExplainedScan, explainFinding } from './explain-finding.js';
export type { Finding, FindingFilter, FindingPlace } from './finding.js';
export { csvCell, FINDINGS_CSV_HEADER, toCsvLine } from './finding-csv.js';
export { FindingEntity, findingsEntities } from './finding.entity.js';
export { type CriterionJson, type FindingJson, toFindingJson, valueOf } from './finding-json.js';
export { type FindingCount, FindingStore } from './finding-store.js';
export { FindingsModule } from './findings.module.js';
export { type ExportFormat, FindingsService } from './findings.service.js';
export { citeOf, PackWords, type PathWords, type Words } from './pack-words.js';
