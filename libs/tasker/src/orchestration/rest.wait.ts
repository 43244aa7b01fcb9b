import { Injectable } from '@nestjs/common';
import { TaskReader } from '../database/task.reader.js';
import { parseDuration } from '../definitions/duration.js';
import { NotFoundError, WaitTimeoutError } from '../model/errors.js';
import { isResting, type TaskState } from '../model/states.js';
import type { Duration } from '../tasker.options.js';
import { RestWatch } from './rest.watch.js';

/** How a task of another process is waited for: from a first pause between two looks to the longest; each is so many times the one before. */
const LOOK_MS = { first: 5, times: 1.5, most: 1_000 };

/** Waits until a task rests: told by this process, or by looking. */
@Injectable()
export class RestWait {
  constructor(
    private readonly reader: TaskReader,
    private readonly watch: RestWatch,
  ) {}

  /**
   * Resolves when the task rests.
   *
   * @throws NotFoundError for an unknown id
   * @throws WaitTimeoutError when it does not rest in time
   */
  async until(taskId: string, timeout: Duration): Promise<void> {
    const until = performance.now() + parseDuration(timeout, 'timeout');
    for (let look = LOOK_MS.first; ; look = Math.min(look * LOOK_MS.times, LOOK_MS.most)) {
      // The watch begins before the row is read: a rest in between wakes it.
      const rest = this.nextRest(taskId);
      try {
        const state = await this.reader.state(taskId);
        if (state === null) throw new NotFoundError(`there is no task ${taskId}`);
        if (isResting(state)) return;
        const left = until - performance.now();
        if (left <= 0)
          throw new WaitTimeoutError(`task ${taskId} is still ${state} after ${timeout}${typeof timeout === 'number' ? ' ms' : ''}`);
        // Whoever has committed the rest need not be asked for it.
        if (await rest.within(Math.min(left, look))) return;
      } finally {
        rest.end();
      }
    }
  }

  /** `within` resolves with true when this process has seen the task rest. */
  private nextRest(taskId: string): { within(milliseconds: number): Promise<boolean>; end(): void } {
    let wake!: (rests: boolean) => void;
    let timer: NodeJS.Timeout | undefined;
    const woken = new Promise<boolean>((resolve) => (wake = resolve));
    const end = this.watch.watch(taskId, (state) => wake(isResting(state as TaskState)));
    return {
      within: (milliseconds) => {
        timer = setTimeout(wake, milliseconds, false);
        return woken;
      },
      end: () => {
        clearTimeout(timer);
        end();
      },
    };
  }
}
