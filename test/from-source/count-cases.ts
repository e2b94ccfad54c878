/** A step for batches of records that a thread can load: who they are and how many cases each has, under a heading. */
export function begin(heading: string): {
  add(record: { personId: string; cases: unknown[] }): void;
  take(): string[];
} {
  let counted: string[] = [];
  return {
    add: ({ personId, cases }) => void counted.push(`${heading} ${personId}: ${cases.length}`),
    take() {
      const taken = counted;
      counted = [];
      return taken;
    },
  };
}
