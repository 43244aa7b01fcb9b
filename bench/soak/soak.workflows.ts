import { Injectable, type Provider } from '@nestjs/common';
import { PermanentError, RetryableError, StepHandler, TaskHandler, type ListedStep, type StepExecution } from 'nestjs-tasker';

/** What a task of the soak is created with. */
export interface SoakContext {
  readonly number: number;
  readonly reference: string;
  readonly note: string;
  /** In one of a hundred tasks: kilobytes, which its first step returns too. */
  readonly document?: string;
  /** Which step fails, in how many attempts; `forGood`: no attempt can succeed. */
  readonly failing?: { readonly step: string; readonly attempts: number; readonly forGood: boolean };
}

/** What the handlers of this process have done. */
export const soaked = { attempts: 0, failures: 0 };

const RESULT = { outcome: 'done', reference: 'a4d1c0f2-93b7-4e58', note: 'nothing was done, and it was done at once' };
const LINE = ['first', 'second', 'third', 'fourth', 'fifth'];
const PARTS = Array.from({ length: 10 }, (_, place) => `part_${place + 1}`);

/** Every step of the soak: it fails where the context says so, and returns about 100 bytes, or the document. */
@Injectable()
@StepHandler()
export class SoakedStep implements StepHandler<SoakContext> {
  process({ task, step }: StepExecution<SoakContext>) {
    soaked.attempts += 1;
    const { failing, document } = task.context;
    if (failing !== undefined && failing.step === step.name && step.attempt <= failing.attempts) {
      soaked.failures += 1;
      if (failing.forGood) throw new PermanentError('nobody can do this', { errorCode: 'SOAK' });
      throw new RetryableError('not this time');
    }
    return document !== undefined && step.stepId === 1 ? { ...RESULT, document } : RESULT;
  }
}

/** A shape of the mixture: its share of the tasks in percent, and its steps. */
export interface SoakShape {
  readonly name: string;
  readonly percent: number;
  readonly steps: readonly string[];
  readonly provider: Provider;
}

/** The mixture: 4.4 steps a task. */
export const SHAPES: readonly SoakShape[] = [
  shape('soak_line', 45, lineOf(LINE)),
  shape('soak_diamond', 30, [step('top'), step('left', ['top']), step('right', ['top']), step('bottom', ['left', 'right'])]),
  shape('soak_single', 20, [step('only')]),
  shape('soak_fan_out', 5, [step('split'), ...PARTS.map((name) => step(name, ['split'])), step('join', PARTS)]),
];

function lineOf(names: readonly string[]): ListedStep[] {
  return names.map((name, place) => step(name, place === 0 ? [] : [names[place - 1]!]));
}

function step(name: string, dependsOn: readonly string[] = []): ListedStep {
  // Short waits: retries are a part of the work, the soak is not to wait for them at its end.
  return { name, handler: SoakedStep, dependsOn, backoff: { type: 'fixed', waits: ['200ms', '1s'] } };
}

function shape(name: string, percent: number, steps: ListedStep[]): SoakShape {
  @Injectable()
  @TaskHandler({ name, steps })
  class SoakWorkflow {}
  return { name, percent, steps: steps.map((one) => one.name), provider: SoakWorkflow };
}
