import { Injectable, Logger } from '@nestjs/common';
import { describeFailure } from '../database/database.failure.js';
import { TaskWriter } from '../database/task.writer.js';
import { DefinitionIndex } from './definition.index.js';
import { HistoryNews } from './news/history.news.js';
import { RestWatch } from './rest.watch.js';
import { StepRunner } from './step.runner.js';
import { WakeTimer } from './wake.timer.js';

/** Most tasks stopped in one transaction. */
const BATCH = 100;
/** Pause after a failure, and while overdue tasks are held by somebody. */
const AGAIN_MS = 1_000;

/** Stops tasks whose time is over. Does nothing in a process none of whose definitions has a `maxExecutionTime`. */
@Injectable()
export class DeadlineKeeper {
  private readonly logger = new Logger('TaskerDeadlines');
  private readonly timer = new WakeTimer(() => void this.look());
  private longestMs: number | undefined;

  constructor(
    private readonly writer: TaskWriter,
    private readonly definitions: DefinitionIndex,
    private readonly runner: StepRunner,
    private readonly watch: RestWatch,
    private readonly news: HistoryNews,
  ) {}

  /** Begins to look, at least every `pollMs`. */
  start(pollMs: number): void {
    this.longestMs = pollMs;
    this.timer.within(0);
  }

  stop(): void {
    this.longestMs = undefined;
    this.timer.cancel();
  }

  /** A task was created whose time is over after so many milliseconds. */
  expectWithin(milliseconds: number | undefined): void {
    if (milliseconds !== undefined && this.longestMs !== undefined) this.timer.within(Math.min(milliseconds, this.longestMs));
  }

  private async look(): Promise<void> {
    if (this.longestMs === undefined) return;
    if (!this.definitions.all().some(({ task }) => task.definition.maxExecutionTime !== undefined))
      return this.timer.within(this.longestMs);
    try {
      const expired = await this.writer.expire(BATCH, this.news.isWanted);
      for (const { taskId, told } of expired) {
        this.runner.abandonTask(taskId, 'the time of the task is over');
        this.news.told(told);
      }
      this.watch.rested(expired);
      const next = await this.writer.nextDeadlineInMs();
      this.again(expired.length === BATCH ? 0 : next === null ? this.longestMs : next > 0 ? next : AGAIN_MS);
    } catch (error) {
      this.logger.warn(`cannot look for tasks whose time is over, trying again: ${describeFailure(error)}`);
      this.again(AGAIN_MS);
    }
  }

  private again(milliseconds: number): void {
    if (this.longestMs !== undefined) this.timer.within(Math.min(milliseconds, this.longestMs));
  }
}
