import { Injectable } from '@nestjs/common';
import { StepHandler, TaskHandler } from 'nestjs-tasker';
import { noOperation } from './handled.steps.js';

/** One step, then two side by side, then one that joins them. */
@Injectable()
@TaskHandler({ name: 'bench_diamond' })
export class DiamondWorkflow {
  @StepHandler() top() {
    return noOperation();
  }

  @StepHandler({ dependsOn: 'top' }) left() {
    return noOperation();
  }

  @StepHandler({ dependsOn: 'top' }) right() {
    return noOperation();
  }

  @StepHandler({ dependsOn: ['left', 'right'] }) bottom() {
    return noOperation();
  }
}
