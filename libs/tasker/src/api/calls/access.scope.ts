import { Injectable } from '@nestjs/common';
import type { Access } from '../../auth/access.js';
import { TaskReader } from '../../database/task.reader.js';
import { InvalidRequestError, NotFoundError } from '../../model/errors.js';

/** Keeps callers in the namespaces that they were let in for. What is elsewhere does not exist for them: 404, never 403. */
@Injectable()
export class AccessScope {
  constructor(private readonly tasks: TaskReader) {}

  /** @throws NotFoundError unless the task is one that the caller reaches */
  async task(caller: Access, taskId: string): Promise<void> {
    if (caller.namespaces === null) return;
    const namespace = await this.tasks.namespaceOf(taskId);
    if (namespace === null || !caller.reaches(namespace)) throw new NotFoundError(`there is no task ${taskId}`);
  }

  /** @throws NotFoundError unless the caller reaches the namespace */
  namespace(caller: Access, namespace: string): void {
    if (!caller.reaches(namespace)) throw new NotFoundError(`there is no namespace '${namespace}'`);
  }

  /**
   * Who stands in the history: the principal. Without authentication it is whoever the request names.
   *
   * @throws InvalidRequestError when a known caller names somebody
   */
  acting<A extends { readonly actor?: string }>(caller: Access, acting: A): A {
    if (caller.principal === null) return acting;
    if (acting.actor !== undefined) throw new InvalidRequestError([{ path: 'actor', message: 'is taken from the credentials' }]);
    return { ...acting, actor: caller.principal.id };
  }
}
