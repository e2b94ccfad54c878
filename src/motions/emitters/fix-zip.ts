/** Takes the clock and chance out of a DOCX, so that equal documents are equal bytes. */
import { strFromU8, strToU8, unzipSync, zipSync, type Zippable } from 'fflate';

/** The first day a ZIP entry can carry. Its own dates say nothing about a document; those in `core.xml` do. */
const ENTRY_DATE = new Date(1980, 0, 1, 0, 0, 0);
const FIRST = '[Content_Types].xml';

/** The same package with every date set to `date` (`YYYY-MM-DD`), random identifiers numbered, and entries in order of name. */
export function fixZip(bytes: Uint8Array, date: string): Uint8Array {
  const entries = unzipSync(bytes);
  const names = Object.keys(entries).sort((a, b) => (a === FIRST ? -1 : b === FIRST ? 1 : a < b ? -1 : 1));
  const fixed: Zippable = {};
  for (const name of names) {
    const data = entries[name] ?? new Uint8Array();
    fixed[name] = [needsFixing(name) ? strToU8(fixXml(strFromU8(data), date)) : data, { mtime: ENTRY_DATE, level: 6 }];
  }
  return zipSync(fixed);
}

function needsFixing(name: string): boolean {
  return name === 'docProps/core.xml' || /^word\/header\d+\.xml$/.test(name);
}

function fixXml(xml: string, date: string): string {
  let watermark = 0;
  return xml
    .replace(/(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)/g, `$1${date}T00:00:00Z$2`)
    .replace(/PowerPlusWaterMarkObject[\w-]+/g, () => `PowerPlusWaterMarkObject${(watermark += 1)}`);
}
