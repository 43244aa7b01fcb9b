import { registerEnumType } from '@nestjs/graphql';
import { TASK_STATES, type TaskState } from '../../../model/states.js';

/** A type whose values are the words of a list, each as it is stored. */
export function words<const W extends string>(name: string, list: readonly W[], description: string): { readonly [K in W]: K } {
  const values = Object.fromEntries(list.map((word) => [word, word])) as { readonly [K in W]: K };
  registerEnumType(values, { name, description });
  return values;
}

/** The state of a task or step. */
export const TaskerStatus: { readonly [K in TaskState]: K } = words('TaskerStatus', TASK_STATES, 'The stored state of a task or step.');

/** Directions of a list. */
export const TaskerSortOrder = words('TaskerSortOrder', ['asc', 'desc'], 'asc: the oldest first; desc: the newest first.');

/** Keys that tasks are in order of. */
export const TaskerTaskSort = words('TaskerTaskSort', ['task_id', 'requested_at'], 'Both are the order of creation.');
