import { Inject, Injectable } from '@nestjs/common';
import { StepHandler, TaskHandler, type StepExecution } from 'nestjs-tasker';
import { HandledSteps, type Content, type StepResult } from '../handled.steps.js';

/** The step class of every workflow: its setting says how many steps it follows. */
@Injectable()
@StepHandler()
class PeerStep implements StepHandler {
  constructor(@Inject(HandledSteps) private readonly handled: HandledSteps) {}

  process({ task, step, sequence }: StepExecution<Content>): StepResult {
    const parents = sequence.steps.map(({ results }) => results as StepResult);
    return this.handled.handle(task.context, parents, (step.config as { parents: number }).parents);
  }
}

function step(name: string, dependsOn: readonly string[] = []) {
  return { name, handler: PeerStep, dependsOn: [...dependsOn], handlerConfig: { parents: dependsOn.length } };
}

function spread(parts: readonly string[]) {
  return [step('split'), ...parts.map((name) => step(name, ['split'])), step('join', parts)];
}

const LINKS = ['first', 'second', 'third', 'fourth', 'fifth'];
const PARTS = Array.from({ length: 50 }, (_, place) => `part_${place + 1}`);

@TaskHandler({ name: 'single', steps: [step('only')] })
class Single {}

@TaskHandler({ name: 'linear', steps: LINKS.map((name, place) => step(name, LINKS.slice(Math.max(0, place - 1), place))) })
class Linear {}

@TaskHandler({ name: 'diamond', steps: spread(['left', 'right']) })
class Diamond {}

@TaskHandler({ name: 'fan-out', steps: spread(PARTS) })
class FanOut {}

/** Every workflow, named by its shape, and the steps' class. */
export const WORKFLOWS = [PeerStep, Single, Linear, Diamond, FanOut];
