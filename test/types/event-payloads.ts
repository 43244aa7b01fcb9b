import { EventBus, OnTaskerEvent, type EngineEventName, type EventPayload, type TaskerEvent } from 'nestjs-tasker';
import type { Equal, Expect } from './expectations.js';

declare module 'nestjs-tasker' {
  interface TaskerEvents {
    'parcel.left': { readonly parcelId: number };
  }
}

type Completed = EventPayload<'task.completed'>;
export type Checks = [
  Expect<Equal<Completed['totalSteps'], number | null>>,
  Expect<Equal<Completed['timestamp'], Date>>,
  Expect<Equal<Completed['eventType'], 'completed'>>,
  Expect<Equal<Completed['workflowSummary']['progressDetails']['completedRatio'], string>>,
  Expect<Equal<EventPayload<'step.failed'>['backtrace'], readonly string[]>>,
  Expect<Equal<EventPayload<'step.completed'>['stepResults'], unknown>>,
  Expect<Equal<EventPayload<'task.started'>, EventPayload<'task.start_requested'>>>,
  Expect<Equal<EventPayload<'parcel.left'>, { readonly parcelId: number }>>,
  Expect<Equal<EventPayload<'order.*'>, any>>,
];

export const name: EngineEventName = 'workflow.no_viable_steps';
// @ts-expect-error nothing fires it
export const replaced: EngineEventName = 'workflow.task_state_unclear';

export function listen(bus: EventBus): void {
  bus.subscribe('task.failed', ({ payload }) => {
    const messages: readonly string[] = payload.errorStepResults.map(({ errorMessage }) => errorMessage);
    return messages;
  });
  bus.subscribe('step.started', ({ payload }) => payload.stepDependencies?.length);
  bus.subscribe('parcel.left', ({ payload }) => payload.parcelId.toFixed());
  bus.subscribe('step.completed', ({ payload }) => {
    // @ts-expect-error payloads are camelCase in TypeScript
    return payload.step_name as string;
  });
  bus.subscribe('anything.*', ({ payload }) => payload.whatever as string);
}

export class Listener {
  @OnTaskerEvent('step.completed')
  completed({ payload }: TaskerEvent<EventPayload<'step.completed'>>): number | null {
    return payload.executionDuration;
  }

  // @ts-expect-error it is told of a step, not of a task
  @OnTaskerEvent('step.completed')
  confused({ payload }: TaskerEvent<EventPayload<'task.completed'>>): number | null {
    return payload.totalSteps;
  }
}
