import { Injectable, type Type } from '@nestjs/common';
import { HandlerFactory, StepHandler, type StepExecution } from 'nestjs-tasker';
import { describe, expect, it } from 'vitest';
import { useEngine, type EngineApp } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { Gates } from '../../support/gates.js';
import { workflow } from '../../support/workflows.js';

/** A class with steps that no decorator has named: it is registered by hand. */
function unnamed(run: (execution: StepExecution) => unknown): Type<object> {
  class Unnamed {
    work(execution: StepExecution) {
      return run(execution);
    }
  }
  Injectable()(Unnamed);
  StepHandler()(
    Unnamed.prototype as { work(execution: StepExecution): never },
    'work',
    Object.getOwnPropertyDescriptor(Unnamed.prototype, 'work')!,
  );
  return Unnamed;
}

const factoryOf = ({ module }: EngineApp) => module.get(HandlerFactory);
const runNamed = async ({ orchestrator }: EngineApp, name: string, asked: { version?: string; namespace?: string } = {}) =>
  orchestrator.waitForTask(await orchestrator.createTask({ name, context: {}, ...asked }), { timeout: '20s' });

describe('HandlerFactory in a running application', () => {
  const engine = useEngine();

  it('register: tasks of a new name are claimed from then on, those that waited for it included', async () => {
    const Late = unnamed(() => ({ by: 'late' }));
    const creator = await engine.app([Late], { worker: false });
    await factoryOf(creator).register('late', Late, { namespace: 'shop', version: '1.0.0' });
    const waiting = await creator.orchestrator.createTask({ name: 'late', namespace: 'shop', context: {} });
    const app = await engine.app([Late], { worker: { pollInterval: '1h' } });
    await expect(app.orchestrator.createTask({ name: 'late', namespace: 'shop', context: {} })).rejects.toThrow("no namespace 'shop'");
    const task = await factoryOf(app).register('late', Late, { namespace: 'shop', version: '1.0.0' });
    expect(task.definition).toMatchObject({ namespace: 'shop', name: 'late', version: '1.0.0', steps: [{ name: 'work' }] });
    expect((await app.orchestrator.waitForTask(waiting, { timeout: '20s' })).results).toEqual({ work: { by: 'late' } });
    expect((await runNamed(app, 'late', { namespace: 'shop' })).results).toEqual({ work: { by: 'late' } });
  });

  it('replace: tasks that are created from then on run the new code and graph; those that exist keep their graph', async () => {
    const gates = new Gates();
    const Old = workflow(
      'order',
      { a: { run: () => gates.pass('a') }, b: { dependsOn: 'a', run: () => ({ by: 'old' }) } },
      { version: '1.0.0' },
    );
    const New = workflow(
      'replacement',
      { a: { run: () => ({}) }, b: { dependsOn: 'a', run: () => ({ by: 'new' }) }, c: { dependsOn: 'b' } },
      { version: '1.0.0' },
    );
    const app = await engine.app([Old, New]);
    const before = await app.orchestrator.createTask({ name: 'order', context: {} });
    await gates.reached('a');
    await factoryOf(app).register('order', New, { version: '1.0.0', replace: true });
    const after = await runNamed(app, 'order');
    expect(after.results).toMatchObject({ b: { by: 'new' }, c: {} });
    gates.open('a');
    const done = await app.orchestrator.waitForTask(before, { timeout: '20s' });
    expect(done.steps.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(done.results).toMatchObject({ b: { by: 'new' } });
  });

  it('register without replace refuses a name and version that is taken, and changes nothing', async () => {
    const One = workflow('order', { a: { run: () => ({ by: 'one' }) } });
    const Two = workflow('second', { a: { run: () => ({ by: 'two' }) } });
    const app = await engine.app([One, Two]);
    await expect(factoryOf(app).register('order', Two, {})).rejects.toMatchObject({ name: 'ConfigurationError' });
    expect((await runNamed(app, 'order')).results).toEqual({ a: { by: 'one' } });
  });

  it('register of something that cannot work writes nothing and leaves nothing to look up', async () => {
    const app = await engine.app([workflow('order', { a: {} })], { worker: false });
    class Empty {}
    const factory = factoryOf(app);
    for (const wrong of [Empty, undefined, 7, { process: () => ({}) }] as never[]) {
      await expect(factory.register('broken', wrong)).rejects.toMatchObject({ name: 'ConfigurationError' });
    }
    expect(factory.list().map(({ definition }) => definition.name)).toEqual(['order']);
    expect((await engine.rows('select name from tasker.named_tasks')).map(({ name }) => name as string)).toEqual(['order']);
  });

  it('register that cannot be written is refused as a whole, and succeeds when it is asked again', async () => {
    const Late = unnamed(() => ({ by: 'late' }));
    const app = await engine.app([Late]);
    const block = 'create function public.block() returns trigger language plpgsql as $$ begin raise exception $m$no room$m$; end $$';
    await engine.rows(`${block}; create trigger block before insert on tasker.named_tasks for each row execute function public.block()`);
    await expect(factoryOf(app).register('late', Late)).rejects.toThrow('no room');
    expect(factoryOf(app).list()).toEqual([]);
    await expect(app.orchestrator.createTask({ name: 'late', context: {} })).rejects.toMatchObject({ name: 'InvalidRequestError' });
    await engine.rows('drop trigger block on tasker.named_tasks');
    await factoryOf(app).register('late', Late);
    expect((await runNamed(app, 'late')).results).toEqual({ work: { by: 'late' } });
  });

  it('unregister: this process creates and claims nothing more of it, others go on, attempts that run end as they would', async () => {
    const gates = new Gates();
    const ran: string[] = [];
    const handler = (by: string) =>
      workflow('order', {
        a: {
          run: async () => {
            ran.push(by);
            if (by === 'leaving') await gates.pass('a');
            return { by };
          },
        },
        b: { dependsOn: 'a', run: () => ({ by }) },
      });
    const leaving = await engine.app([handler('leaving'), workflow('stays', { only: {} })]);
    const before = await leaving.orchestrator.createTask({ name: 'order', context: {} });
    await gates.reached('a');
    await factoryOf(leaving).unregister('order', { version: '0.1.0' });
    const lanes = 'select cardinality(lanes) as count from tasker.workers';
    await eventually(async () => (await engine.rows(lanes))[0]!['count'] === 1, {
      what: 'the worker claims from the lane of the other task only',
    });
    await expect(leaving.orchestrator.createTask({ name: 'order', context: {} })).rejects.toMatchObject({ name: 'InvalidRequestError' });
    const creator = await engine.app([handler('creator')], { worker: false });
    const created = await creator.orchestrator.createTask({ name: 'order', context: {} });
    gates.open('a');
    const first = async () => (await creator.orchestrator.getTask(before.taskId)).steps[0]!.state;
    await eventually(async () => (await first()) === 'complete', { what: 'the running attempt ends' });
    for (let more = 0; more < 3; more += 1) expect((await runNamed(leaving, 'stays')).state).toBe('complete');
    expect((await creator.orchestrator.getTask(created.taskId)).steps[0]!.attempts).toBe(0);
    const other = await engine.app([handler('other')]);
    const done = await Promise.all([before, created].map((task) => other.orchestrator.waitForTask(task, { timeout: '20s' })));
    expect(done.map(({ results }) => results)).toEqual([
      { a: { by: 'leaving' }, b: { by: 'other' } },
      { a: { by: 'other' }, b: { by: 'other' } },
    ]);
    expect(ran).toEqual(['leaving', 'other']);
  });

  it('what was unregistered may be registered again, and runs', async () => {
    const Order = workflow('order', { a: { run: () => ({ n: 1 }) } });
    const app = await engine.app([Order]);
    await factoryOf(app).unregister('order', { version: '0.1.0' });
    await factoryOf(app).register('order', Order);
    expect((await runNamed(app, 'order')).results).toEqual({ a: { n: 1 } });
  });

  it('createTask takes exact versions, ranges and latest, and pre-releases only when they are meant', async () => {
    const versions = ['1.0.0', '1.2.0', '1.10.1', '2.0.0', '3.0.0-beta.1'];
    const app = await engine.app(
      versions.map((version) => workflow('order', { only: { run: () => ({ version }) } }, { version })),
      {
        worker: false,
      },
    );
    const created = async (version?: string) =>
      (await app.orchestrator.createTask({ name: 'order', context: {}, ...(version === undefined ? {} : { version }) })).version;
    const asked = [undefined, 'latest', '1.2.0', '^1.0.0', '~1.2', '1.x', '>=1 <2', '*', '3.0.0-beta.1', '^3.0.0-beta.0'];
    expect(await Promise.all(asked.map(created))).toEqual([
      ...['2.0.0', '2.0.0', '1.2.0', '1.10.1', '1.2.0', '1.10.1', '1.10.1', '2.0.0', '3.0.0-beta.1', '3.0.0-beta.1'],
    ]);
    for (const version of ['^4.0.0', '1.2.3', 'newest', '']) {
      await expect(created(version)).rejects.toMatchObject({ issues: [{ path: 'version' }] });
    }
  });

  it('createNamespace writes the row with its description, which a later one changes; default is there without it', async () => {
    const app = await engine.app([workflow('order', { a: {} }, { namespace: 'shop' })], { worker: false });
    const factory = factoryOf(app);
    expect(await factory.createNamespace('billing', { description: 'Invoices' })).toEqual({
      name: 'billing',
      description: 'Invoices',
      handlers: 0,
    });
    await factory.createNamespace('shop', { description: 'Orders' });
    await factory.createNamespace('billing', { description: 'Invoices and refunds' });
    const rows = await engine.rows('select name, description from tasker.task_namespaces order by name');
    expect(rows.filter(({ name }) => name !== 'default')).toEqual([
      { name: 'billing', description: 'Invoices and refunds' },
      { name: 'shop', description: 'Orders' },
    ]);
    expect(factory.namespaces()).toEqual(['billing', 'default', 'shop']);
    await expect(factory.createNamespace('two words')).rejects.toMatchObject({ name: 'ConfigurationError' });
  });
});
