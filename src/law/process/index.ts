export { isProcessOffense } from './process-offenses.js';
