export { authoritiesOf, pathSheet, type PathSheet } from './path-sheet.js';
export { printSheet } from './print-sheet.js';
export { sheetPage } from './sheet-page.js';
