import { ConfigurationError } from '../model/errors.js';
import { entityId, type RegisteredTasks } from './registered.tasks.js';
import type { RegisteredTask } from './task-definition.js';

/** A task whose namespace, name and version another one has. */
export interface Duplicate {
  readonly task: RegisteredTask;
  /** Names both, and says what to do. */
  readonly error: ConfigurationError;
}

/** The first of some tasks that is claimed twice: among themselves, or by one that is registered and not to be replaced. */
export function firstDuplicate(tasks: readonly RegisteredTask[], registered: RegisteredTasks, replace: boolean): Duplicate | undefined {
  const seen = new Map<string, RegisteredTask>();
  for (const task of tasks) {
    const id = entityId(task.definition);
    const other = seen.get(id) ?? (replace ? undefined : registered.get(task.definition));
    if (other !== undefined) return { task, error: new ConfigurationError(claimedTwice(task, other)) };
    seen.set(id, task);
  }
  return undefined;
}

/** Whether two tasks are one declaration, read twice. */
export function isSameDeclaration(task: RegisteredTask, other: RegisteredTask): boolean {
  return other.handler === task.handler && other.definition.declaredBy === task.definition.declaredBy;
}

function claimedTwice(task: RegisteredTask, other: RegisteredTask): string {
  const { namespace, name, version, declaredBy } = task.definition;
  const place = `task '${name}' ${version} in namespace '${namespace}'`;
  if (isSameDeclaration(task, other)) return `${declaredBy} is registered already as ${place}`;
  // Two classes may name one file.
  const sameFile = other.definition.declaredBy === declaredBy;
  const [first, second] = [other, task].map(({ handler, definition }) =>
    sameFile ? `${handler?.name ?? 'no class'} (${declaredBy})` : definition.declaredBy,
  );
  return `${first} and ${second} both declare ${place}: give one of them another name, namespace or version`;
}
