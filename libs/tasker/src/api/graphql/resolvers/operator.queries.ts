import { Injectable } from '@nestjs/common';
import { ArgsType, Field, ID, Int } from '@nestjs/graphql';
import type { StaleKind } from '../../../database/staleness.store.js';
import type { DeadLetter } from '../../../orchestration/dead-letter.view.js';
import type { WorkerState } from '../../../database/worker.reader.js';
import { HistoryCalls } from '../../calls/history.calls.js';
import { OperatorCalls } from '../../calls/operator.calls.js';
import { RootQuery, type GraphqlCall } from '../contract/root.field.js';
import { inGraphqlTerms, orNull } from '../in-graphql.terms.js';
import { pageOf } from '../schema/connection.js';
import { TaskerArchivedTask } from '../schema/note.type.js';
import {
  TaskerCircuit,
  TaskerDeadLetterConnection,
  TaskerLimit,
  TaskerStaleCount,
  TaskerStaleKind,
  TaskerStaleTaskConnection,
  TaskerWorkerConnection,
  TaskerWorkerState,
} from '../schema/operator.type.js';
import { PageArgs, pageTerms } from '../schema/page.args.js';
import { taskIdOf } from '../schema/present.js';
import { taskNode } from '../schema/task.type.js';

@ArgsType()
class SelectionArgs {
  @Field(() => String, { nullable: true })
  namespace?: string;

  @Field(() => String, { nullable: true })
  name?: string;

  @Field(() => String, { nullable: true })
  version?: string;
}

@ArgsType()
class DeadLettersArgs extends SelectionArgs {
  @Field(() => Int, { nullable: true, description: 'How many, 1 to 100. Default 20.' })
  first?: number;

  @Field(() => String, { nullable: true, description: '`endCursor` of the page before, of the same list.' })
  after?: string;
}

@ArgsType()
class StaleTasksArgs extends PageArgs {
  @Field(() => TaskerStaleKind, { nullable: true })
  kind?: StaleKind;
}

@ArgsType()
class WorkersArgs extends PageArgs {
  @Field(() => TaskerWorkerState, { nullable: true })
  state?: WorkerState;

  @Field(() => String, { nullable: true })
  queue?: string;
}

@ArgsType()
class ArchivedTaskArgs {
  @Field(() => ID)
  taskId: string;
}

/** Queries of those who look after all tasks. */
@Injectable()
export class OperatorQueries {
  constructor(
    private readonly operators: OperatorCalls,
    private readonly histories: HistoryCalls,
  ) {}

  @RootQuery({
    type: () => TaskerDeadLetterConnection,
    args: () => DeadLettersArgs,
    permission: 'tasker.dead_letter:index',
    description: 'Tasks that need a person.',
    cost: 1_000,
  })
  async deadLetters({ first, after, ...selection }: DeadLettersArgs, { caller }: GraphqlCall): Promise<object> {
    const list = await inGraphqlTerms(() => this.operators.deadLetters(caller, { ...selection, ...pageTerms({ first, after }) }));
    return pageOf(list.entries.map(deadLetterNode), { nextCursor: list.nextCursor, after });
  }

  @RootQuery({
    type: () => Int,
    args: () => SelectionArgs,
    permission: 'tasker.dead_letter:index',
    description: 'How many tasks need a person.',
  })
  deadLetterCount(selection: SelectionArgs, { caller }: GraphqlCall): Promise<number> {
    return inGraphqlTerms(() => this.operators.deadLetterCount(caller, selection));
  }

  @RootQuery({
    type: () => TaskerStaleTaskConnection,
    args: () => StaleTasksArgs,
    permission: 'tasker.dead_letter:index',
    description: 'Warnings about unfinished tasks that do not go on.',
  })
  async staleTasks({ first, after, ...query }: StaleTasksArgs, { caller }: GraphqlCall): Promise<object> {
    const list = await inGraphqlTerms(() => this.operators.staleTasks(caller, { ...query, ...pageTerms({ first, after }) }));
    return pageOf(list.tasks, { nextCursor: list.nextCursor, after });
  }

  @RootQuery({
    type: () => [TaskerStaleCount],
    permission: 'tasker.dead_letter:index',
    description: 'How many warnings of each kind there are.',
  })
  async staleCounts(_: object, { caller }: GraphqlCall): Promise<object[]> {
    return Object.entries(await this.operators.staleCounts(caller)).map(([kind, counted]) => ({ kind, ...counted }));
  }

  @RootQuery({
    type: () => TaskerWorkerConnection,
    args: () => WorkersArgs,
    permission: 'tasker.worker:index',
    description: 'Processes that work on steps, the latest first.',
  })
  async workers({ first, after, ...query }: WorkersArgs, { caller }: GraphqlCall): Promise<object> {
    const list = await inGraphqlTerms(() => this.operators.workers(caller, { ...query, ...pageTerms({ first, after }) }));
    return pageOf(list.workers, { nextCursor: list.nextCursor, after });
  }

  @RootQuery({ type: () => [TaskerLimit], permission: 'tasker.worker:index', description: 'Limits, and what goes on under each.' })
  limits(_: object, { caller }: GraphqlCall): Promise<object[]> {
    return this.operators.limits(caller);
  }

  @RootQuery({
    type: () => [TaskerCircuit],
    permission: 'tasker.worker:index',
    description: 'The circuit of every dependent system.',
    cost: 1_000,
  })
  circuits(_: object, { caller }: GraphqlCall): Promise<object[]> {
    return this.operators.circuits(caller);
  }

  @RootQuery({
    type: () => TaskerArchivedTask,
    nullable: true,
    args: () => ArchivedTaskArgs,
    permission: 'tasker.task:show',
    description: 'A task that retention has archived; null when there is none.',
  })
  archivedTask({ taskId }: ArchivedTaskArgs, { caller }: GraphqlCall): Promise<object | null> {
    return orNull(async () => {
      const { state: status, ...task } = await this.histories.archived(caller, taskIdOf(taskId));
      return { ...task, status };
    });
  }
}

function deadLetterNode({ task, failedSteps, actions, ...letter }: DeadLetter): object {
  return {
    ...letter,
    task: taskNode(task),
    actions,
    failedSteps: failedSteps.map(({ state: status, error, history, ...step }) => ({
      ...step,
      status,
      error: error === null ? null : { exhausted: false, ...error, backtrace: error.backtrace ?? [], context: error.context ?? {} },
      history: history.map(({ fromState: fromStatus, toState: toStatus, ...record }) => ({ ...record, fromStatus, toStatus })),
    })),
  };
}
