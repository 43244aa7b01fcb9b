import { Module } from '@nestjs/common';
import { PermanentError, StepHandler, TaskHandler } from 'nestjs-tasker';
import type { StepExecution } from 'nestjs-tasker';

/** What the workflows of these tests are created with. */
export interface GreetingContext {
  readonly name: string;
}

/** A diamond: greet, then bow and wave side by side, then leave. */
@TaskHandler({ namespace: 'e2e', name: 'greeting', version: '1.0.0' })
export class Greeting {
  @StepHandler()
  greet({ task }: StepExecution<GreetingContext>) {
    return { text: `Hello ${task.context.name}` };
  }

  @StepHandler({ dependsOn: 'greet' })
  bow() {
    return { degrees: 15 };
  }

  @StepHandler({ dependsOn: 'greet' })
  wave() {
    return {};
  }

  @StepHandler({ dependsOn: ['bow', 'wave'] })
  leave({ sequence }: StepExecution<GreetingContext, Greeting>) {
    return { bowed: sequence.results('bow').degrees };
  }
}

/** Fails for good at its first step. */
@TaskHandler({ namespace: 'e2e', name: 'insult', version: '1.0.0' })
export class Insult {
  @StepHandler()
  shout(): { volume: number } {
    throw new PermanentError('we do not do that here', { errorCode: 'RUDE', context: { manners: false } });
  }
}

/** The workflows of these tests. */
@Module({ providers: [Greeting, Insult] })
export class GreetingModule {}
