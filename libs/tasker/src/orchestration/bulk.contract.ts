import type { TaskState } from '../model/states.js';
import type { ExplainedActing } from './acting.js';

/** Which tasks a bulk action means. A task must match every key that is given; no key at all means every task there is. */
export interface TaskSelection {
  readonly namespace?: string;
  readonly name?: string;
  /** The exact version. */
  readonly version?: string;
  /** One state, or several of which the task must be in one. */
  readonly state?: TaskState | readonly TaskState[];
  /** One tag, or several all of which the task must have. */
  readonly tags?: string | readonly string[];
  /** Created at this moment or later: a Date, or ISO 8601 text with its zone (a date alone means midnight UTC). */
  readonly createdAfter?: Date | string;
  /** Created before this moment. */
  readonly createdBefore?: Date | string;
  readonly paused?: boolean;
  /** Only tasks of these namespaces, whatever else is asked for: a selection with nothing else is empty. */
  readonly within?: readonly string[];
}

/** How far a bulk action has come. */
export interface BulkProgress {
  /** Tasks that matched when the action began. */
  readonly matched: number;
  /** Tasks that were dealt with so far. */
  readonly done: number;
  readonly changed: number;
  /** Were what the action makes of them already, or no longer what was asked for. */
  readonly unchanged: number;
  /** Their state does not allow the action. */
  readonly refused: number;
  /** Held by somebody; they are tried again at the end. */
  readonly busy: number;
}

/** What a bulk action did. */
export type BulkResult = Omit<BulkProgress, 'done'>;

/** Who acts on many tasks, why, and how carefully. */
export interface BulkActing extends ExplainedActing {
  /** How many tasks you expect to match: nothing is done when it is another number. Required when the selection is empty. */
  readonly expected?: number;
  /** Only counts: nothing is changed. Default false. */
  readonly dryRun?: boolean;
  /** Tasks in one transaction, 1 to 1,000. Default 100. */
  readonly batchSize?: number;
  /** Transactions at once, 1 to 8; each takes a connection of the pool. Default 2. */
  readonly concurrency?: number;
  /** Called after each batch, and waited for; what it throws ends the action after the batches that are under way. */
  readonly onProgress?: (progress: BulkProgress) => void | Promise<void>;
  /** Ends the action between two batches: the promise is rejected with its reason, what was done stays done. */
  readonly signal?: AbortSignal;
}
