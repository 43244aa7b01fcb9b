import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HandlerFactory, InvalidRequestError, TaskerEventBus } from 'nestjs-tasker';
import { afterEach, describe, expect, it } from 'vitest';
import { declaredBy, type Way } from '../../support/declarations/equal.ways.js';
import { useEngine, type EngineApp } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';

const REQUEST = { namespace: 'shop', name: 'equal_order', version: '2.1.0-beta.1', context: { orderId: 'o-1' } };
const WAYS: readonly Way[] = ['decorators', 'yaml', 'definition'];

const engine = useEngine();
const directories: string[] = [];
afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

/** An application that declares the workflow in one way. */
async function appOf(way: Way): Promise<EngineApp> {
  const { handlers, files } = declaredBy(way);
  const directory = mkdtempSync(join(tmpdir(), 'tasker-files-'));
  directories.push(directory);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, name), content);
  return engine.app(handlers, { definitions: { directory } });
}

/** What is registered, without the names of the code. */
function registered({ module }: EngineApp) {
  const { definition, hash } = module.get(HandlerFactory).get(REQUEST.name, REQUEST);
  const { declaredBy: _class, steps, ...task } = definition;
  return { hash, definition: { ...task, steps: steps.map(({ handledBy: _handler, ...step }) => step) } };
}

describe.each(WAYS)('the same workflow declared by %s', (way) => {
  it('keeps every option', async () => {
    const { definition } = registered(await appOf(way));
    expect(definition).toEqual({
      namespace: 'shop',
      name: 'equal_order',
      version: '2.1.0-beta.1',
      description: 'sells',
      concurrent: false,
      concurrencyKey: 'currency',
      concurrencyLimit: 9,
      priority: 4,
      maxExecutionTime: 3_600_000,
      staleness: { waiting: false, lifetime: 7_200_000, lostAttempts: 5, action: 'fail' },
      retention: { after: 2_592_000_000, action: 'archive' },
      schema: expect.objectContaining({ required: ['orderId'] }),
      customEvents: [{ name: 'order.charged', description: 'charged' }],
      configuration: { owner: 'shop', max_execution_time: '1h', priority: 4 },
      steps: [
        {
          ...defaults('validate_order'),
          description: 'looks',
          resultSchema: { type: 'object', required: ['total'], properties: { total: { type: 'number' } } },
        },
        { ...defaults('notify'), dependsOn: ['validate_order'], skippable: true, customEvents: [{ name: 'order.notified' }] },
        {
          ...defaults('charge'),
          dependsOn: ['validate_order'],
          retryLimit: 2,
          skippable: true,
          priority: 9,
          timeout: 30_000,
          dependentSystem: 'bank',
          concurrencyKey: 'orderId',
          concurrencyLimit: 1,
          backoff: { seconds: [0, 0.01], max: 1, multiplier: 1, jitter: 0 },
          handlerConfig: { shop: 'main', nested: { b: '$${literal}' } },
        },
        {
          ...defaults('ship'),
          dependsOn: ['charge'],
          backoff: { seconds: [0.005], max: 60, multiplier: 1, increment: 0.005, jitter: 0.1 },
        },
      ],
    });
  });

  it('is the same definition with the same hash', async () => {
    const one = registered(await appOf(way));
    const other = registered(await appOf(way === 'yaml' ? 'decorators' : 'yaml'));
    expect(one).toEqual(other);
    expect(one.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('runs alike: defaults of the context, a second attempt, results, settings, events', async () => {
    const app = await appOf(way);
    const heard: unknown[] = [];
    app.module
      .get(TaskerEventBus)
      .subscribe('order.charged', ({ payload }: { payload: any }) => void heard.push([payload.stepName, payload.attempt, payload.total]));
    const task = await app.orchestrator.createTask(REQUEST);
    const done = await app.orchestrator.waitForTask(task, { timeout: '30s' });
    expect([done.state, done.priority, done.context]).toEqual(['complete', 4, { orderId: 'o-1', currency: 'EUR' }]);
    expect(done.steps.map(({ name, attempts, priority, skippable }) => [name, attempts, priority, skippable])).toEqual([
      ['validate_order', 1, 4, false],
      ['notify', 1, 4, true],
      ['charge', 2, 9, true],
      ['ship', 1, 4, false],
    ]);
    expect(done.results).toEqual({
      validate_order: { total: 7, currency: 'EUR' },
      notify: { notified: true },
      charge: { charged: 7, config: { shop: 'main', nested: { b: '${literal}' } }, attempts: 2 },
      ship: { parcels: ['charge'] },
    });
    await eventually(() => heard.length >= 2, { what: 'an event of each attempt' });
    expect(heard).toEqual([
      ['charge', 1, 7],
      ['charge', 2, 7],
    ]);
  });

  it('refuses alike: a context that breaks its schema, and what may not be left out', async () => {
    const { orchestrator } = await appOf(way);
    const issuesOf = async (changes: object) => {
      const error: unknown = await orchestrator.createTask({ ...REQUEST, ...changes }).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(InvalidRequestError);
      return (error as InvalidRequestError).issues;
    };
    expect(await issuesOf({ context: {} })).toEqual([{ path: 'context.orderId', message: expect.any(String) }]);
    expect(await issuesOf({ bypassSteps: ['charge', 'ship'] })).toEqual([
      { path: 'bypassSteps.1', message: "'ship' is not skippable: only steps declared so can be bypassed" },
    ]);
    expect(await engine.rows('select 1 from tasker.tasks')).toEqual([]);
  });
});

/** A step of the workflow that says nothing: the defaults of its task hold. */
function defaults(name: string) {
  return {
    name,
    description: undefined,
    dependsOn: [],
    retryLimit: 6,
    retryable: true,
    skippable: false,
    queue: 'default',
    priority: undefined,
    timeout: undefined,
    dependentSystem: 'erp',
    backoff: undefined,
    resultSchema: undefined,
    customEvents: undefined,
    handlerConfig: { shop: 'main', nested: { a: 1 } },
  };
}
