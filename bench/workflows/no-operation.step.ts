import { Injectable } from '@nestjs/common';
import { StepHandler } from 'nestjs-tasker';
import { noOperation } from './handled.steps.js';

/** The step class of the workflows that list their steps. */
@Injectable()
@StepHandler()
export class NoOperation implements StepHandler {
  process() {
    return noOperation();
  }
}
