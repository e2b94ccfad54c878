export * from './app-error.js';
export * from './canonical-json.js';
export * from './compare-bytes.js';
export * from './is-process-running.js';
export * from './legal-date.js';
export * from './sha256.js';
