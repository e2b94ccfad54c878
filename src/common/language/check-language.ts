/**
 * Finds words in papers, packs and pages that label people, and says what to write instead.
 *
 * The list is `words.yaml` beside this file. What is quoted because a statute, a caption or a form has it is marked and
 * left alone: `<q>…</q>`, or “language: quoted” in a comment on the same line or the line before.
 */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

const listSchema = z.strictObject({
  sources: z.record(z.string(), z.strictObject({ title: z.string(), url: z.url().optional(), read: z.string() })),
  words: z.array(
    z.strictObject({
      forms: z.array(z.string().min(1)).min(1),
      use: z.string().min(1),
      source: z.string(),
      /** Allowed right after one of these words. */
      after: z.array(z.string()).default([]),
      /** Allowed right before one of these words. */
      before: z.array(z.string()).default([]),
    }),
  ),
});

export interface LanguageIssue {
  line: number;
  column: number;
  word: string;
  use: string;
  /** The guide that the advice comes from. */
  source: string;
  sentence: string;
}

interface Rule {
  pattern: RegExp;
  use: string;
  source: string;
}

let rules: readonly Rule[] | undefined;

/** Every unquoted use of a word of the list, in the order of the text; lines and columns count from 1. */
export function checkLanguage(text: string): LanguageIssue[] {
  rules ??= readRules();
  const issues: LanguageIssue[] = [];
  const lines = hideQuotes(text).split('\n');
  for (const [index, line] of lines.entries()) {
    if (isMarked(line) || isMarked(lines[index - 1] ?? '')) continue;
    for (const rule of rules) {
      for (const match of line.matchAll(rule.pattern)) {
        const word = match[0];
        issues.push({
          line: index + 1,
          column: match.index + 1,
          word,
          use: rule.use,
          source: rule.source,
          sentence: `“${word}” labels the person. Write: ${rule.use} (${rule.source}). If a statute, a caption or a form has the word, mark it as quoted.`,
        });
      }
    }
  }
  return issues.sort((a, b) => a.line - b.line || a.column - b.column);
}

function isMarked(line: string): boolean {
  return /language: quoted/.test(line);
}

/** Blanks out quoted words and keeps every line where it is. */
function hideQuotes(text: string): string {
  return text.replace(/<q(?:\s[^>]*)?>[\s\S]*?<\/q>/g, (quoted) => quoted.replace(/[^\n]/g, ' '));
}

function readRules(): Rule[] {
  const list = listSchema.parse(parse(readFileSync(new URL('./words.yaml', import.meta.url), 'utf8')));
  return list.words.map((word) => {
    // The longest form first, so that “drug abuser” is found whole.
    const forms = [...word.forms]
      .sort((a, b) => b.length - a.length)
      .map((form) => form.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    const after = word.after.length === 0 ? '' : `(?<!\\b(?:${word.after.join('|')})\\s)`;
    const before = word.before.length === 0 ? '' : `(?!\\s+(?:${word.before.join('|')})\\b)`;
    return {
      pattern: new RegExp(`${after}(?<![\\w-])(?:${forms.join('|')})(?![\\w-])${before}`, 'giu'),
      use: word.use,
      source: list.sources[word.source]?.title ?? word.source,
    };
  });
}
