import { Injectable } from '@nestjs/common';
import { TaskHandler } from 'nestjs-tasker';
import { NoOperation } from './no-operation.step.js';

const NAMES = Array.from({ length: 10 }, (_, place) => `step_${place + 1}`);

/** Ten steps, one after the other: the workflow of the readiness figures. */
@Injectable()
@TaskHandler({
  name: 'bench_ten_steps',
  steps: NAMES.map((name, place) => ({ name, handler: NoOperation, ...(place === 0 ? {} : { dependsOn: NAMES[place - 1]! }) })),
})
export class TenStepsWorkflow {}
