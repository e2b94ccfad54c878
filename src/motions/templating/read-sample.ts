/**
 * A template's `sample.yaml` → the input of a draft: an invented person, the answers of invented paths, and the office.
 *
 * Samples say only what they are about; what a pack or the engine would add is filled in here.
 */
import { z } from 'zod';
import { ITEM_KINDS, RELIEFS, type Determination, type ItemKind, type Relief } from '../../law/index.js';
import type { PersonRecord } from '../../records/record.js';
import type { AuthorityWords, PathWords } from '../drafting/path-words.js';
import type { Office } from '../drafting/motion-draft.js';
import { readYaml } from './read-yaml.js';

const text = z.string().min(1);
const relief = z.enum(RELIEFS as [Relief, ...Relief[]]);
const criterion = z.strictObject({ id: text, text, cite: text, verified: z.boolean().default(true) });

const sampleSchema = z.strictObject({
  asOf: z.iso.date(),
  jurisdiction: text,
  jurisdictionTitle: text.default('Sample jurisdiction'),
  office: z
    .strictObject({
      name: text.optional(),
      title: text.optional(),
      attorney: text.optional(),
      address: z.array(text).optional(),
      telephone: text.optional(),
      email: text.optional(),
    })
    .default({}),
  record: z.looseObject({ personId: text, cases: z.array(z.looseObject({ caseNumber: text })) }),
  paths: z.array(
    z.strictObject({
      path: text,
      title: text,
      summary: text.default('An invented path for a sample.'),
      relief,
      kind: z.enum(['statute', 'case-law', 'policy']).default('statute'),
      cite: text,
      verified: z.boolean().default(true),
      note: text.optional(),
      requires: z.array(criterion).default([]),
      unless: z.array(criterion).default([]),
      cautions: z.array(text).default([]),
      becomes: text,
      order: z.array(text).default([]),
      carveOuts: z.array(text).default([]),
      movant: z.enum(['people', 'defendant', 'joint', 'court', 'agency']).default('people'),
      victim: z.enum(['required', 'when-named', 'none']).default('none'),
      victimDays: z.number().optional(),
    }),
  ),
  determinations: z.array(
    z.strictObject({
      path: text,
      /** The case's number; the first case of the record when absent. */
      case: text.optional(),
      item: z.strictObject({
        kind: z.enum(ITEM_KINDS as [ItemKind, ...ItemKind[]]),
        count: z.number().int().optional(),
        number: text.optional(),
      }),
      outcome: z
        .enum(['eligible', 'needs-review', 'needs-facts', 'not-eligible', 'eligible-later'])
        .default('eligible'),
      met: z.array(text).default([]),
      notFound: z.array(text).default([]),
      review: z.array(text).default([]),
      preferred: z.boolean().default(true),
      restsOn: z.array(text).default([]),
      /** What else in the record rests on the conviction, in the engine's words. */
      ripple: z.array(text).default([]),
      /** Charges beneath a warrant or a violation that another case holds, in the engine's words. */
      linked: z.array(text).default([]),
    }),
  ),
});

export interface Sample {
  record: PersonRecord;
  determinations: Determination[];
  words: Map<string, PathWords>;
  office: Office;
  asOf: string;
}

/** Reads a sample; throws `AppError` `template-file` that names what is wrong with it. */
export function readSample(path: string, name: string): Sample {
  const sample = readYaml(path, sampleSchema, name);
  // The schema checks the frame; the record itself is written by hand in the canonical shape.
  const record = sample.record as unknown as PersonRecord;
  const words = new Map<string, PathWords>();
  for (const each of sample.paths) {
    const main: AuthorityWords = { cite: each.cite, title: null, verified: each.verified, note: each.note ?? null };
    const criteria = [...each.requires, ...each.unless];
    const authorityOf = (one: (typeof criteria)[number]): AuthorityWords =>
      one.cite === each.cite ? main : { cite: one.cite, title: null, verified: one.verified, note: null };
    words.set(each.path, {
      id: each.path,
      jurisdiction: sample.jurisdiction,
      jurisdictionTitle: sample.jurisdictionTitle,
      title: each.title,
      summary: each.summary,
      relief: each.relief,
      kind: each.kind,
      authority: main,
      criteria: Object.fromEntries(criteria.map((one) => [one.id, { text: one.text, authority: authorityOf(one) }])),
      cautions: Object.fromEntries(each.cautions.map((caution, index) => [`caution-${index + 1}`, caution])),
      result: { becomes: each.becomes, order: each.order, carveOuts: each.carveOuts },
      movant: each.movant,
      drafted: 'when-open',
      notice: { victim: each.victim, days: each.victimDays ?? null, text: null },
      authorities: [main, ...criteria.map(authorityOf)],
    });
  }
  const determinations = sample.determinations.map((each): Determination => {
    const courtCase = record.cases.find((one) => each.case === undefined || one.caseNumber === each.case);
    const about = courtCase ?? record.cases[0];
    const fact = (
      value: string,
    ): { fact: string; value: string; basis: 'recorded'; source?: { file: string; row: number } } => ({
      fact: 'charge',
      value,
      basis: 'recorded',
      ...(about?.source === undefined ? {} : { source: about.source }),
    });
    return {
      personId: record.personId,
      case: {
        number: about?.caseNumber ?? '',
        court: about?.court.name ?? '',
        state: about?.court.state ?? '',
        ...(about?.court.county === undefined ? {} : { county: about.court.county }),
      },
      item: {
        kind: each.item.kind,
        ...(each.item.count === undefined ? {} : { count: each.item.count }),
        ...(each.item.number === undefined ? {} : { number: each.item.number }),
      },
      jurisdiction: sample.jurisdiction,
      path: each.path,
      relief: words.get(each.path)?.relief ?? 'dismiss',
      outcome: each.outcome,
      missing: [],
      review: each.review.map((question, index) => ({ criterion: `review-${index + 1}`, question })),
      criteria: [
        ...each.met.map((id) => ({
          id,
          role: 'requirement' as const,
          outcome: 'met' as const,
          facts: [fact('as recorded')],
        })),
        ...each.linked.map((value) => ({
          id: 'offense',
          role: 'coverage' as const,
          outcome: 'met' as const,
          facts: [{ fact: 'underlying charge', value, basis: 'recorded' as const }],
        })),
        ...each.notFound.map((id) => ({
          id,
          role: 'disqualifier' as const,
          outcome: 'not-met' as const,
          facts: [fact('none recorded')],
        })),
      ],
      cautions: Object.keys(words.get(each.path)?.cautions ?? {}),
      preferred: each.preferred,
      ripple: each.ripple.map((says) => ({
        kind: 'score' as const,
        case: about?.caseNumber ?? '',
        item: { kind: 'conviction' as const },
        says,
      })),
      restsOn: each.restsOn,
    };
  });
  return { record, determinations, words, office: sample.office, asOf: sample.asOf };
}
