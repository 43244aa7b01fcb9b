import { Injectable } from '@nestjs/common';
import { ArgsType, Field } from '@nestjs/graphql';
import { InvalidRequestError } from '../../../model/errors.js';
import type { NamedTaskRequest } from '../../../orchestration/task-request.js';
import type { TaskView } from '../../../orchestration/task-view.js';
import { OperatorCalls } from '../../calls/operator.calls.js';
import { TaskCalls, type TaskAction } from '../../calls/task.calls.js';
import { RootMutation, type GraphqlCall } from '../contract/root.field.js';
import { MOST_TASKS } from '../../rest/schemas/request.schemas.js';
import { RequestTraces } from '../request.traces.js';
import { payload, payloadOf, type Payload } from '../schema/payload.js';
import { present, taskIdOf } from '../schema/present.js';
import { TaskerCreateTaskInput, TaskerRetryTaskInput, TaskerTaskActionInput, TaskerUpdateTaskInput } from '../schema/task.inputs.js';
import { taskNode, TaskerTask } from '../schema/task.type.js';
import { TaskLoaders } from '../task.loaders.js';

const TaskerTaskPayload = payloadOf('TaskerTaskPayload', 'The task as a mutation has left it.', { task: () => TaskerTask });
const TaskerTasksPayload = payloadOf('TaskerTasksPayload', 'The tasks that were created: all, or none.', { tasks: () => [TaskerTask] });

@ArgsType()
class CreateTaskArgs {
  @Field(() => TaskerCreateTaskInput)
  input: TaskerCreateTaskInput;
}

@ArgsType()
class CreateTasksArgs {
  @Field(() => [TaskerCreateTaskInput], { description: `1 to ${MOST_TASKS}.` })
  inputs: TaskerCreateTaskInput[];
}

@ArgsType()
class UpdateTaskArgs {
  @Field(() => TaskerUpdateTaskInput)
  input: TaskerUpdateTaskInput;
}

@ArgsType()
class TaskActionArgs {
  @Field(() => TaskerTaskActionInput)
  input: TaskerTaskActionInput;
}

@ArgsType()
class RetryTaskArgs {
  @Field(() => TaskerRetryTaskInput)
  input: TaskerRetryTaskInput;
}

/** Mutations of tasks. */
@Injectable()
export class TaskMutations {
  constructor(
    private readonly tasks: TaskCalls,
    private readonly operators: OperatorCalls,
    private readonly traces: RequestTraces,
    private readonly loaders: TaskLoaders,
  ) {}

  @RootMutation({
    type: () => TaskerTaskPayload,
    args: () => CreateTaskArgs,
    permission: 'tasker.task:create',
    description: 'Creates a task. A repeated request gives the task that is there.',
  })
  createTask({ input }: CreateTaskArgs, call: GraphqlCall): Promise<object> {
    return this.task(call, () => this.tasks.create(call.caller, this.requestOf(input, call)));
  }

  @RootMutation({
    type: () => TaskerTasksPayload,
    args: () => CreateTasksArgs,
    permission: 'tasker.task:create',
    description: 'Creates many tasks: all of them, or none.',
    cost: 1_000,
  })
  createTasks({ inputs }: CreateTasksArgs, call: GraphqlCall): Promise<object> {
    return payload(async () => {
      refuseNumber(inputs.length);
      const created = await this.tasks.createMany(
        call.caller,
        inputs.map((input) => this.requestOf(input, call)),
      );
      return { tasks: created.map((task) => this.node(task, call)) };
    });
  }

  @RootMutation({
    type: () => TaskerTaskPayload,
    args: () => UpdateTaskArgs,
    permission: 'tasker.task:update',
    description: 'Changes reason or tags of a task.',
  })
  updateTask({ input }: UpdateTaskArgs, call: GraphqlCall): Promise<object> {
    const { taskId, actor, ...change } = present(input);
    return this.task(call, () =>
      this.operators.updateTask(call.caller, { taskId: taskIdOf(taskId), change }, actor === undefined ? {} : { actor }),
    );
  }

  @RootMutation({
    type: () => TaskerTaskPayload,
    args: () => TaskActionArgs,
    permission: 'tasker.task:cancel',
    description: 'Stops a task for good.',
  })
  cancelTask({ input }: TaskActionArgs, call: GraphqlCall): Promise<object> {
    return this.act('cancel', input, call);
  }

  @RootMutation({
    type: () => TaskerTaskPayload,
    args: () => RetryTaskArgs,
    permission: 'tasker.task:retry',
    description: 'Lets every failed step run again, at once.',
  })
  retryTask({ input }: RetryTaskArgs, call: GraphqlCall): Promise<object> {
    return this.act('retry', input, call);
  }

  @RootMutation({
    type: () => TaskerTaskPayload,
    args: () => TaskActionArgs,
    permission: 'tasker.task:resolve',
    description: 'Takes a task as done although it is not. A reason is required.',
  })
  resolveTask({ input }: TaskActionArgs, call: GraphqlCall): Promise<object> {
    return this.act('resolve', input, call);
  }

  @RootMutation({
    type: () => TaskerTaskPayload,
    args: () => TaskActionArgs,
    permission: 'tasker.task:pause',
    description: 'Holds a task back: nothing of it begins until it is resumed.',
  })
  pauseTask({ input }: TaskActionArgs, call: GraphqlCall): Promise<object> {
    return this.act('pause', input, call);
  }

  @RootMutation({
    type: () => TaskerTaskPayload,
    args: () => TaskActionArgs,
    permission: 'tasker.task:resume',
    description: 'Lets a paused task go on.',
  })
  resumeTask({ input }: TaskActionArgs, call: GraphqlCall): Promise<object> {
    return this.act('resume', input, call);
  }

  private act(action: TaskAction, input: TaskerRetryTaskInput, call: GraphqlCall): Promise<object> {
    const { taskId, ...acting } = present(input);
    return this.task(call, () => this.tasks.act(call.caller, { action, taskId: taskIdOf(taskId) }, acting));
  }

  private task(call: GraphqlCall, action: () => Promise<TaskView>): Promise<Payload<object>> {
    return payload(async () => ({ task: this.node(await action(), call) }));
  }

  private node(task: TaskView, call: GraphqlCall): TaskerTask {
    this.loaders.know(task, call);
    return taskNode(task);
  }

  private requestOf(input: TaskerCreateTaskInput, call: GraphqlCall): NamedTaskRequest {
    return { ...this.traces.of(call.context), ...present(input) };
  }
}

function refuseNumber(count: number): void {
  if (count >= 1 && count <= MOST_TASKS) return;
  throw new InvalidRequestError([{ path: 'inputs', message: `must be a list of 1 to ${MOST_TASKS} requests` }]);
}
