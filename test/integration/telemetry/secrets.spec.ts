import { Logger as NestLogger } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import fc from 'fast-check';
import { Logger, LoggerModule } from 'nestjs-pino';
import { inspect } from 'node:util';
import {
  EventBus,
  MetricsExports,
  OnTaskerEvent,
  Orchestrator,
  PermanentError,
  RetryableError,
  StepHandler,
  TaskerModule,
  TaskHandler,
  type StepExecution,
  type TelemetryOptions,
} from 'nestjs-tasker';
import { afterEach, describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { CapturedLines } from '../../support/captured.lines.js';
import { forgetPinoRoot } from '../../support/pino.lines.js';
import { useTracing } from '../../support/tracing.js';

/** What stands in every secret of these tests, in no other text. */
const MARK = 'S3cr3t';
/** Three of them, in characters that JSON, addresses and patterns write in another way. */
const SECRETS = [`${MARK}-plain`, `${MARK}"\\/ü $& (x) +?&=`, `${MARK}\nof two lines`];
const VISIBLE = 'not-hidden';

const sensitiveKey = fc.constantFrom(
  'password',
  'PassWord',
  'apiKey',
  'x-api-key',
  'access_token',
  'client_secret',
  'SALT',
  'user_email',
  'otpCode',
);
const secret = fc.constantFrom(...SECRETS);
const { node } = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom<unknown>(1, true, null, VISIBLE, ''),
    fc.array(tie('node'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('order', 'items', 'note'), tie('node'), { maxKeys: 3 }),
    fc.tuple(sensitiveKey, fc.oneof(secret, fc.array(secret), secret.map((deep) => ({ a: { b: deep } }))), tie('node')).map(([key, hidden, rest]) => ({ [key]: hidden, rest })), // prettier-ignore
    secret.map((hidden) => JSON.stringify({ token: hidden })),
    secret.map((hidden) => `https://example.org/?api_key=${encodeURIComponent(hidden)}&n=1`),
  ),
}));
/** The same contexts in each run. The first one has nothing but a secret. */
const CONTEXTS = [
  { password: SECRETS[1] },
  ...fc.sample<Record<string, unknown>>(fc.record({ content: node, password: secret }), { seed: 4_715, numRuns: 25 }),
];

/** Every text in a context that is a secret, or holds one. */
function secretsIn(context: unknown): string[] {
  return SECRETS.filter(
    (one) => inspect(context, { depth: null }).includes(one) || JSON.stringify(context).includes(JSON.stringify(one).slice(1, -1)),
  );
}

/** The ways in which a careless handler repeats a secret. */
function repeated(context: unknown): string {
  const forms = secretsIn(context).flatMap((one) => [
    one,
    JSON.stringify(one),
    encodeURIComponent(one),
    Buffer.from(one).toString('base64'),
  ]);
  return `${VISIBLE} ${forms.join(' ')} ${JSON.stringify(context)}`;
}

@TaskHandler({ name: 'careless' })
class Careless {
  @StepHandler({
    retryLimit: 2,
    backoff: { type: 'fixed', waits: [0] },
    customEvents: [{ name: 'careless.told', description: 'Tells everything.' }],
  })
  tell({ task, step, logger, publish }: StepExecution) {
    const { context } = task;
    const error = new RetryableError(repeated(context), { context: { given: context, note: repeated(context) } });
    for (const level of ['debug', 'log', 'warn', 'error'] as const)
      logger[level](repeated(context), { context, note: repeated(context), error });
    publish('careless.told', { context, note: repeated(context), list: secretsIn(context) });
    publish('careless.told', { context, note: repeated(context) }, { now: true });
    if (step.attempt === 1) throw error;
    return { visible: VISIBLE, token: 'S3cr3t-of-the-parent', note: repeated(context), context };
  }

  @StepHandler({ dependsOn: 'tell' })
  fail({ task, sequence, logger }: StepExecution): never {
    const given = sequence.results('tell') as { token: string };
    logger.log(`${VISIBLE} ${given.token}`, { given, copy: given.token });
    throw new PermanentError(`${repeated(task.context)} ${given.token}`, { errorCode: 'TOLD', context: { copy: repeated(task.context) } });
  }
}

/** Keeps what durable subscribers are given. */
class Auditor {
  readonly events: unknown[] = [];
  @OnTaskerEvent('step.failed', { durable: true, group: 'auditor' })
  keep(event: unknown) {
    this.events.push(event);
  }
}

describe('secrets in contexts', () => {
  const tracing = useTracing();
  const engine = useEngine();
  const lines = new CapturedLines();
  const open: TestingModule[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((module) => module.close()));
    lines.clear();
    NestLogger.overrideLogger(false);
  });

  async function start(telemetry: TelemetryOptions = {}): Promise<TestingModule> {
    await forgetPinoRoot();
    const module = await Test.createTestingModule({
      imports: [
        LoggerModule.forRoot({ pinoHttp: [{ level: 'trace', base: null }, lines] }),
        TaskerModule.forRoot({
          database: { url: engine.url },
          api: false,
          worker: { pollInterval: '100ms', drainTimeout: '1s' },
          telemetry,
        }),
      ],
      providers: [Careless, Auditor],
    }).compile();
    module.useLogger(module.get(Logger));
    open.push(module);
    return module.init();
  }

  /** Runs every context through the careless workflow, and gives all that was written and told, by where. */
  async function told(contexts: readonly Record<string, unknown>[], telemetry?: TelemetryOptions): Promise<Record<string, string>> {
    const module = await start(telemetry);
    const orchestrator = module.get(Orchestrator, { strict: false });
    const events: { name: string }[] = [];
    module.get(EventBus, { strict: false }).subscribe('*', (event) => void events.push(event));
    const tasks = await orchestrator.createTasks(contexts.map((context) => ({ name: 'careless', context })));
    for (const task of tasks) expect((await orchestrator.waitForTask(task, { timeout: '30s' })).state).toBe('error');
    await orchestrator.resolveTask(tasks[0]!.taskId, { reason: JSON.stringify(contexts[0]).slice(0, 120), actor: 'ann' });
    await eventually(() => events.some(({ name }) => name === 'task.resolved_manually'), { what: 'the event of the action' });
    const { events: durable } = module.get(Auditor);
    await eventually(() => durable.length >= 2 * contexts.length, { what: 'durable events of both failures of each task' });
    await tracing.flush();
    const metrics = await module.get(MetricsExports, { strict: false }).exportNow('json');
    const all = { depth: null, maxArrayLength: null, maxStringLength: null };
    return {
      logs: lines.text,
      events: inspect(events, all),
      durable: inspect(durable, all),
      spans: tracing.receiver.bodies.join('\n'),
      metrics: String(metrics.data),
    };
  }

  it('stand in no log, event, span or metric, whatever a handler does with them', async () => {
    const places = await told(CONTEXTS);
    const base64 = SECRETS.map((one) => Buffer.from(one).toString('base64').slice(0, 8));
    for (const [place, text] of Object.entries(places)) {
      for (const form of [MARK, ...base64]) {
        const at = text.indexOf(form);
        expect(at < 0 ? '' : text.slice(Math.max(0, at - 300), at + 60), place).toBe('');
      }
    }
    // The rest of what was told is there.
    const { metrics, ...talkative } = places;
    for (const [place, text] of Object.entries(talkative)) expect(text, place).toContain(VISIBLE);
    expect(metrics).toContain('careless');
  });

  it('are found by this test where nothing is filtered', async () => {
    const { metrics, ...places } = await told(CONTEXTS.slice(0, 2), { filterParameters: [] });
    for (const [place, text] of Object.entries(places)) expect(text, place).toContain(MARK);
    expect(metrics).not.toContain(MARK);
  });

  it('are replaced by the mask of the options', async () => {
    const { logs, events } = await told([{ pin: `${MARK}-pin` }], { filterParameters: [/^pin$/, 'token'], filterMask: '<gone>' });
    expect(`${logs}${events}`).not.toContain(MARK);
    expect(logs).toContain('<gone>');
    expect(events).toContain('<gone>');
  });
});
