import { Injectable } from '@nestjs/common';
import type { RestedTask } from '../database/tasker.functions.js';

type Woken = (state: string) => void;

/** Who in this process waits for which task to rest. A rest in another process is found by asking the row. */
@Injectable()
export class RestWatch {
  private readonly waiting = new Map<string, Set<Woken>>();
  /** Called when this process has seen tasks rest. */
  onRested: () => void = () => undefined;
  /** Called when this process has committed changes of tasks, whatever they were. */
  onCommitted: () => void = () => undefined;

  /** Calls `wake` with its state when this process sees the task rest; returns what ends the watch. */
  watch(taskId: string, wake: Woken): () => void {
    const wakes = this.waiting.get(taskId) ?? new Set();
    wakes.add(wake);
    this.waiting.set(taskId, wakes);
    return () => {
      wakes.delete(wake);
      if (wakes.size === 0 && this.waiting.get(taskId) === wakes) this.waiting.delete(taskId);
    };
  }

  /** Something was committed, and these tasks rest by it. */
  rested(tasks: readonly RestedTask[]): void {
    this.onCommitted();
    if (tasks.length > 0) this.onRested();
    if (this.waiting.size === 0) return;
    for (const { taskId, state } of tasks) this.waiting.get(taskId)?.forEach((wake) => wake(state));
  }
}
