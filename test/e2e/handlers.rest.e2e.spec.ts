import { Module } from '@nestjs/common';
import { StepHandler, TaskHandler, type StepExecution } from 'nestjs-tasker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHost, type HostApplication } from './host.application.js';
import { callersBy } from './named.callers.js';

let made = 0;

/** Three steps, of which the last one waits for both others. */
class Shipping {
  constructor() {
    made += 1;
  }

  @StepHandler({ timeout: '5s', queue: 'slow' })
  pick() {
    return {};
  }

  @StepHandler({ retryable: false })
  invoice() {
    return {};
  }

  @StepHandler({ dependsOn: ['pick', 'invoice'] })
  send(_: StepExecution) {
    return {};
  }
}

@TaskHandler({ namespace: 'shop', name: 'ship', version: '9.0.0', description: 'Sends parcels' })
class Ship9 extends Shipping {}

@TaskHandler({ namespace: 'shop', name: 'ship', version: '10.0.0' })
class Ship10 extends Shipping {}

@TaskHandler({ namespace: 'shop', name: 'ship', version: '11.0.0-beta.1' })
class Ship11 extends Shipping {}

@TaskHandler({ namespace: 'shop', name: 'pack', version: '0.1.0' })
class Pack1 extends Shipping {}

@TaskHandler({ namespace: 'shop', name: 'pack', version: '3.0.0' })
class Pack3 extends Shipping {}

@TaskHandler({ namespace: 'secret', name: 'shipment', version: '1.0.0' })
class Secret extends Shipping {}

@Module({ providers: [Ship9, Ship10, Ship11, Pack1, Pack3, Secret] })
class Workflows {}

describe('handlers over REST', () => {
  let host: HostApplication;
  beforeAll(async () => {
    host = await startHost({ adapter: 'fastify', auth: callersBy({ all: {}, shop: { namespaces: ['shop'] } }), imports: [Workflows] });
  });
  afterAll(() => host.close());

  const get = (path: string, caller = 'all') => host.http.get(`/tasker/handlers${path}`).set('Authorization', `Bearer ${caller}`);

  it('are counted by namespace', async () => {
    const { body } = await get('').expect(200);
    expect(body).toEqual({
      namespaces: [
        { name: 'default', description: null, handler_count: 0 },
        { name: 'e2e', description: null, handler_count: 2 },
        { name: 'secret', description: null, handler_count: 1 },
        { name: 'shop', description: null, handler_count: 2 },
      ],
      total_namespaces: 4,
      generated_at: expect.any(String),
    });
  });

  it('stand in their namespace with all versions, the highest by number', async () => {
    const { body } = await get('/shop').expect(200);
    expect(body).toEqual({
      namespace: 'shop',
      handlers: [
        { name: 'pack', namespace: 'shop', versions: ['3.0.0', '0.1.0'], latest_version: '3.0.0', handler_count: 2 },
        { name: 'ship', namespace: 'shop', versions: ['11.0.0-beta.1', '10.0.0', '9.0.0'], latest_version: '10.0.0', handler_count: 3 },
      ],
      total_handlers: 2,
    });
    expect((await get('/default').expect(200)).body).toEqual({ namespace: 'default', handlers: [], total_handlers: 0 });
  });

  it('are shown with all dependencies of all steps', async () => {
    const { body } = await get('/shop/ship?version=9.0.0').expect(200);
    expect(body.handler).toMatchObject({
      name: 'ship',
      namespace: 'shop',
      version: '9.0.0',
      full_name: 'shop.ship@9.0.0',
      description: 'Sends parcels',
      class_name: 'Ship9',
      available: true,
      step_templates: [
        { name: 'pick', depends_on_steps: [], queue: 'slow', timeout_ms: 5000, default_retryable: true, default_retry_limit: 3 },
        { name: 'invoice', default_retryable: false },
        { name: 'send', depends_on_steps: ['pick', 'invoice'], handler_class: 'Ship9.send', configuration: {}, skippable: false },
      ],
      dependency_graph: {
        nodes: [
          { id: 'pick', type: 'step', level: 0 },
          { id: 'invoice', type: 'step', level: 0 },
          { id: 'send', type: 'step', level: 1 },
        ],
        edges: [
          { from: 'pick', to: 'send', type: 'dependency' },
          { from: 'invoice', to: 'send', type: 'dependency' },
        ],
        execution_order: ['pick', 'invoice', 'send'],
        roots: ['pick', 'invoice'],
        leaves: ['send'],
      },
    });
    expect(body.handler.step_templates[2]).not.toHaveProperty('depends_on_step');
    expect(body.cache_key).toMatch(/^tasker:handlers:shop\/ship\/9\.0\.0:[\da-f]{16}$/);
  });

  it.each([
    ['/shop/ship', '10.0.0'],
    ['/shop/ship?version=latest', '10.0.0'],
    ['/shop/ship?version=%5E9.0.0', '9.0.0'],
    ['/shop/ship?version=11.0.0-beta.1', '11.0.0-beta.1'],
    ['/shop/pack', '0.1.0'],
    ['/shop/pack?version=latest', '3.0.0'],
  ])('under %s have version %s', async (path, version) => {
    expect((await get(path).expect(200)).body.handler.version).toBe(version);
  });

  it.each([
    ['/nowhere', 404, "Namespace not found: there is no namespace 'nowhere'"],
    ['/shopp', 404, "there is no namespace 'shopp'; did you mean 'shop'?"],
    ['/shop/shib', 404, "Handler not found in namespace: 'shop' has no task 'shib'; did you mean 'ship'?"],
    ['/shop/ship?version=1.0.0', 404, "has no version '1.0.0'"],
    ['/shop/ship?version=%5E1.0.0', 404, "no version in the range '^1.0.0'"],
    ['/shop/ship?version=newest', 400, "'newest' is neither a version"],
    ['/shop/ship?version=', 400, 'must not be empty'],
    ['/shop/ship?volume=11', 400, 'unknown key'],
    ['/shop?limit=1', 400, 'this route takes none'],
  ])('under %s are refused with %i: %s', async (path, status, message) => {
    expect((await get(path).expect(status)).body.message).toContain(message);
  });

  it('of namespaces that a caller does not reach are never told of', async () => {
    expect((await get('', 'shop').expect(200)).body.namespaces.map(({ name }: any) => name)).toEqual(['shop']);
    for (const path of ['/secret', '/secret/shipment', '/secret/shipment/diagram', '/secret/shipment/diff?from=1.0.0']) {
      const { body } = await get(path, 'shop').set('Accept', 'application/json').expect(404);
      expect(body.message).toBe("Namespace not found: there is no namespace 'secret'");
    }
    expect((await get('/shop/shipment', 'shop').expect(404)).body.message).toBe(
      "Handler not found in namespace: 'shop' has no task 'shipment'",
    );
  });

  it('are shown without making one', async () => {
    const before = made;
    await get('/shop/ship').expect(200);
    expect(made).toBe(before);
  });
});
