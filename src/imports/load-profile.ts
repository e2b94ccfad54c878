import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml';
import { AppError } from '../common/index.js';
import { checkFieldPaths } from './check-field-paths.js';
import { profileSchema, type SourceProfile } from './profile.js';

const SHIPPED = fileURLToPath(new URL('./profiles/', import.meta.url));

export interface ListedProfile {
  name: string;
  title: string;
  summary: string;
  path: string;
}

/** The shipped profiles and those in `extraDir`, by name. An office's profile replaces a shipped one of the same name. */
export function listProfiles(extraDir?: string): ListedProfile[] {
  const found = new Map<string, ListedProfile>();
  for (const dir of extraDir === undefined ? [SHIPPED] : [SHIPPED, extraDir]) {
    for (const path of profileFiles(dir)) {
      const { profile, title, summary } = readProfile(path);
      found.set(profile, { name: profile, title, summary, path });
    }
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * The profile of that name, or in the YAML file at that path. Refuses a name that does not exist, listing those that do,
 * and a profile that is not one, naming file, line and field.
 */
export function loadProfile(nameOrPath: string, extraDir?: string): SourceProfile {
  if (/\.ya?ml$/i.test(nameOrPath)) return readProfile(nameOrPath);
  const profiles = listProfiles(extraDir);
  const listed = profiles.find((profile) => profile.name === nameOrPath);
  if (listed === undefined) {
    throw new AppError(
      'unknown-profile',
      `There is no source profile called ${nameOrPath}; there are ${profiles.map((profile) => profile.name).join(', ')}, or give the path of a .yaml file.`,
    );
  }
  return readProfile(listed.path);
}

function profileFiles(dir: string): string[] {
  try {
    return readdirSync(dir)
      .filter((name) => /\.ya?ml$/i.test(name))
      .sort()
      .map((name) => join(dir, name));
  } catch (error) {
    throw new AppError('profile-folder-unreadable', `The folder of source profiles ${dir} cannot be read.`, {
      cause: error,
    });
  }
}

function readProfile(path: string): SourceProfile {
  let yaml: string;
  try {
    yaml = readFileSync(path, 'utf8');
  } catch (error) {
    throw new AppError('unknown-profile', `The source profile ${path} cannot be read; check the path.`, {
      cause: error,
    });
  }
  return parseProfile(yaml, basename(path));
}

/** A profile from YAML text; `file` is the name that errors give. */
export function parseProfile(yaml: string, file: string): SourceProfile {
  const lines = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: lines });
  const syntax = document.errors[0];
  if (syntax !== undefined) {
    const line = syntax.linePos?.[0].line ?? 1;
    throw new AppError('bad-profile', `${file}, line ${line}: this is not YAML: ${firstLine(syntax.message)}.`);
  }
  const lineOf = (at: readonly PropertyKey[]): number => lines.linePos(offsetOf(document, at)).line;
  const problems: string[] = [];
  const parsed = profileSchema.safeParse(document.toJS());
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      problems.push(`line ${lineOf(issue.path)}, ${shownPath(issue.path)}: ${issue.message}`);
    }
  } else {
    for (const { path, message } of checkFieldPaths(parsed.data)) {
      problems.push(`line ${lineOf(path)}, ${shownPath(path)}: ${message}`);
    }
  }
  if (problems.length > 0 || !parsed.success) {
    throw new AppError('bad-profile', `${file} is not a source profile: ${problems.join('; ')}.`);
  }
  return parsed.data;
}

/** The offset of the deepest node on the way to `at` that the document has. */
function offsetOf(document: Document, at: readonly PropertyKey[]): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const key of at) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key));
      if (pair === undefined) break;
      offset = (isScalar(pair.key) ? pair.key.range?.[0] : undefined) ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(key)];
    } else {
      break;
    }
    if (isMap(node) || isSeq(node)) {
      if (typeof key === 'number') offset = node.range?.[0] ?? offset;
    } else if (isScalar(node)) {
      offset = node.range?.[0] ?? offset;
    }
  }
  return offset;
}

function shownPath(path: readonly PropertyKey[]): string {
  return path.length === 0 ? 'the file' : path.map(String).join('.');
}

function firstLine(message: string): string {
  return (message.split('\n')[0] ?? message).replace(/ at line .*$/, '').replace(/[.:]$/, '');
}
