/** The statute of a charge from all that a record says about it: citation, target, and the kind given beside them. */
import type { Inchoate } from '../../records/record.js';
import { inchoateSection, parseStatute, withInchoate } from './parse-statute.js';
import { stateLaw } from './state-law.js';
import type { Statute } from './statute.js';

export interface ChargeCitation {
  readonly statute?: string | null | undefined;
  readonly targetStatute?: string | null | undefined;
  readonly inchoate?: Inchoate | null | undefined;
}

/**
 * Combines a citation with the target and the kind that stand beside it. `PC 664` with the target `HS 11377(a)` is an
 * attempt of HS 11377(a). `inchoate` is the kind by field or citation, null for a completed offence or where nothing says.
 */
export function readStatute(
  charge: ChargeCitation,
  state: string,
): { statute: Statute | null; inchoate: Inchoate | null } {
  const field = charge.inchoate ?? null;
  const cited = charge.statute ? parseStatute(charge.statute, state) : null;
  const target = charge.targetStatute ? parseStatute(charge.targetStatute, state) : null;
  if (target === null) return { statute: cited, inchoate: cited?.inchoate ?? field };

  // Nothing but a target: it counts where the record says that the charge is an attempt or the like.
  if (cited === null) return field === null ? { statute: null, inchoate: null } : combine(target, field);
  const alone = inchoateSection(cited.state, cited.code, cited.section);
  if (alone !== null) return combine(target, alone);
  const bare =
    cited.code === null && cited.inchoate === null
      ? (stateLaw(state)?.inchoateSections.get(cited.section)?.kind ?? null)
      : null;
  if (bare !== null && (field === null || field === bare)) return combine(target, bare);
  const kind = cited.inchoate ?? field;
  if (kind === null || sameOffense(cited, target)) return { statute: cited, inchoate: kind };
  // Said to be incomplete, cited under another section than its target: a section for attempts that we do not list.
  return cited.inchoate === null ? combine(target, kind) : { statute: cited, inchoate: kind };
}

function combine(target: Statute, kind: Inchoate): { statute: Statute; inchoate: Inchoate } {
  return { statute: withInchoate(target, kind), inchoate: kind };
}

function sameOffense(a: Statute, b: Statute): boolean {
  return a.code === b.code && a.section === b.section;
}
