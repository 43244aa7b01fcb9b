import { describeFailure } from '../database/database.failure.js';
import { TaskBusyError, TaskerError } from '../model/errors.js';

/** The server gave up waiting for a row, or chose this call as the victim of a deadlock or of a serialisation failure: rolled back. */
const PASSING = new Set(['55P03', '40P01', '40001']);
const TRIES = 3;
const PAUSE_MS = 50;
/** No try begins later than this: each may wait as long as the lock time limit of its function, 10 s. */
const PATIENCE_MS = 15_000;

/** Whether a failed call was rolled back because somebody else held what it needed. */
export function isBusy(error: unknown): boolean {
  return PASSING.has((error as { code?: string } | null)?.code ?? '');
}

/**
 * Runs an action on one task; while somebody holds the task it is tried again, three times at most. Actions may be repeated: a second one
 * changes nothing.
 *
 * @throws TaskBusyError when it is still held then; nothing was changed
 * @throws TaskerError for any other failure of the database, which is its `cause`; errors of the engine are passed on
 */
export async function onHeldTask<T>(taskId: string, action: () => Promise<T>): Promise<T> {
  const began = performance.now();
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await action();
    } catch (error) {
      if (!isBusy(error)) throw unanswered(taskId, error);
      if (attempt === TRIES || performance.now() - began > PATIENCE_MS) throw new TaskBusyError(taskId, { cause: error });
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * attempt * (1 + Math.random())));
    }
  }
}

function unanswered(taskId: string, cause: unknown): Error {
  if (cause instanceof TaskerError) return cause;
  return new TaskerError(
    `cannot act on task ${taskId}: ${describeFailure(cause)}; whether anything was changed is not known: read the task, or repeat the action`,
    { cause },
  );
}
