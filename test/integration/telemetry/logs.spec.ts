import { Injectable, Logger as NestLogger, type INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Logger, LoggerModule, PinoLogger } from 'nestjs-pino';
import { Orchestrator, PermanentError, RetryableError, StepHandler, TaskerModule, TaskHandler, type StepExecution } from 'nestjs-tasker';
import { setTimeout as pause } from 'node:timers/promises';
import supertest from 'supertest';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { forgetPinoRoot } from '../../support/pino.lines.js';
import { CapturedLines } from '../../support/captured.lines.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';

@Injectable()
class Payments {
  constructor(private readonly logger: PinoLogger) {}
  async charge(): Promise<void> {
    await pause(1);
    this.logger.info({ amount: 7 }, 'charged');
  }
}

@TaskHandler({ name: 'logged' })
class Logged {
  constructor(private readonly payments: Payments) {}

  @StepHandler({ retryLimit: 2, backoff: { type: 'fixed', waits: [0] } })
  async pay({ logger, step }: StepExecution) {
    await this.payments.charge();
    logger.log('of the execution', { attempts_left: step.retryLimit - step.attempt });
    new NestLogger('Host').log('of the host');
    if (step.attempt === 1) throw new RetryableError('busy');
  }

  @StepHandler({ dependsOn: 'pay' })
  ship(): never {
    throw new PermanentError('no stock', { errorCode: 'SOLD_OUT' });
  }
}

@TaskHandler({ name: 'quiet' })
class Quiet {
  @StepHandler() one() {}
  @StepHandler({ dependsOn: 'one' }) two() {}
}

describe('lines in an application with nestjs-pino', () => {
  const lines = new CapturedLines();
  let database: TestDatabase;
  let app: INestApplication;
  let orchestrator: Orchestrator;
  beforeAll(async () => {
    await forgetPinoRoot();
    database = await createTestDatabase();
    const module = await Test.createTestingModule({
      imports: [
        LoggerModule.forRoot({ pinoHttp: [{ level: 'debug', base: null }, lines], assignResponse: true }),
        TaskerModule.forRoot({ database: { url: database.url }, auth: 'none', worker: { pollInterval: '100ms', drainTimeout: '1s' } }),
      ],
      providers: [Payments, Logged, Quiet],
    }).compile();
    app = module.createNestApplication({ bufferLogs: true });
    app.useLogger(app.get(Logger));
    await app.listen(0, '127.0.0.1');
    orchestrator = app.get(Orchestrator);
  });
  afterEach(() => lines.clear());
  afterAll(async () => {
    await app.close();
    await database.drop();
  });

  const run = async (name: string) =>
    orchestrator.waitForTask(await orchestrator.createTask({ name, context: {}, correlationId: `of-${name}` }), { timeout: '20s' });

  it('carry the ids of the attempt when its handler writes them, however it does, each once', async () => {
    const { taskId } = await run('logged');
    const ids = { task_id: taskId, task: 'logged', step_id: 1, step: 'pay', correlation_id: 'of-logged' };
    for (const msg of ['charged', 'of the execution', 'of the host']) {
      const found = lines.with({ msg });
      expect(found, msg).toEqual([expect.objectContaining({ ...ids, attempt: 1 }), expect.objectContaining({ ...ids, attempt: 2 })]);
    }
    for (const line of lines.text.trim().split('\n')) {
      expect([...line.matchAll(/"(?:task_id|step|attempt|correlation_id)":/g)].map(([key]) => key)).toEqual([
        ...new Set([...line.matchAll(/"(?:task_id|step|attempt|correlation_id)":/g)].map(([key]) => key)),
      ]);
    }
  });

  it('tell of a failure what is needed to act on it', async () => {
    const { taskId } = await run('logged');
    const ids = { task_id: taskId, correlation_id: 'of-logged' };
    expect(lines.with({ event_type: 'backoff' })).toMatchObject([
      {
        level: 30,
        component: 'backoff_calculator',
        ...ids,
        step: 'pay',
        attempt: 1,
        exception_class: 'RetryableError',
        exception_message: 'busy',
      },
    ]);
    expect(lines.with({ event_type: 'failed' })).toMatchObject([
      {
        ...{ level: 50, component: 'step_executor', entity_type: 'step', entity_name: 'ship', step_status: 'error', ...ids, attempt: 1 },
        ...{ exception_class: 'PermanentError', exception_message: 'no stock', error_code: 'SOLD_OUT', performance_category: 'fast' },
        ...{ duration_ms: expect.any(Number), backtrace: expect.arrayContaining([expect.stringContaining('Logged.ship')]) },
      },
    ]);
  });

  it('are not written by steps that succeed', async () => {
    expect((await run('quiet')).state).toBe('complete');
    expect(lines.text).toBe('');
  });

  it('carry the correlation id of an HTTP request', async () => {
    const http = supertest(app.getHttpServer());
    await http.get('/tasker/tasks/nonsense').set('X-Correlation-ID', 'call-1').expect(400);
    expect(lines.with({ correlation_id: 'call-1' })).toMatchObject([{ msg: 'request completed', res: { statusCode: 400 } }]);
  });
});
