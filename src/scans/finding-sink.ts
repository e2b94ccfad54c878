import type { EntityManager } from 'typeorm';

/**
 * Where a scan puts its findings. This room must not know the room of findings, which comes later in the flow; that
 * room implements the sink and hands it over when the application is put together.
 */
export interface FindingSink {
  /** Writes packed determinations in the given transaction: each text is a JSON list of `FindingRow`. */
  write(manager: EntityManager, rows: readonly string[]): Promise<void>;
  /** Takes over what another scan found about the people of a range, but for some, in the given transaction. */
  takeOver(manager: EntityManager, from: TakenOver): Promise<void>;
  /** Called when a scan is over or stands still, outside of any transaction. */
  settled?(): Promise<void>;
}

/** The findings of a range of people that one scan takes over from another. */
export interface TakenOver {
  readonly fromScan: number;
  readonly toScan: number;
  readonly chunkIndex: number;
  readonly fromKey: string;
  readonly toKey: string;
  /** The people whose findings are made anew. */
  readonly except: readonly string[];
}

/** The token under which Nest finds the sink. */
export const FINDING_SINK = Symbol('FINDING_SINK');
