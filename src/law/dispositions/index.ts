export { EFFECTS, knowsDisposition, meaningOf, plainPhrase, type Effect, type Meaning } from './phrases.js';
