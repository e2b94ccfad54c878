/** A step for batches of records that a thread can load: who they are and how many cases each has, under a heading. */
export function begin(heading: string): (records: { personId: string; cases: unknown[] }[]) => string[] {
  return (records) => records.map(({ personId, cases }) => `${heading} ${personId}: ${cases.length}`);
}
