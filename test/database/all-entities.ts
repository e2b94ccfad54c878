import type { Entity } from '../../src/database/index.js';
import { findingsEntities } from '../../src/findings/index.js';
import { queueEntities } from '../../src/queue/index.js';
import { recordsEntities } from '../../src/records/index.js';
import { scansEntities } from '../../src/scans/index.js';

/** Every entity of the product: a room with tables adds its list here. */
export const allEntities: readonly Entity[] = [
  ...queueEntities,
  ...recordsEntities,
  ...scansEntities,
  ...findingsEntities,
];
