import { Injectable } from '@nestjs/common';
import { TaskHandler } from 'nestjs-tasker';
import { NoOperation } from './no-operation.step.js';

const PARTS = Array.from({ length: 50 }, (_, place) => `part_${place + 1}`);

/** One step, then fifty side by side, then one that joins them. */
@Injectable()
@TaskHandler({
  name: 'bench_fan_out',
  steps: [
    { name: 'split', handler: NoOperation },
    ...PARTS.map((name) => ({ name, handler: NoOperation, dependsOn: 'split' })),
    { name: 'join', handler: NoOperation, dependsOn: PARTS },
  ],
})
export class FanOutWorkflow {}
