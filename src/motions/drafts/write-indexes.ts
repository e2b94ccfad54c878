/** What lies beside the motions' files: a schedule for a spreadsheet, and a manifest with the SHA-256 of each file. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeItem } from '../drafting/build-view.js';
import { csvCell } from '../packet/csv-cell.js';
import type { MotionEntity } from './motion.entity.js';

const COLUMNS =
  'court,county,state,judge,case_number,person_id,defendant,relief,items,title,outcome,template,paths,draft_id,files';

/** Writes `schedule.csv` and `manifest.json` into the folder, in the order in which the motions come. */
export async function writeIndexes(
  root: string,
  motions: AsyncIterable<Omit<MotionEntity, 'id'>> | Iterable<Omit<MotionEntity, 'id'>>,
  each: (motion: Omit<MotionEntity, 'id'>) => void = () => undefined,
): Promise<void> {
  const schedule = [COLUMNS];
  const files: [string, { sha256: string; bytes: number; draft: string; role: string }][] = [];
  for await (const motion of motions) {
    each(motion);
    const cells = [
      motion.court,
      motion.county ?? '',
      motion.state,
      motion.judge ?? '',
      motion.caseNumber,
      motion.personKey,
      motion.defendant,
      motion.relief,
      motion.items.map(writeItem).join('; '),
      motion.title,
      motion.outcome,
      motion.template,
      motion.paths.join(' '),
      motion.draftId,
      motion.files.map((file) => file.path).join(' '),
    ];
    schedule.push(cells.map(csvCell).join(','));
    for (const file of motion.files) {
      files.push([file.path, { sha256: file.sha256, bytes: file.bytes, draft: motion.draftId, role: file.role }]);
    }
  }
  files.sort(([a], [b]) => (a < b ? -1 : 1));
  await mkdir(root, { recursive: true });
  await writeFile(join(root, 'schedule.csv'), schedule.map((line) => `${line}\r\n`).join(''));
  await writeFile(join(root, 'manifest.json'), `${JSON.stringify({ files: Object.fromEntries(files) }, null, 2)}\n`);
}
