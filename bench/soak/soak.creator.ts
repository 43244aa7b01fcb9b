import { StateTransitionError, type Orchestrator } from 'nestjs-tasker';
import { SoakTasks } from './soak.tasks.js';

/** Tasks created by one call. */
const CHUNK = 200;
/** Of so many calls the first task of one is cancelled. */
const CANCELLED_OF = 10;
const PERSON = { actor: 'soak', reason: 'nobody can do this' };

/** Creates the tasks of the soak, cancels some of them and resolves those that failed for good, as people would. */
export class SoakCreator {
  private readonly tasks = new SoakTasks();
  private calls = 0;
  created = 0;
  /** Steps of the tasks created. */
  steps = 0;
  cancelled = 0;
  resolved = 0;

  constructor(private readonly orchestrator: Orchestrator) {}

  /** Creates some tasks. */
  async create(): Promise<void> {
    const chunk = Array.from({ length: CHUNK }, () => this.tasks.next());
    const [first] = await this.orchestrator.createTasks(chunk.map(({ request }) => request));
    this.created += CHUNK;
    for (const { steps } of chunk) this.steps += steps;
    this.calls += 1;
    if (this.calls % CANCELLED_OF === 0) await this.cancel(first!.taskId);
  }

  /** Resolves every task that rests in error. */
  async resolveFailed(): Promise<void> {
    for (;;) {
      const { entries } = await this.orchestrator.deadLetters({ limit: 100 });
      for (const { task } of entries) await this.orchestrator.resolveTask(task.taskId, PERSON);
      this.resolved += entries.length;
      if (entries.length === 0) return;
    }
  }

  private async cancel(taskId: string): Promise<void> {
    try {
      await this.orchestrator.cancelTask(taskId, PERSON);
      this.cancelled += 1;
    } catch (error) {
      // A worker was faster.
      if (!(error instanceof StateTransitionError)) throw error;
    }
  }
}
