import type { Entity } from '../../src/database/index.js';
import { queueEntities } from '../../src/queue/index.js';
import { recordsEntities } from '../../src/records/index.js';

/** Every entity of the product: a room with tables adds its list here. */
export const allEntities: readonly Entity[] = [...queueEntities, ...recordsEntities];
