export * from './app-error.js';
export * from './legal-date.js';
