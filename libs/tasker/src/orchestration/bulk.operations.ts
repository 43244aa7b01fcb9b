import { Injectable } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { BulkStore, type BulkAction, type BulkFilter, type BulkOutcome } from '../database/bulk.store.js';
import { describeFailure } from '../database/database.failure.js';
import type { StoredActing } from '../database/operation.store.js';
import { InvalidRequestError, TaskerError } from '../model/errors.js';
import { stored } from './acting.js';
import { AftermathOfActions } from './action.aftermath.js';
import { bulkIssues } from './bulk.acting.js';
import type { BulkActing, BulkProgress, BulkResult, TaskSelection } from './bulk.contract.js';
import { isBusy } from './held.task.js';
import { filterOf, isEmpty, selectionIssues } from './task.selection.js';

/** How often tasks that somebody holds are tried again at the end, and the pause before each time. */
const HELD = { tries: 5, pauseMs: 200 };

/** What running steps are told by an action that stops them. */
const STOPS: Partial<Record<BulkAction, string>> = { cancel: 'the task was cancelled', resolve: 'the task was resolved' };

/** One bulk action under way. */
interface Run {
  readonly action: BulkAction;
  readonly filter: BulkFilter;
  readonly acting: StoredActing;
  readonly options: BulkActing;
  readonly tally: { -readonly [Key in keyof BulkProgress]: BulkProgress[Key] };
  /** Tasks that somebody held. */
  readonly held: string[];
}

/** Actions of people on all tasks that match a selection: in batches, each a transaction, in the order of the tasks' ids. */
@Injectable()
export class BulkOperations {
  constructor(
    private readonly store: BulkStore,
    private readonly aftermath: AftermathOfActions,
  ) {}

  /** How many tasks match at this moment. @throws InvalidRequestError */
  async count(selection: TaskSelection): Promise<number> {
    return (await this.answered(() => this.store.count(filterOf(selection)))).matched;
  }

  /**
   * Acts on every task that matches and was created before the action began.
   *
   * @throws InvalidRequestError, with nothing changed, also when another number of tasks matches than was expected
   */
  async act(action: BulkAction, selection: TaskSelection, options: BulkActing): Promise<BulkResult> {
    const issues = [...selectionIssues(selection), ...bulkIssues(options)];
    if (issues.length > 0) throw new InvalidRequestError(issues);
    const filter = filterOf(selection);
    const { matched, at } = await this.answered(() => this.store.count(filter));
    const tally = { matched, done: 0, changed: 0, unchanged: 0, refused: 0, busy: 0 };
    if (options.dryRun !== true) {
      checkExpected(matched, filter, options.expected);
      const run: Run = { action, filter, acting: stored(options), options, tally, held: [] };
      await this.everyBatch(run, at);
      await this.again(run);
    }
    const { done: _, ...result } = tally;
    return result;
  }

  private async everyBatch(run: Run, at: string): Promise<void> {
    const { batchSize = 100, concurrency = 2, signal } = run.options;
    const running = new Set<Promise<void>>();
    const failures: unknown[] = [];
    try {
      for (let after: string | null = null; failures.length === 0;) {
        signal?.throwIfAborted();
        const ids: string[] = await this.answered(() => this.store.page(run.filter, { at, after, limit: batchSize }));
        after = ids.at(-1) ?? null;
        if (after === null) break;
        const batch = this.batch(run, ids)
          .catch((error: unknown) => void failures.push(error))
          .finally(() => running.delete(batch));
        running.add(batch);
        if (running.size >= concurrency) await Promise.race(running);
      }
    } finally {
      // Whatever ended the loop: nothing is under way any more when the caller is told.
      await Promise.all(running);
    }
    if (failures.length > 0) throw failures[0];
  }

  /** Tasks that somebody held, once more after a while. */
  private async again({ held, ...run }: Run): Promise<void> {
    const { batchSize = 100, signal } = run.options;
    for (let left = held.splice(0), tries = 1; left.length > 0 && tries <= HELD.tries; left = held.splice(0), tries += 1) {
      await pause(HELD.pauseMs);
      for (let first = 0; first < left.length; first += batchSize) {
        signal?.throwIfAborted();
        await this.batch({ ...run, held }, left.slice(first, first + batchSize), true);
      }
    }
  }

  private async batch(run: Run, ids: readonly string[], repeated = false): Promise<void> {
    const { tally } = run;
    const outcomes = await this.outcomes(run, ids);
    const changed = outcomes.filter(({ outcome }) => outcome === 'changed');
    const count = (...words: BulkOutcome['outcome'][]) => outcomes.filter(({ outcome }) => words.includes(outcome)).length;
    const held = outcomes.filter(({ outcome }) => outcome === 'held').map(({ taskId }) => taskId);
    run.held.push(...held);
    tally.changed += changed.length;
    // A task that is gone, or no longer what was asked for, needs nothing.
    tally.unchanged += count('unchanged', 'left') + ids.length - outcomes.length;
    tally.refused += count('refused');
    tally.busy += held.length - (repeated ? ids.length : 0);
    tally.done = tally.changed + tally.unchanged + tally.refused;
    this.aftermath.of(changed, STOPS[run.action]);
    await run.options.onProgress?.({ ...tally });
  }

  /** A batch that came between others is held as a whole. */
  private async outcomes({ action, filter, acting }: Run, ids: readonly string[]): Promise<readonly BulkOutcome[]> {
    return this.answered(async () => {
      try {
        return await this.store.act(action, ids, { filter, acting: { ...acting, tell: this.aftermath.tells } });
      } catch (error) {
        if (!isBusy(error)) throw error;
        return ids.map((taskId): BulkOutcome => ({ taskId, state: 'pending', outcome: 'held', told: null }));
      }
    });
  }

  private async answered<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      if (error instanceof TaskerError) throw error;
      throw new TaskerError(
        `the database gave no answer to a bulk action: ${describeFailure(error)}; what was done stays done, repeat the rest`,
        {
          cause: error,
        },
      );
    }
  }
}

/** @throws InvalidRequestError when another number of tasks matches than the caller counts on */
function checkExpected(matched: number, filter: BulkFilter, expected: number | undefined): void {
  const refuse = (message: string) => {
    throw new InvalidRequestError([{ path: 'expected', message }]);
  };
  if (expected === undefined && isEmpty(filter)) {
    refuse(`is required, since the selection is empty and means every task: ${matched} match now (countTasks says so at any time)`);
  }
  if (expected !== undefined && expected !== matched) refuse(`is ${expected}, but ${matched} tasks match: nothing was changed`);
}
