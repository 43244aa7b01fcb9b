import { Injectable } from '@nestjs/common';
import { ArgsType, Field } from '@nestjs/graphql';
import type { TaskView } from '../../../orchestration/task-view.js';
import { OperatorCalls } from '../../calls/operator.calls.js';
import { StepCalls, type StepAction, type StepTarget } from '../../calls/step.calls.js';
import { RootMutation, type GraphqlCall } from '../contract/root.field.js';
import { payload, payloadOf } from '../schema/payload.js';
import { present, stepOf, taskIdOf } from '../schema/present.js';
import { TaskerCompleteStepInput, TaskerRetryStepInput, TaskerStepActionInput, TaskerUpdateStepInput } from '../schema/step.inputs.js';
import { stepNode, TaskerStep } from '../schema/step.type.js';
import { taskNode, TaskerTask } from '../schema/task.type.js';
import { TaskLoaders } from '../task.loaders.js';

const TaskerStepPayload = payloadOf('TaskerStepPayload', 'The step as a mutation has left it, and its task.', {
  step: () => TaskerStep,
  task: () => TaskerTask,
});

@ArgsType()
class UpdateStepArgs {
  @Field(() => TaskerUpdateStepInput)
  input: TaskerUpdateStepInput;
}

@ArgsType()
class StepActionArgs {
  @Field(() => TaskerStepActionInput)
  input: TaskerStepActionInput;
}

@ArgsType()
class RetryStepArgs {
  @Field(() => TaskerRetryStepInput)
  input: TaskerRetryStepInput;
}

@ArgsType()
class CompleteStepArgs {
  @Field(() => TaskerCompleteStepInput)
  input: TaskerCompleteStepInput;
}

/** Mutations of steps. */
@Injectable()
export class StepMutations {
  constructor(
    private readonly steps: StepCalls,
    private readonly operators: OperatorCalls,
    private readonly loaders: TaskLoaders,
  ) {}

  @RootMutation({
    type: () => TaskerStepPayload,
    args: () => UpdateStepArgs,
    permission: 'tasker.workflow_step:update',
    description: 'Changes retry limit or inputs of a step that is pending or in error.',
  })
  updateStep({ input }: UpdateStepArgs, call: GraphqlCall): Promise<object> {
    const { taskId, stepId, ...acting } = present(input, { nulls: ['inputs'] });
    return this.step(call, { taskId, stepId }, (target) => this.operators.updateStep(call.caller, target, acting));
  }

  @RootMutation({
    type: () => TaskerStepPayload,
    args: () => StepActionArgs,
    permission: 'tasker.workflow_step:cancel',
    description: 'Cancels a step, and every pending one that can no longer run.',
  })
  cancelStep({ input }: StepActionArgs, call: GraphqlCall): Promise<object> {
    return this.act('cancel', input, call);
  }

  @RootMutation({
    type: () => TaskerStepPayload,
    args: () => RetryStepArgs,
    permission: 'tasker.workflow_step:retry',
    description: 'Lets a failed step run again at once.',
  })
  retryStep({ input }: RetryStepArgs, call: GraphqlCall): Promise<object> {
    return this.act('retry', input, call);
  }

  @RootMutation({
    type: () => TaskerStepPayload,
    args: () => StepActionArgs,
    permission: 'tasker.workflow_step:resolve',
    description: 'Lets the task go on without the step. A reason is required.',
  })
  resolveStep({ input }: StepActionArgs, call: GraphqlCall): Promise<object> {
    return this.act('resolve', input, call);
  }

  @RootMutation({
    type: () => TaskerStepPayload,
    args: () => CompleteStepArgs,
    permission: 'tasker.workflow_step:complete',
    description: 'Completes a step with a result. A reason is required.',
  })
  completeStep({ input }: CompleteStepArgs, call: GraphqlCall): Promise<object> {
    return this.act('complete', input, call);
  }

  private act(action: StepAction, input: TaskerStepActionInput, call: GraphqlCall): Promise<object> {
    const { taskId, stepId, ...acting } = present(input);
    return this.step(call, { taskId, stepId }, (target) => this.steps.act(call.caller, { action, ...target }, acting));
  }

  private step(
    call: GraphqlCall,
    { taskId, stepId }: { readonly taskId: string; readonly stepId: string },
    action: (target: StepTarget) => Promise<TaskView>,
  ): Promise<object> {
    return payload(async () => {
      const target = { taskId: taskIdOf(taskId), step: stepOf(stepId) };
      const task = await action(target);
      this.loaders.know(task, call);
      const step = task.steps.find(({ stepId: place, name }) => place === target.step || name === target.step);
      return { task: taskNode(task), step: step === undefined ? null : stepNode(task.taskId, step, this.loaders.budget(call)) };
    });
  }
}
