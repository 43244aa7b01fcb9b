import { Injectable } from '@nestjs/common';
import DataLoader from 'dataloader';
import type { Access } from '../../auth/access.js';
import type { StoredAnnotation } from '../../orchestration/task.annotations.js';
import type { TaskView } from '../../orchestration/task-view.js';
import { TaskBatchCalls } from '../calls/task-batch.calls.js';
import { AnswerBudget, MOST_BYTES, STEP_BOUNDS, tooLarge, tooManySteps } from './answer.budget.js';
import { LoadedTask } from './loaded.task.js';
import { askedContents, rootPath, type AskedBelow } from './operation/asked.contents.js';

/** For whom something is loaded, and below which field. */
export interface Loading {
  readonly caller: Access;
  readonly info: AskedBelow;
}

type NoteLoader = DataLoader<string, readonly StoredAnnotation[]>;

/** What is loaded below one root field. */
interface RootLoaders {
  readonly tasks: DataLoader<string, LoadedTask | null>;
  readonly contexts: DataLoader<string, unknown>;
  readonly notes: Map<number, NoteLoader>;
}

/** A list has no more entries. */
const MOST_AT_ONCE = 100;
const AT_ONCE = { maxBatchSize: MOST_AT_ONCE };

/** Reads for all objects of a list at once what is asked of each. It remembers for one root field: for no other caller, and not for the next call. */
@Injectable()
export class TaskLoaders {
  private readonly roots = new WeakMap<object, RootLoaders>();
  private readonly budgets = new WeakMap<object, AnswerBudget>();

  constructor(private readonly calls: TaskBatchCalls) {}

  /** A task with its steps; null when it is gone. Of what steps hold, only what the operation asks for is there. */
  task(taskId: string, loading: Loading): Promise<LoadedTask | null> {
    return this.of(loading).tasks.load(taskId);
  }

  /** The context of a task; null when it is gone. */
  context(taskId: string, loading: Loading): Promise<unknown> {
    return this.of(loading).contexts.load(taskId);
  }

  /** Keeps what was read already from being read again. */
  know(task: TaskView, loading: Loading): void {
    const { tasks, contexts } = this.of(loading);
    tasks.prime(task.taskId, new LoadedTask(task, this.budget(loading)));
    contexts.prime(task.taskId, task.context);
  }

  /** The first notes of a task. */
  notes(taskId: string, limit: number, loading: Loading): Promise<readonly StoredAnnotation[]> {
    const { notes } = this.of(loading);
    const loader = notes.get(limit) ?? this.noteLoader(loading.caller, limit);
    notes.set(limit, loader);
    return loader.load(taskId);
  }

  /** What the answer may still hold: every execution has values of variables of its own, and all its root fields share them. */
  budget({ info: { variableValues } }: Loading): AnswerBudget {
    const budget = this.budgets.get(variableValues) ?? new AnswerBudget();
    this.budgets.set(variableValues, budget);
    return budget;
  }

  private of(loading: Loading): RootLoaders {
    const root = rootPath(loading.info);
    const known = this.roots.get(root);
    if (known !== undefined) return known;
    const loaders = {
      tasks: this.taskLoader(loading),
      contexts: this.contextLoader(loading.caller),
      notes: new Map<number, NoteLoader>(),
    };
    this.roots.set(root, loaders);
    return loaders;
  }

  private taskLoader(loading: Loading): RootLoaders['tasks'] {
    const contents = askedContents(loading.info);
    const budget = this.budget(loading);
    return new DataLoader<string, LoadedTask | null>(async (ids) => {
      const { found, complete } = await this.calls.views(loading.caller, ids, { contents, ...STEP_BOUNDS });
      if (!complete) throw tooManySteps();
      return ids.map((id) => {
        const view = found.get(id);
        return view === undefined ? null : new LoadedTask(view, budget);
      });
    }, AT_ONCE);
  }

  private contextLoader(caller: Access): RootLoaders['contexts'] {
    return new DataLoader<string, unknown>(async (ids) => {
      const { found, complete } = await this.calls.contexts(caller, ids, MOST_BYTES);
      if (!complete) throw tooLarge();
      return ids.map((id) => found.get(id) ?? null);
    }, AT_ONCE);
  }

  private noteLoader(caller: Access, limit: number): NoteLoader {
    return new DataLoader<string, readonly StoredAnnotation[]>(async (ids) => {
      const found = await this.calls.notes(caller, ids, limit);
      return ids.map((id) => found.get(id) ?? []);
    }, AT_ONCE);
  }
}
