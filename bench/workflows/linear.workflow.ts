import { Injectable } from '@nestjs/common';
import { StepHandler, TaskHandler } from 'nestjs-tasker';
import { noOperation } from './handled.steps.js';

/** Five steps, one after the other. */
@Injectable()
@TaskHandler({ name: 'bench_linear' })
export class LinearWorkflow {
  @StepHandler() first() {
    return noOperation();
  }

  @StepHandler({ dependsOn: 'first' }) second() {
    return noOperation();
  }

  @StepHandler({ dependsOn: 'second' }) third() {
    return noOperation();
  }

  @StepHandler({ dependsOn: 'third' }) fourth() {
    return noOperation();
  }

  @StepHandler({ dependsOn: 'fourth' }) fifth() {
    return noOperation();
  }
}
