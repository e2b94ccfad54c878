/**
 * A profile's value map, ready to be asked: a source's text to ours.
 *
 * Capitals and runs of blanks do not matter. An exact key wins over a prefix (`CONVICTED*`), a longer prefix over a
 * shorter one. Answers are remembered, because the same few texts stand on every row.
 */
export class ValueMap {
  private readonly exact = new Map<string, string>();
  private readonly prefixes: [string, string][] = [];
  private readonly answers = new Map<string, string | null>();

  constructor(entries: Readonly<Record<string, string>>) {
    for (const [key, value] of Object.entries(entries)) {
      if (key.endsWith('*')) this.prefixes.push([normalised(key.slice(0, -1)), value]);
      else this.exact.set(normalised(key), value);
    }
    this.prefixes.sort((a, b) => b[0].length - a[0].length);
  }

  /** Our value for a text, or null where the map has none. */
  get(text: string): string | null {
    const known = this.answers.get(text);
    if (known !== undefined) return known;
    const key = normalised(text);
    const answer = this.exact.get(key) ?? this.prefixes.find(([prefix]) => key.startsWith(prefix))?.[1] ?? null;
    if (this.answers.size < 10_000) this.answers.set(text, answer);
    return answer;
  }
}

function normalised(text: string): string {
  return text.trim().replace(/\s+/g, ' ').toUpperCase();
}
