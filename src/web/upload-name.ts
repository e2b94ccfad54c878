/** The longest name that every file system takes, with room for the letters that need several bytes. */
const LONGEST = 120;

/**
 * A name for an uploaded file that can do no harm on the disk: what a client calls it, without folders, control
 * characters or leading dots, its ending kept. Records quote it as the source of their facts.
 */
export function uploadName(given: string | undefined): string {
  const base = (given ?? '').normalize('NFC').split(/[\\/]/).at(-1) ?? '';
  // Letters that turn the direction of text could show an ending that is not there.
  const plain = base
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}<>:"|?*]/gu, '')
    .replace(/^[.\s]+/, '')
    .trimEnd();
  if (plain === '') return 'upload.csv';
  if (plain.length <= LONGEST) return plain;
  const ending = /(?:\.[A-Za-z0-9]{1,8}){1,2}$/.exec(plain)?.[0] ?? '';
  return `${plain.slice(0, LONGEST - ending.length)}${ending}`;
}
