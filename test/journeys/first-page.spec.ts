/** The first page is what a stranger believes: it names all the law there is, and only that. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('../../', import.meta.url);

it('names every jurisdiction that there is a pack for, and no other', () => {
  const page = readFileSync(new URL('README.md', root), 'utf8');
  const begin = page.indexOf('## What is covered');
  const covered = page.slice(begin, page.indexOf('\n## ', begin + 1));
  const rows = covered.split('\n').filter((line) => line.startsWith('| `us-'));
  const named = rows.flatMap((row) => [...(row.split(' | ')[0] ?? '').matchAll(/`(us-[a-z-]+)`/g)].map(([, id]) => id));
  const packs = readdirSync(fileURLToPath(new URL('src/law/packs', root)), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  expect([...named].sort()).toEqual(packs.sort());
});
