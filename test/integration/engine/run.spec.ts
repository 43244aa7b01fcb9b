import { Injectable } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Orchestrator, StepHandler, TaskerModule, TaskHandler, type StepExecution } from 'nestjs-tasker';
import { describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../support/database.js';

@Injectable()
@TaskHandler({ name: 'linear' })
class Linear {
  @StepHandler() one({ task }: StepExecution<{ n: number }>) {
    return { n: task.context.n };
  }
  @StepHandler({ dependsOn: 'one' }) two({ sequence }: StepExecution<{ n: number }, Linear>) {
    return { n: sequence.results('one').n + 1 };
  }
}

describe('smoke', () => {
  it('runs', async () => {
    const database = await createTestDatabase();
    const module = await Test.createTestingModule({
      imports: [TaskerModule.forRoot({ database: { url: database.url }, api: false })],
      providers: [Linear],
    }).compile();
    const app = await module.createNestApplication().init();
    const orchestrator = app.get(Orchestrator);
    const t0 = performance.now();
    const task = await orchestrator.createTask(Linear, { context: { n: 1 } });
    const done = await orchestrator.waitForTask(task, { timeout: '5s' });
    console.log(performance.now() - t0, JSON.stringify(done));
    expect(done.state).toBe('complete');
    expect(done.results.two?.n).toBe(2);
    await app.close();
    await database.drop();
  });
});
