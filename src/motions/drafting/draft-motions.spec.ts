import fc from 'fast-check';
import type { SeenFact, TracedCriterion } from '../../law/index.js';
import type { Disposition } from '../../records/record.js';
import { renderDraft } from '../templating/render-draft.js';
import {
  aCase,
  aCharge,
  aDetermination,
  aRecord,
  draft,
  oneDraft,
  PENDING,
  templates,
  WARRANT,
  wordsFor,
} from '../test-drafts.js';

const warrant = { warrantNumber: 'W-1', kind: 'bench' as const, issuedDate: '2004-07-02', status: 'open' as const };
const aWarrantAnswer = aDetermination({ path: WARRANT, relief: 'quash', item: { kind: 'warrant', number: 'W-1' } });

describe('drafting', () => {
  it('asks for relief by count and says what stays open', () => {
    const record = aRecord({
      cases: [aCase({ charges: [aCharge(1), aCharge(2), aCharge(3, { description: 'Assault' })] })],
    });
    const one = oneDraft({
      record,
      determinations: [1, 2].map((count) => aDetermination({ item: { kind: 'pending-charge', count } })),
    });
    expect(one.template).toBe('motions/us-md-baltimore-city/nolle-prosequi');
    expect(one.view.countList).toBe('counts 1 and 2');
    expect(one.view.otherOpenCountList).toBe('count 3');
    expect(one.view.coversEveryOpenCount).toBe(false);
  });

  it('speaks of every open count only when no other may be open: an unrecorded disposition counts as open', () => {
    const covers = (charge: Parameters<typeof aCharge>[1]): boolean =>
      oneDraft({ record: aRecord({ cases: [aCase({ charges: [aCharge(1), aCharge(2, charge)] })] }) }).view
        .coversEveryOpenCount;
    expect(covers({ disposition: { type: 'acquitted', date: '2005-01-01' } })).toBe(true);
    expect(covers({ disposition: {} })).toBe(false);
    expect(covers({ disposition: { type: 'stet' } })).toBe(false);
    expect(covers({ disposition: { type: 'deferred' } })).toBe(false);
  });

  it('reads how a charge ended from what its disposition comes to in law, not from its type alone', () => {
    const other = (disposition: Disposition, status?: 'open' | 'closed') => {
      const courtCase = aCase({
        charges: [aCharge(1), aCharge(2, { disposition })],
        ...(status === undefined ? {} : { status }),
      });
      const [only] = oneDraft({ record: aRecord({ cases: [courtCase] }) }).view.otherCounts;
      return [only?.disposition, only?.isOpen];
    };
    expect(other({ text: 'STET' })).toEqual(['stet', true]);
    expect(other({ text: 'NOLLE PROSEQUI' })).toEqual(['nolle prosequi', false]);
    expect(other({ text: 'PROBATION BEFORE JUDGMENT' })).toEqual(['probation before judgment', false]);
    expect(other({ type: 'deferred' }, 'open')).toEqual(['deferred, not yet over', true]);
    expect(other({ type: 'deferred' }, 'closed')).toEqual(['deferred', false]);
    expect(other({}, 'closed')).toEqual(['outcome not recorded', false]);
    expect(other({})).toEqual(['outcome not recorded', true]);
  });

  it('says that an offense was committed only of a conviction', () => {
    const committed = (disposition: Disposition) =>
      oneDraft({ record: aRecord({ cases: [aCase({ charges: [aCharge(1), aCharge(2, { disposition })] })] }) }).view
        .otherCounts[0]?.committed;
    expect(committed({ type: 'convicted', date: '2005-01-01' })).toBe('committed on May 9, 2004');
    expect(committed({ type: 'dismissed' })).toBe('said to have been committed on May 9, 2004');
    expect(committed({ text: 'Conviction of a lesser charge' })).toBe('said to have been committed on May 9, 2004');
    expect(committed({})).toBe('said to have been committed on May 9, 2004');
  });

  it('quotes the source where type and phrase contradict each other, and takes the charge as open', () => {
    const contradicted = { type: 'dismissed' as const, text: 'Dismissed with leave to reinstate' };
    const courtCase = aCase({ charges: [aCharge(1), aCharge(2, { disposition: contradicted })] });
    const { view } = oneDraft({ record: aRecord({ cases: [courtCase] }) });
    expect(view.otherCounts[0]).toMatchObject({
      disposition: 'recorded as “Dismissed with leave to reinstate”',
      isOpen: true,
    });
    expect(view.coversEveryOpenCount).toBe(false);
  });

  it('lists beneath a violation what a person can be on probation for, a probation before judgment by its phrase too', () => {
    const charges = [
      aCharge(1, { disposition: { text: 'PROBATION BEFORE JUDGMENT', date: '2019-01-01' } }),
      aCharge(2, { disposition: { type: 'dismissed' } }),
    ];
    const path = 'us-md-baltimore-city/probation-violation';
    const one = oneDraft({
      record: aRecord({ cases: [aCase({ charges, violations: [{ violationId: 'V-1', status: 'pending' }] })] }),
      determinations: [aDetermination({ path, item: { kind: 'probation-violation', number: 'V-1' } })],
      words: [wordsFor(path)],
    });
    expect(one.view.violations[0]?.countList).toBe('count 1');
  });

  it('keeps results apart: no order makes two counts "a misdemeanor or an infraction"', () => {
    const conviction = (count: number, path: string) =>
      aDetermination({ relief: 'redesignate', jurisdiction: 'us-zz', path, item: { kind: 'conviction', count } });
    const words = (id: string, becomes: string) =>
      wordsFor(id, { relief: 'redesignate', result: { becomes, order: [`It is ${becomes}.`], carveOuts: [] } });
    const charges = [1, 2].map((count) => aCharge(count, { disposition: { type: 'convicted', date: '2010-01-01' } }));
    const { drafts } = draft({
      record: aRecord({ cases: [aCase({ charges })] }),
      determinations: [conviction(1, 'us-zz/a'), conviction(2, 'us-zz/b')],
      words: [words('us-zz/a', 'misdemeanor'), words('us-zz/b', 'infraction')],
    });
    expect(drafts.map(({ view }) => view.relief.ask).sort()).toEqual([
      'redesignate the conviction on count 1 as a misdemeanor',
      'redesignate the conviction on count 2 as an infraction',
    ]);
    expect(new Set(drafts.map((each) => each.id)).size).toBe(2);
  });

  it.each([
    ['defendant' as const, 'motions/default/petition', 'PETITION TO SEAL RECORDS'],
    ['joint' as const, 'motions/default/joint-motion', 'JOINT MOTION TO SEAL RECORDS'],
    ['court' as const, 'motions/default/court-acts', 'MOTION TO SEAL RECORDS'],
    ['agency' as const, 'motions/default/agency-acts', 'MOTION TO SEAL RECORDS'],
  ])('where the mover is %s drafts %s', (movant, template, heading) => {
    const path = 'us-zz/seal';
    const one = oneDraft({
      determinations: [
        aDetermination({ relief: 'seal', jurisdiction: 'us-zz', path, item: { kind: 'conviction', count: 1 } }),
      ],
      words: [wordsFor(path, { relief: 'seal', movant })],
    });
    expect(one.template).toBe(template);
    expect(one.kind).toBe(`seal-${template.slice('motions/default/'.length)}`);
    expect(one.view.relief.heading).toBe(heading);
    const roles = renderDraft(one, templates()).documents.map(({ role }) => role);
    const isItself = movant === 'court' || movant === 'agency';
    expect(roles.includes('motion')).toBe(!isItself);
    expect(roles.includes('notice')).toBe(isItself);
  });

  it('uses the words of the state: Oregon sets aside, New York vacates a warrant against the People\u2019s defendant', () => {
    const oregon = oneDraft({
      record: aRecord({
        cases: [aCase({ court: { name: 'Lane County Circuit Court', county: 'Lane', state: 'OR' } })],
      }),
      determinations: [
        aDetermination({
          relief: 'expunge',
          jurisdiction: 'us-or',
          path: 'us-or/x',
          item: { kind: 'conviction', count: 1 },
          case: { number: '4B00812345', court: 'Lane County Circuit Court', county: 'Lane', state: 'OR' },
        }),
      ],
      words: [wordsFor('us-or/x', { relief: 'expunge', movant: 'defendant' })],
    }).view;
    expect(oregon.court.titleLines).toEqual(['IN THE CIRCUIT COURT OF THE STATE OF OREGON', 'FOR THE COUNTY OF LANE']);
    expect(oregon.title).toBe('Motion to set aside conviction');
    const court = { name: 'Criminal Court of the City of New York', county: 'New York', state: 'NY' };
    const newYork = oneDraft({
      record: aRecord({ cases: [aCase({ court, warrants: [warrant] })] }),
      determinations: [
        aDetermination({
          relief: 'quash',
          jurisdiction: 'us-ny-new-york',
          path: 'us-ny-new-york/x',
          item: { kind: 'warrant', number: 'W-1' },
          case: { number: '4B00812345', court: court.name, county: court.county, state: 'NY' },
        }),
      ],
      words: [wordsFor('us-ny-new-york/x', { relief: 'quash' })],
    }).view;
    expect(newYork.court.titleLines).toEqual([
      'STATE OF NEW YORK',
      'CRIMINAL COURT OF THE CITY OF NEW YORK : COUNTY OF NEW YORK',
    ]);
    expect(newYork.relief.heading).toBe('MOTION TO VACATE WARRANT');
    expect([newYork.caption.plaintiffRole, newYork.caption.versus, newYork.prosecution.moves]).toEqual([
      null,
      '-against-',
      'move',
    ]);
  });

  const authority = { cite: 'Code § 1', title: null, verified: true, note: null };
  const met = (id: string, facts: SeenFact[], more: Partial<TracedCriterion> = {}): TracedCriterion => ({
    id,
    role: 'requirement',
    outcome: 'met',
    facts,
    ...more,
  });
  const saw = (fact: string, value: string): SeenFact => ({ fact, value, basis: 'recorded' });
  const viewOf = (criteria: TracedCriterion[], texts: Record<string, string>) =>
    oneDraft({
      determinations: [aDetermination({ criteria })],
      words: [
        wordsFor(PENDING, {
          criteria: Object.fromEntries(Object.entries(texts).map(([id, text]) => [id, { text, authority }])),
        }),
      ],
    }).view;

  it('leaves out what the law asks of other classes, and states the wait that governs with its dates', () => {
    const view = viewOf(
      [
        met('seven', [saw('grade', 'felony'), saw('class', 'C')]),
        met('five', [saw('conviction-date', '2019-03-01; the wait is complete on 2024-03-01')]),
        met('other', [saw('sentence-status', 'completed')]),
        met('look-back-b', [saw('class', 'C')], { role: 'disqualifier', outcome: 'not-met' }),
        met('felony', [saw('grade', 'misdemeanor')], { role: 'disqualifier', outcome: 'not-met' }),
      ],
      {
        seven: 'For a Class B felony, seven years have run.',
        five: 'For a Class C felony, five years have run.',
        other: 'If probation was revoked, three years have run.',
        'look-back-b': 'For a Class B felony, the person was convicted within seven years.',
        felony: 'It was a felony.',
      },
    );
    expect(view.grounds).toEqual([
      {
        text: 'For a Class C felony, five years have run.',
        cite: 'Code § 1',
        record: 'conviction date: March 1, 2019; the wait is complete on March 1, 2024',
      },
    ]);
    expect(view.conditionalGrounds.map(({ text }) => text)).toEqual([
      'If probation was revoked, three years have run.',
    ]);
    expect(view.barsNotFound.map(({ text }) => text)).toEqual(['It was a felony.']);
  });

  it('states a ground beside what the record says, and of a birth date the year alone', () => {
    const seen = [saw('weight-grams', '0.99 g'), saw('birth-date', '1985-01-01')];
    const silent: SeenFact = { fact: 'criminal-history', value: 'none in the file', basis: 'coverage' };
    const { grounds } = viewOf([met('small', [...seen, silent]), met('alone', [silent])], {
      small: 'It is below the line of a crime.',
      alone: 'There is no other conviction.',
    });
    expect(grounds.map(({ record }) => record)).toEqual(['weight: 0.99 g; year of birth: 1985', null]);
  });

  it('states what is decided though a fact in it is unknown, and marks a place for what that fact could change', () => {
    const unknown = (fact: string): SeenFact => saw(fact, 'unknown');
    const texts = { wait: 'Three years have run.', paid: 'Fines are paid.' };
    const waited = saw('conviction-date', '2019-03-01; the wait is complete on 2022-03-01');
    const decided = viewOf(
      [
        met('wait', [waited, saw('confinement-days', '0 days'), unknown('release-date')]),
        met('paid', [unknown('fees-owed-cents')]),
      ],
      texts,
    );
    expect(decided.grounds.map(({ text }) => text)).toEqual(['Three years have run.']);
    expect(decided.toVerify).toEqual(['Fines are paid.']);
    // Who may have been confined may have been released later.
    const open = viewOf([met('wait', [waited, unknown('confinement-days'), unknown('release-date')])], texts);
    expect([open.grounds, open.toVerify]).toEqual([[], ['Three years have run.']]);
  });

  it('makes no paper that could give the court no reason at all', () => {
    const bar = met('bar', [saw('integrity-issue', 'unknown')], { role: 'disqualifier', outcome: 'not-met' });
    const { drafts, issues } = draft({ determinations: [aDetermination({ criteria: [bar] })] });
    expect(drafts).toEqual([]);
    expect(issues).toMatchObject([{ code: 'no-ground' }]);
    expect(issues[0]?.sentence).toContain('none of the reasons for it can be told to a court');
  });

  it('says that the path covers the charge where it asks nothing else', () => {
    const covered = met('offense', [saw('statute', 'PL 221.05')], { role: 'coverage' });
    const { grounds } = viewOf([covered], { offense: 'The charge is one that this path covers: former Article 221.' });
    expect(grounds).toEqual([
      {
        text: 'The charge is one that this relief covers: former Article 221.',
        cite: 'Code § 1',
        record: 'statute: PL 221.05',
      },
    ]);
  });

  it('tells the attorney what is pending in other cases, which the papers leave aside', () => {
    const elsewhere = aCase({
      caseNumber: 'T-1',
      charges: [
        aCharge(1, { description: 'Theft', statute: '164.045' }),
        aCharge(2, { disposition: { type: 'dismissed' } }),
      ],
    });
    expect(oneDraft({ record: aRecord({ cases: [aCase(), elsewhere] }) }).view.notes.pendingElsewhere).toEqual([
      'case T-1, count 1: Theft (164.045) (charges.csv, row 2)',
    ]);
  });

  it('shows the attorney what else in the record rests on the conviction, and by which criterion', () => {
    const authority = { cite: 'Code § 1', title: null, verified: true, note: null };
    const says = 'us-md/later for count 1 of case B-2 is ruled out because of it.';
    const one = oneDraft({
      determinations: [
        aDetermination({
          ripple: [
            { kind: 'score', case: 'B-1', item: { kind: 'conviction', count: 1 }, says: 'A sentence counted it.' },
            {
              kind: 'priors',
              case: 'B-2',
              item: { kind: 'conviction', count: 1 },
              path: 'us-md/later',
              criterion: 'prior',
              says,
            },
          ],
        }),
      ],
      words: [
        wordsFor(PENDING),
        wordsFor('us-md/later', {
          title: 'Another way',
          criteria: { prior: { text: 'There is no prior before 2014-11-05.', authority } },
        }),
      ],
    });
    expect(one.view.notes.ripple).toEqual([
      'count 1: A sentence counted it.',
      `count 1: ${says.replace('us-md/later', '“Another way”')} (There is no prior before November 5, 2014.)`,
    ]);
  });

  it('tells how a warrant was linked to what lies beneath it, and in court how sure that is', () => {
    const record = aRecord({ cases: [aCase({ warrants: [warrant] })] });
    const draftOn = (value: string) =>
      oneDraft({
        record,
        determinations: [
          {
            ...aWarrantAnswer,
            criteria: [
              {
                id: 'listed',
                role: 'requirement',
                outcome: 'met',
                facts: [{ fact: 'underlying charge', value, basis: 'recorded' }],
              },
            ],
          },
        ],
      });
    const linkedBy = (value: string) => draftOn(value).view;
    const certain = linkedBy('HS 11350(a), case 10CR00118 count 1; linked by cross-reference: certain');
    expect(certain.warrants[0]?.linked).toBe('HS 11350(a), case 10CR00118 count 1');
    expect(certain.notes.links).toEqual([
      { item: 'warrant W-1', link: 'HS 11350(a), case 10CR00118 count 1; linked by cross-reference: certain.' },
    ]);
    const probable = linkedBy('HS 11350(a), case 10CR00118 count 1; linked by the case number: probable');
    expect(probable.warrants[0]).toMatchObject({
      linked: null,
      likelyLinked: 'probably HS 11350(a), case 10CR00118 count 1 (linked by the case number)',
    });
    expect(probable.notes.links[0]?.link).toContain('linked by the case number: probable');
    const motion = JSON.stringify(
      renderDraft(
        draftOn('HS 11350(a), case 10CR00118 count 1; linked by the case number: probable'),
        templates(),
      ).documents.filter(({ role }) => role === 'motion'),
    );
    expect(motion).toContain(
      'The record does not say for certain what lies beneath it: probably HS 11350(a), case 10CR00118 count 1 (linked by the case number).',
    );
    expect(motion).not.toContain('It rests on');
    const plain = linkedBy('HS 11350(a), case 4B00812345 count 1');
    expect(plain.warrants[0]?.linked).toBeNull();
    expect(plain.notes.links[0]?.link).toContain('the case it is recorded in');
  });

  it('puts a warrant and the counts beneath it into one motion', () => {
    const record = aRecord({ cases: [aCase({ charges: [aCharge(1), aCharge(2)], warrants: [warrant] })] });
    const one = oneDraft({
      record,
      determinations: [
        aWarrantAnswer,
        ...[1, 2].map((count) => aDetermination({ item: { kind: 'pending-charge', count } })),
      ],
    });
    expect(one.template).toBe('motions/us-md-baltimore-city/quash-warrant');
    expect(one.relief).toBe('quash');
    expect(one.items).toHaveLength(3);
    expect(one.view.coversEveryOpenCount).toBe(true);
    expect(one.view.warrantList).toBe('warrant W-1');
  });

  it('gives an order once, says of which counts it holds, and nothing of what a warrant’s motion takes with it', () => {
    const record = aRecord({ cases: [aCase({ charges: [aCharge(1), aCharge(2), aCharge(3)], warrants: [warrant] })] });
    const pending = [1, 2].map((count) => aDetermination({ item: { kind: 'pending-charge', count } }));
    expect(oneDraft({ record, determinations: pending }).view.relief.orders).toEqual([
      'As to counts 1 and 2, each: The State enters nolle prosequi on this count.',
    ]);
    const { relief, otherCountList } = oneDraft({ record, determinations: [aWarrantAnswer, ...pending] }).view;
    expect(relief.orders).toEqual(['The warrant is quashed.']);
    expect([relief.chargesMeant, otherCountList]).toEqual([null, 'count 3']);
  });

  it('leaves alone in the order only what its words about the charges beneath a warrant do not reach', () => {
    const record = aRecord({
      cases: [aCase({ charges: [aCharge(1), aCharge(2, { description: 'Assault' })], warrants: [warrant] })],
    });
    const saw = (value: string): typeof aWarrantAnswer => ({
      ...aWarrantAnswer,
      criteria: [
        {
          id: 'listed',
          role: 'requirement',
          outcome: 'met',
          facts: [{ fact: 'underlying charge', value, basis: 'recorded' }],
        },
      ],
    });
    const terms = (value: string, order: string): unknown[] => {
      const { view } = oneDraft({
        record,
        determinations: [saw(value)],
        words: [wordsFor(WARRANT, { relief: 'quash', result: { becomes: 'quashed', order: [order], carveOuts: [] } })],
      });
      return [view.relief.chargesMeant, view.otherCountList];
    };
    const own = 'CR 5-601(a)(1), case 4B00812345 count 1, 2004-05-09';
    expect(terms(own, 'The counts beneath the warrant are dismissed.')).toEqual(['count 1', 'count 2']);
    expect(terms(own, 'The warrant is recalled.')).toEqual([null, 'counts 1 and 2']);
    expect(terms('CR 5-601, case X-1 count 1; linked by cross-reference: certain', 'The charge is dismissed.')).toEqual(
      ['CR 5-601, case X-1 count 1', 'counts 1 and 2'],
    );
  });

  it('makes one motion for each case', () => {
    const cases = ['A-1', 'A-2'].map((caseNumber) => aCase({ caseNumber }));
    const { drafts } = draft({
      record: aRecord({ cases }),
      determinations: cases.map((each) =>
        aDetermination({
          case: { number: each.caseNumber, court: each.court.name, county: 'Baltimore City', state: 'MD' },
        }),
      ),
    });
    expect(drafts.map((each) => each.case.number)).toEqual(['A-1', 'A-2']);
    expect(new Set(drafts.map((each) => each.id)).size).toBe(2);
  });

  it('never drafts what needs facts, what is not preferred, or what is not open', () => {
    const determinations = [
      aDetermination({ outcome: 'needs-facts' }),
      aDetermination({ outcome: 'not-eligible' }),
      aDetermination({ outcome: 'eligible-later' }),
      aDetermination({ preferred: false }),
    ];
    expect(draft({ determinations })).toEqual({ drafts: [], issues: [] });
  });

  it('drafts what needs review, with the questions in the attorney’s notes', () => {
    const one = oneDraft({
      determinations: [
        aDetermination({
          outcome: 'needs-review',
          review: [{ criterion: 'indicia', question: 'Is it distribution?' }],
        }),
      ],
    });
    expect(one.outcome).toBe('needs-review');
    expect(one.view.notes.questions).toEqual([{ item: 'count 1', question: 'Is it distribution?' }]);
  });

  it('never says that the office acts on a policy while it is open whether the policy reaches the item', () => {
    const asks = (review: { criterion: string; question: string }[], kind: 'policy' | 'statute') => {
      const one = oneDraft({
        determinations: [aDetermination({ outcome: review.length === 0 ? 'eligible' : 'needs-review', review })],
        words: [wordsFor(PENDING, { kind })],
      });
      return {
        view: one.view,
        motion: JSON.stringify(renderDraft(one, templates()).documents.filter(({ role }) => role === 'motion')),
      };
    };
    const question = 'The policy names possession. Does it reach this attempt?';
    const place = `[To be written before filing, or taken out. The question: ${question}]`;
    const open = asks([{ criterion: 'attempt', question }], 'policy');
    expect(open.motion).not.toContain('Directive of March 18, 2020');
    expect(open.motion).not.toContain("an offense on the policy's list");
    expect(open.motion).toContain(place);
    expect(open.view.grounds).toEqual([]);
    expect(open.view.notes.assumptions).toEqual([
      'The papers do not say that the office acts on its policy while the question above is open. When it is decided, write in on what the office acts.',
    ]);
    const settled = asks([], 'policy').motion;
    expect(settled).toContain('The office acts on its policy: Directive of March 18, 2020.');
    expect(settled).not.toContain('[To be written before filing');
    // A statute stands whatever the question is; the place for the answer is marked all the same.
    const statute = asks([{ criterion: 'attempt', question }], 'statute').motion;
    expect(statute).toContain('The authority for this relief is Directive of March 18, 2020.');
    expect(statute).toContain(place);
  });

  it('marks a place in the order for what the court has to find on an open question', () => {
    const question = 'The time to file ended on 2022-11-04. What is the good cause for filing now?';
    const one = oneDraft({
      record: aRecord({ cases: [aCase({ warrants: [warrant] })] }),
      determinations: [{ ...aWarrantAnswer, outcome: 'needs-review', review: [{ criterion: 'good-cause', question }] }],
      words: [wordsFor(WARRANT, { relief: 'quash', kind: 'statute' })],
    });
    const papers = renderDraft(one, templates()).documents;
    const [motion, order] = ['motion', 'order'].map((role) =>
      JSON.stringify(papers.filter((each) => each.role === role)),
    );
    expect(motion).toContain('The time to file ended on November 4, 2022. What is the good cause for filing now?]');
    expect(order).toContain(
      '[To be written before filing, or taken out: what the Court finds on this question: The time to file ended on November 4, 2022. What is the good cause for filing now?]',
    );
  });

  it('has a place of its own in the order for each finding, and states none of them as made', () => {
    const questions = ['What is the good cause for filing now?', 'Does the offense compare to the one listed?'];
    const paperOn = (asked: readonly string[], paper: 'order' | 'motion' = 'order'): string => {
      const path = 'us-ca/prop-47/redesignate';
      const one = oneDraft({
        record: aRecord({
          cases: [
            aCase({
              court: { name: 'Superior Court', county: 'Fresno', state: 'CA' },
              charges: [aCharge(1, { statute: 'HS 11350(a)', grade: 'felony', disposition: { type: 'convicted' } })],
            }),
          ],
        }),
        determinations: [
          aDetermination({
            jurisdiction: 'us-ca',
            case: { number: '4B00812345', court: 'Superior Court', county: 'Fresno', state: 'CA' },
            path,
            relief: 'redesignate',
            item: { kind: 'conviction', count: 1 },
            outcome: asked.length === 0 ? 'eligible' : 'needs-review',
            review: asked.map((question) => ({ criterion: 'open', question })),
          }),
        ],
        words: [wordsFor(path, { relief: 'redesignate', kind: 'statute', movant: 'joint' })],
      });
      const { documents } = renderDraft(one, templates());
      return JSON.stringify(documents.filter(({ role }) => role === paper));
    };
    const open = paperOn(questions);
    for (const question of questions) expect(open).toContain(`what the Court finds on this question: ${question}]`);
    expect(open).not.toContain('good cause appearing');
    expect(paperOn([])).toContain('good cause appearing');
    expect(paperOn([])).not.toContain('[To be written');
    // What both sides agree on is so when both have signed.
    expect(paperOn(questions, 'motion')).toContain('By signing below, and not before, the parties stipulate that');
  });

  it('writes the kind of a warrant with its article', () => {
    const record = aRecord({ cases: [aCase({ warrants: [{ ...warrant, kind: 'arrest' }] })] });
    expect(oneDraft({ record, determinations: [aWarrantAnswer] }).view.warrants[0]?.kindPhrase).toBe(
      'an arrest warrant',
    );
  });

  it('notes authorities that nobody verified, assumptions, cautions and alternatives', () => {
    const unverified = { cite: 'Art. 27, § 287', title: null, verified: false, note: 'The number was not confirmed.' };
    const one = oneDraft({
      determinations: [
        aDetermination({ cautions: ['immigration'], restsOn: ['No conviction elsewhere: verify.'] }),
        aDetermination({ path: 'us-md/other', jurisdiction: 'us-md', preferred: false }),
      ],
      words: [
        wordsFor(PENDING, { authorities: [unverified], cautions: { immigration: 'Ask about immigration first.' } }),
        wordsFor('us-md/other', { title: 'Another way' }),
      ],
    });
    expect(one.view.notes.unverified).toEqual([{ cite: 'Art. 27, § 287', note: 'The number was not confirmed.' }]);
    expect(one.view.notes.cautions).toEqual(['Ask about immigration first.']);
    expect(one.view.notes.assumptions).toEqual(['No conviction elsewhere: verify.']);
    expect(one.view.notes.alternatives).toEqual(['count 1: Another way (eligible)']);
  });

  it('tells a bar that silence rules out as not so, and never as if it were', () => {
    const authority = { cite: 'Code § 1', title: null, verified: true, note: null };
    const one = oneDraft({
      determinations: [
        aDetermination({
          criteria: [
            met('listed', [saw('statute', 'CR 5-601(a)(1)')]),
            {
              id: 'prior',
              role: 'disqualifier',
              outcome: 'not-met',
              facts: [{ fact: 'criminal-history', value: 'none in the file', basis: 'coverage' }],
            },
          ],
        }),
      ],
      words: [
        wordsFor(PENDING, {
          criteria: {
            listed: { text: 'It is listed.', authority },
            prior: { text: 'The person has a prior conviction.', authority },
          },
        }),
      ],
    });
    expect(one.view.notes.assumptions).toEqual([
      'Taken as not so, because nothing in the file says that it is; verify before filing: The person has a prior conviction.',
    ]);
  });

  it('says nothing to the court of what the record leaves open, and puts it to the attorney', () => {
    const authority = { cite: 'Code § 1', title: null, verified: true, note: null };
    const unknown = { fact: 'new-evidence', value: 'unknown', basis: 'recorded' } as const;
    const seen = { fact: 'grade', value: 'misdemeanor', basis: 'recorded' } as const;
    const one = oneDraft({
      determinations: [
        aDetermination({
          criteria: [
            met('listed', [saw('statute', 'CR 5-601(a)(1)')]),
            { id: 'no-ground', role: 'disqualifier', outcome: 'not-met', facts: [unknown] },
            { id: 'felony', role: 'disqualifier', outcome: 'not-met', facts: [seen] },
          ],
        }),
      ],
      words: [
        wordsFor(PENDING, {
          criteria: {
            listed: { text: 'It is listed.', authority },
            'no-ground': { text: 'There is no new evidence.', authority },
            felony: { text: 'It was a felony.', authority },
          },
        }),
      ],
    });
    expect(one.view.barsNotFound.map(({ text }) => text)).toEqual(['It was a felony.']);
    expect(one.view.notes.assumptions).toEqual([
      'Not said in the papers, because the record leaves it open; verify before filing: There is no new evidence.',
    ]);
  });

  it('traces each fact to its row', () => {
    const one = oneDraft();
    expect(one.view.counts[0]?.source).toBe('charges.csv, row 2');
    expect(one.view.notes.facts[0]).toMatchObject({
      item: 'count 1',
      value: 'statute: CR 5-601(a)(1)',
      source: 'charges.csv, row 2',
    });
  });

  it('traces a fact that a person supplied to that person, and names no row for it alone', () => {
    const given = { by: 'A. Clerk', at: '2021-05-20T10:00:00.000Z' };
    const corrections = [
      { field: 'statute', fact: 'statute', from: 'CR 5-601', to: 'CR 5-601(a)(1)', ...given, source: 'the file' },
    ];
    const supplied = { ...given, evidence: 'the file', from: 'CR 5-601' };
    const one = oneDraft({
      record: aRecord({ cases: [aCase({ charges: [aCharge(1, { corrections })] })] }),
      determinations: [
        aDetermination({
          criteria: [
            {
              id: 'listed',
              role: 'requirement',
              outcome: 'met',
              facts: [{ fact: 'statute', value: 'CR 5-601(a)(1)', basis: 'supplied', supplied }],
            },
          ],
        }),
      ],
    });
    const said = 'supplied by A. Clerk on 2021-05-20 (the file)';
    expect(one.view.counts[0]?.source).toBe(`charges.csv, row 2; statute ${said}`);
    expect(one.view.notes.facts[0]?.source).toBe(said);
  });

  it('makes no document where a value it must print is missing, and says which', () => {
    const nameless = draft({ record: { personId: 'P-1', cases: [aCase()] } });
    expect(nameless.drafts).toEqual([]);
    expect(nameless.issues[0]).toMatchObject({ code: 'missing-field', field: 'caption.defendant' });
    expect(nameless.issues[0]?.sentence).toContain("does not give the person's name");

    const bare = { count: 2, disposition: { type: 'pending' as const } };
    const chargeless = draft({
      record: aRecord({ cases: [aCase({ charges: [aCharge(1), bare] })] }),
      determinations: [1, 2].map((count) => aDetermination({ item: { kind: 'pending-charge', count } })),
    });
    expect(chargeless.issues[0]?.sentence).toContain('the statute or a description of the charge for count 2');
  });

  it('needs the county where the title of the court names it', () => {
    const courtCase = aCase({ court: { name: 'District Court of Maryland', state: 'MD' } });
    const { issues } = draft({
      record: aRecord({ cases: [courtCase] }),
      determinations: [
        aDetermination({ case: { number: courtCase.caseNumber, court: courtCase.court.name, state: 'MD' } }),
      ],
    });
    expect(issues[0]).toMatchObject({ code: 'missing-field' });
    expect(issues[0]?.sentence).toContain("the court's county");
  });

  it('says when no template serves a path, and when the path’s words are not at hand', () => {
    const odd = aDetermination({ relief: 'expunge', item: { kind: 'warrant', number: 'W-1' } });
    expect(draft({ determinations: [odd] }).issues[0]).toMatchObject({ code: 'no-template' });
    expect(draft({ words: [] }).issues[0]).toMatchObject({ code: 'no-path-words' });
  });

  it('falls back to the default templates, in the words of the jurisdiction and on its paper', () => {
    const courtCase = aCase({ court: { name: 'Superior Court', county: 'Fresno', state: 'CA' } });
    const one = oneDraft({
      record: aRecord({ cases: [courtCase] }),
      determinations: [
        aDetermination({
          jurisdiction: 'us-ca',
          path: 'us-ca/some/vacatur',
          relief: 'vacate',
          item: { kind: 'conviction', count: 1 },
          case: { number: courtCase.caseNumber, court: 'Superior Court', county: 'Fresno', state: 'CA' },
        }),
      ],
      words: [wordsFor('us-ca/some/vacatur', { relief: 'vacate' })],
    });
    expect(one.template).toBe('motions/default/vacate');
    expect(one.pageStyle).toBe('pleading');
    expect(one.view.court.titleLines).toEqual(['SUPERIOR COURT OF THE STATE OF CALIFORNIA', 'COUNTY OF FRESNO']);
    expect(one.view.caption.plaintiff).toBe('THE PEOPLE OF THE STATE OF CALIFORNIA');
    expect(one.view.office.name).toBe('Office of the District Attorney, County of Fresno');
  });

  it.each([
    ['Circuit Court for Anne Arundel', 'Anne Arundel', 'IN THE CIRCUIT COURT FOR ANNE ARUNDEL COUNTY'],
    ['Circuit Court', 'Baltimore County', 'IN THE CIRCUIT COURT FOR BALTIMORE COUNTY'],
    [
      'District Court of Maryland for Baltimore City',
      'Baltimore City',
      'IN THE DISTRICT COURT OF MARYLAND FOR BALTIMORE CITY',
    ],
    ['District Court of Maryland', 'Frederick', 'IN THE DISTRICT COURT OF MARYLAND FOR FREDERICK COUNTY'],
  ])('names the %s by its county', (name, county, title) => {
    const courtCase = aCase({ court: { name, county, state: 'MD' } });
    const one = oneDraft({
      record: aRecord({ cases: [courtCase] }),
      determinations: [aDetermination({ case: { number: courtCase.caseNumber, court: name, county, state: 'MD' } })],
    });
    expect(one.view.court.titleLines).toEqual([title]);
  });

  it('never asks to dismiss a charge where only the notice of a higher sentence goes', () => {
    const path = 'us-mi-ingham/habitual-notice';
    const courtCase = aCase({ court: { name: 'Circuit Court', county: 'Ingham', state: 'MI' } });
    const { view } = oneDraft({
      record: aRecord({ cases: [courtCase] }),
      determinations: [
        aDetermination({
          path,
          jurisdiction: 'us-mi-ingham',
          case: { number: courtCase.caseNumber, court: 'Circuit Court', county: 'Ingham', state: 'MI' },
        }),
      ],
      words: [wordsFor(path)],
    });
    expect(view.relief.heading).toBe('MOTION TO WITHDRAW SENTENCE ENHANCEMENT NOTICE');
    expect(view.relief.ask).not.toContain('dismiss');
  });

  it('says what the counts beneath a violation are for', () => {
    const charges = [
      aCharge(1, { disposition: { type: 'convicted', date: '2019-01-01' } }),
      aCharge(2, { description: 'Trespass' }),
    ];
    const record = aRecord({ cases: [aCase({ charges, violations: [{ violationId: 'V-1', status: 'pending' }] })] });
    const path = 'us-md-baltimore-city/probation-violation';
    const one = oneDraft({
      record,
      determinations: [aDetermination({ path, item: { kind: 'probation-violation', number: 'V-1' } })],
      words: [wordsFor(path)],
    });
    expect(one.template).toBe('motions/us-md-baltimore-city/withdraw-violation');
    expect(one.view.violations[0]).toMatchObject({
      countList: 'count 1',
      offenses: 'CDS: possession, not marijuana (CR 5-601(a)(1))',
    });
  });

  it('tells the attorney when characters of a name could not be printed', () => {
    const one = oneDraft({ record: aRecord({ name: { first: 'Ro\u0000sa', last: 'Ex' } }) });
    expect(one.view.person.fullName).toBe('Rosa Ex');
    expect(one.view.notes.gaps.join(' ')).toContain('characters that cannot be printed');
  });

  it('does not depend on the order of the determinations', () => {
    const record = aRecord({ cases: [aCase({ charges: [aCharge(1), aCharge(2), aCharge(3)], warrants: [warrant] })] });
    const determinations = [
      aWarrantAnswer,
      ...[1, 2, 3].map((count) => aDetermination({ item: { kind: 'pending-charge', count } })),
    ];
    const expected = draft({ record, determinations });
    fc.assert(
      fc.property(fc.shuffledSubarray(determinations, { minLength: 4 }), (shuffled) => {
        expect(draft({ record, determinations: shuffled })).toEqual(expected);
      }),
    );
  });
});
