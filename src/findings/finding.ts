import type { CaseRef, ItemRef, Outcome, Relief } from '../law/index.js';
import type { FindingDetail } from '../scans/index.js';

/** A determination that a scan made and kept. */
export interface Finding extends FindingDetail {
  /** The row's number; differs between two runs of the same scan. */
  id: number;
  /** Its name: 16 hexadecimal digits, the same for the same question about the same item (see `findingKey`). */
  key: string;
  scanId: number;
  personKey: string;
  /** Its place among the person's findings in the scan, from 0: by case, item and path. */
  ordinal: number;
  /** The version of the person's record that was judged. */
  versionId: number;
  case: CaseRef;
  item: ItemRef;
  jurisdiction: string;
  path: string;
  relief: Relief;
  outcome: Outcome;
  preferred: boolean;
  eligibleOn?: string;
}

/** Which findings of a scan; several values of a field are alternatives, several fields must all hold. */
export interface FindingFilter {
  outcome?: readonly Outcome[];
  relief?: readonly Relief[];
  path?: readonly string[];
  /** The court's name as it stands in the findings. */
  court?: readonly string[];
  jurisdiction?: readonly string[];
  personKey?: string;
  caseNumber?: string;
  preferred?: boolean;
}

/** A place in the order of a scan's findings. */
export interface FindingPlace {
  personKey: string;
  ordinal: number;
}
