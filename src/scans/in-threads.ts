/** What may be used of scans before the rooms are opened: no database, and nothing that takes long to load. */
export { type AskedAsRead, canBeScannedAsRead, SCANNING_MODULE, scanningAsRead } from './evaluate-as-read.js';
