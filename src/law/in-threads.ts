/** What threads may use of the law: the engine, and nothing else that takes long to load. */
export { compilePacks, type CompiledPacks } from './engine/compile-pack.js';
export { ITEM_KINDS, OUTCOMES, type Determination, type Outcome } from './engine/determination.js';
export { Evaluator } from './engine/evaluate.js';
export { packFromSnapshot } from './engine/make-pack.js';
export { markSupplied } from './engine/supplied.js';
export { readTablesFor } from './read-tables.js';
