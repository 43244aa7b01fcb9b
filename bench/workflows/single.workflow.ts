import { Injectable } from '@nestjs/common';
import { StepHandler, TaskHandler } from 'nestjs-tasker';
import { noOperation } from './handled.steps.js';

/** One step. */
@Injectable()
@TaskHandler({ name: 'bench_single' })
export class SingleWorkflow {
  @StepHandler() only() {
    return noOperation();
  }
}
