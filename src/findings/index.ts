export { type AnswersKept, AnswerService, type RefusedAnswer } from './answers/answer.service.js';
export { ANSWER_SHEET_HEADER, answerLines, readAnswerSheet } from './answers/answer-sheet.js';
export type { AnswerToFinding, GivenAnswer, PlacedAnswer } from './answers/given-answer.js';
export {
  type Calendar,
  type CalendarMonth,
  CalendarService,
  type PathShare,
  type Share,
} from './calendar/calendar.service.js';
export { calendarCsv } from './calendar/calendar-csv.js';
export { DIFF_CSV_HEADER, diffCsvLine } from './diff/diff-csv.js';
export { DiffService, type PlacedDifference } from './diff/diff.service.js';
export { type DifferenceJson, toDifferenceJson } from './diff/difference-json.js';
export { type ComparedScan, type DiffSummary, SummaryCount } from './diff/diff-summary.js';
export {
  type AnswerOfScan,
  type Difference,
  DIFFERENCE_KINDS,
  type DifferenceFilter,
  type DifferenceKind,
  FACTORS,
  knownCauses,
} from './diff/difference.js';
export { type ExplainedScan, explainFinding } from './explain-finding.js';
export type { Finding, FindingFilter, FindingPlace } from './finding.js';
export { csvCell } from './finding-csv.js';
export { FindingEntity, findingsEntities } from './finding.entity.js';
export { type CriterionJson, type FindingJson, toFindingJson, valueOf } from './finding-json.js';
export { type FindingCount, FindingStore } from './finding-store.js';
export { FindingsModule } from './findings.module.js';
export { type ExportFormat, FindingsService } from './findings.service.js';
export {
  type Leads,
  QuestionRanking,
  type RankedAsker,
  type RankedQuestion,
  type RankedValue,
} from './rank-questions.js';
export { citeOf, PackWords, type PathWords, type Words } from './pack-words.js';
