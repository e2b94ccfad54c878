import type { EntityManager } from 'typeorm';

/**
 * Where a scan puts its findings. This room must not know the room of findings, which comes later in the flow; that
 * room implements the sink and hands it over when the application is put together.
 */
export interface FindingSink {
  /** Writes packed determinations in the given transaction: each text is a JSON list of `FindingRow`. */
  write(manager: EntityManager, rows: readonly string[]): Promise<void>;
  /** Called when a scan is over or stands still, outside of any transaction. */
  settled?(): Promise<void>;
}

/** The token under which Nest finds the sink. */
export const FINDING_SINK = Symbol('FINDING_SINK');
