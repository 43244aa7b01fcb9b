import { Injectable } from '@nestjs/common';
import { TaskListReader, type ListedDefinitions, type TaskFilter } from '../database/task-list.reader.js';
import { InvalidRequestError } from '../model/errors.js';
import { suggestion } from '../model/near-names.js';
import { cursorOf } from './list.cursor.js';
import { plannedList, type TaskList, type TaskListQuery } from './task-list.js';
import { taskSummary } from './task-view.builder.js';

/** Lists of tasks, page by page. */
@Injectable()
export class TaskLists {
  constructor(private readonly reader: TaskListReader) {}

  /** @throws InvalidRequestError naming each key or value that cannot be used */
  async list(query: TaskListQuery): Promise<TaskList> {
    const { page, total, list } = plannedList(query);
    const definitions = await this.reader.definitions(page.filter);
    checkPaths(page.filter, definitions);
    const filter = { ...page.filter, definitions: definitions.ids };
    const [rows, count] = await Promise.all([
      this.reader.page(filter, { ...page, limit: page.limit + 1 }),
      total ? this.reader.count(filter) : undefined,
    ]);
    const tasks = rows.slice(0, page.limit).map(taskSummary);
    const nextCursor = rows.length > page.limit ? cursorOf({ taskId: tasks.at(-1)!.taskId, list }) : null;
    return { tasks, nextCursor, ...(count === undefined ? {} : { total: count }) };
  }
}

/** A list by a path that nobody declares would be empty, and nobody would know why. */
function checkPaths({ context }: TaskFilter, { searchable }: ListedDefinitions): void {
  const issues = context.flatMap(([path]) => {
    if (searchable.includes(path)) return [];
    const known = searchable.length === 0 ? 'none is' : `searchable are ${searchable.join(', ')}${suggestion(path, searchable)}`;
    return [{ path: `context.${path}`, message: `is not searchable in any definition that is asked for; ${known}` }];
  });
  if (issues.length > 0) throw new InvalidRequestError(issues);
}
