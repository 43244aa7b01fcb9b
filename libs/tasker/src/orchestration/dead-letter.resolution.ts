import { Injectable } from '@nestjs/common';
import { DeadLetterReader } from '../database/dead-letter.reader.js';
import { InvalidRequestError, NotFoundError } from '../model/errors.js';
import { refuseAny, taskIdIssues, type ExplainedActing, type RetryActing } from './acting.js';
import { TaskOperations } from './task.operations.js';

/** How a task that needs a person is dealt with, by whom and why. */
export interface DeadLetterActing extends RetryActing {
  /** `retry`: its failed steps run again, `attempts` says how often; `resolve`: it counts as done, which takes a reason. */
  readonly action: 'retry' | 'resolve';
}

/** Takes tasks out of the list of those that need a person. */
@Injectable()
export class DeadLetterResolution {
  constructor(
    private readonly letters: DeadLetterReader,
    private readonly onTask: TaskOperations,
  ) {}

  /** @throws as `retryTask` or `resolveTask`; NotFoundError also for a task that needs nobody */
  async act(taskId: string, { action, ...acting }: DeadLetterActing): Promise<void> {
    refuseAny(taskIdIssues(taskId));
    if (action !== 'retry' && action !== 'resolve') {
      throw new InvalidRequestError([{ path: 'action', message: "must be 'retry' or 'resolve'" }]);
    }
    if (!(await this.letters.has(taskId))) throw new NotFoundError(`there is no dead letter ${taskId}`);
    await (action === 'retry' ? this.onTask.retry(taskId, acting) : this.onTask.resolve(taskId, acting as ExplainedActing));
  }
}
