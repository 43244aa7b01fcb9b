import { Injectable } from '@nestjs/common';
import { EngineDatabase } from './engine.database.js';

/** How far a call of `rollUp` came. */
export interface RollUpReport {
  /** False: somebody was in the way: another process that counts, or transactions that were writing and did not end in time. */
  readonly moved: boolean;
  /** Ids of the history that are still to be counted: call again. */
  readonly behind: number;
  /** What was committed until then is in the figures; null: the history was never counted to its end. */
  readonly asOf: Date | null;
}

/** Bounds of a call of `rollUp`. */
export interface RollUpBounds {
  /** Longest wait for transactions that are writing, in milliseconds. Default 200. */
  readonly waitMs?: number;
  /** Most ids of each kind of history. Default 50,000: some tenths of a second, in which retention waits. */
  readonly rows?: number;
}

/** Keeps the figures of analytics: one method for each SQL function, no logic. */
@Injectable()
export class AnalyticsStore {
  constructor(private readonly database: EngineDatabase) {}

  /** Counts what was committed since the last call, everything once, whoever calls. */
  async rollUp({ waitMs = 200, rows = 50_000 }: RollUpBounds = {}): Promise<RollUpReport> {
    const answers = await this.database.rows<[boolean, string, Date | null]>({
      name: 'roll_up',
      text: `select moved, behind, as_of from ${this.database.prefix}.roll_up($1, $2)`,
      values: [waitMs, rows],
    });
    const [moved, behind, asOf] = answers[0]!;
    return { moved, behind: Number(behind), asOf };
  }

  /** Deletes at most `limit` figures of stretches of time that are kept no longer; null: another process was at the figures. */
  async trim(keepSeconds: number, limit: number): Promise<number | null> {
    const answers = await this.database.rows<[number | null]>({
      name: 'trim_analytics',
      text: `select ${this.database.prefix}.trim_analytics(make_interval(secs => $1), $2)`,
      values: [keepSeconds, limit],
    });
    return answers[0]![0];
  }
}
