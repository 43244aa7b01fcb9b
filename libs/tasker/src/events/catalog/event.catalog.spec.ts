import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { feedKeysOf, isDurableEvent } from '../change.events.js';
import { CustomEventCatalog } from '../custom-event.catalog.js';
import { EventBus } from '../event.bus.js';
import { ENGINE_EVENT_NAMES, ENGINE_EVENTS, engineEventName, EVENT_ALIASES, isEngineEvent, payloadFields } from './engine.events.js';
import { REPLACED_EVENTS } from './replaced.events.js';

/** Appendix A of the specification, without the names of its own tests. */
const SPECIFIED = `
  task.initialize_requested task.start_requested task.completed task.failed task.retry_requested task.cancelled task.resolved_manually
  task.before_transition step.initialize_requested step.execution_requested step.before_handle step.handle step.completed step.failed
  step.retry_requested step.cancelled step.resolved_manually step.before_transition
  workflow.task_started workflow.task_completed workflow.task_failed workflow.step_completed workflow.step_failed
  workflow.viable_steps_discovered workflow.no_viable_steps workflow.orchestration_requested workflow.task_finalization_started
  workflow.task_finalization_completed workflow.task_reenqueue_started workflow.task_reenqueue_requested workflow.task_reenqueue_failed
  workflow.task_reenqueue_delayed workflow.task_state_unclear workflow.step_execution_failed workflow.viable_steps_batch_ready
  workflow.steps_execution_started workflow.steps_execution_completed
  observability.task.handle observability.task.enqueue observability.task.finalize observability.step.handle
  observability.step.find_viable observability.step.backoff observability.step.skip observability.step.max_retries_reached
  tasker.telemetry.cache_synced tasker.telemetry.export_requested tasker.telemetry.export_completed tasker.telemetry.export_failed
  tasker.telemetry.plugin_registered tasker.telemetry.plugin_unregistered
  handler.registered handler.unregistered handler.validation_failed plugin.registered plugin.unregistered plugin.validation_failed
  subscriber.registered subscriber.unregistered subscriber.validation_failed
  registry.sync_requested registry.health_check registry.stats_collected registry.cross_discovery registry.coordination_complete`
  .trim()
  .split(/\s+/);

const OWN = [
  ...[
    'task.paused',
    'task.resumed',
    'task.stale',
    'task.bottleneck_detected',
    'step.retry_limit_changed',
    'step.claim_lost',
    'step.poisoned',
  ],
  ...['subscriber.events_lost', 'subscriber.event_given_up'],
];

const ajv = addFormats.default(new Ajv({ strict: true, allowUnionTypes: true }));

describe('the catalogue', () => {
  const bus = new EventBus();

  it('has each name of the specification, fired or with what replaces it, and the names of its own', () => {
    expect(SPECIFIED).toHaveLength(65);
    const names = bus.catalog().all();
    expect(names.map(({ name }) => name).sort()).toEqual([...SPECIFIED, ...OWN].sort());
    expect(new Set(names.map(({ name }) => name)).size).toBe(names.length);
  });

  it('replaces names only by names that are fired, and says why', () => {
    for (const [name, { replacedBy, why }] of Object.entries(REPLACED_EVENTS)) {
      expect(isEngineEvent(name), name).toBe(false);
      expect(
        replacedBy.filter((other) => !isEngineEvent(other)),
        name,
      ).toEqual([]);
      expect(why).toMatch(/\.$/);
    }
  });

  it.each(ENGINE_EVENT_NAMES)('gives %s an example that its schema allows', (name) => {
    const { payloadSchema, examplePayload, description, firedBy } = bus.catalog().byName(name)!;
    const validate = ajv.compile(payloadSchema);
    expect([validate(examplePayload), validate.errors]).toEqual([true, null]);
    expect(validate({ ...examplePayload, surplus: 1 })).toBe(false);
    expect(description).toMatch(/\.$/);
    expect(firedBy.length).toBeGreaterThan(0);
    expect(Object.values(ENGINE_EVENTS[name].fields).filter((field) => field.description === '')).toEqual([]);
  });

  it.each(ENGINE_EVENT_NAMES.filter((name) => /^(task|step|workflow|observability)\./.test(name)))('identifies the task in %s', (name) => {
    expect(payloadFields(name)).toEqual(expect.arrayContaining(['task_id', 'namespace', 'task_name', 'version', 'timestamp']));
  });

  it('finds events by name, alias, category, namespace and text', () => {
    const catalog = bus.catalog();
    expect(catalog.byName('task.started')).toMatchObject({ name: 'task.start_requested', aliases: ['task.started'], category: 'task' });
    expect(catalog.byName('task.nothing')).toBeUndefined();
    expect(catalog.byName('step.handle')).toMatchObject({ replacedBy: ['step.before_handle'], firedBy: [], examplePayload: null });
    expect(catalog.byCategory('plugin').map(({ name }) => name)).toEqual([
      'plugin.registered',
      'plugin.unregistered',
      'plugin.validation_failed',
    ]);
    expect(catalog.byNamespace('tasker.telemetry')).toHaveLength(6);
    expect(catalog.byNamespace('tasker.tele')).toEqual([]);
    expect(catalog.search('BACKOFF_SECONDS').map(({ name }) => name)).toEqual(['observability.step.backoff']);
    expect(catalog.search('gibberish')).toEqual([]);
  });

  it('lists the events of the application with who fires them', () => {
    const declared = new CustomEventCatalog();
    const catalog = new EventBus(declared).catalog();
    declared.declare({ name: 'order.shipped', description: 'The parcel has left', firedBy: 'ShipOrder' });
    const shipped = { name: 'order.shipped', category: 'custom', firedBy: ['ShipOrder'], durable: true, payloadSchema: {} };
    expect(catalog.byName('order.shipped')).toMatchObject(shipped);
    expect([catalog.custom(), catalog.byCategory('custom'), catalog.byNamespace('order')]).toMatchObject([[shipped], [shipped], [shipped]]);
    expect(catalog.system().some(({ name }) => name === 'order.shipped')).toBe(false);
    expect(catalog.toString()).toMatch(
      /^task:\n {2}task\.initialize_requested: A task was created\.\n[^]*custom:\n {2}order\.shipped: The parcel has left$/,
    );
  });

  it('knows aliases as second names, never as events', () => {
    expect(Object.entries(EVENT_ALIASES)).toEqual([
      ['task.started', 'task.start_requested'],
      ['step.started', 'step.execution_requested'],
    ]);
    expect([engineEventName('step.started'), engineEventName('step.failed'), engineEventName('toString')]).toEqual([
      'step.execution_requested',
      'step.failed',
      undefined,
    ]);
  });

  it('calls durable what the history knows', () => {
    expect(['task.completed', 'task.initialize_requested', 'order.shipped'].map(isDurableEvent)).toEqual([true, false, false]);
    expect(bus.catalog().byName('step.completed')!.durable).toBe(true);
    expect(bus.catalog().byName('step.claim_lost')!.durable).toBe(false);
    expect(feedKeysOf('task.completed')).toEqual(['task:complete']);
    expect(feedKeysOf('task.paused')).toEqual(['task:action']);
    expect(feedKeysOf('step.failed')).toEqual(['step:error']);
    expect(feedKeysOf('step.execution_requested')).toEqual(['step:complete', 'step:error', 'step:pending', 'step:cancelled']);
    expect(feedKeysOf('step.retry_requested')).toEqual(['step:complete', 'step:error', 'step:pending', 'step:cancelled']);
    expect(feedKeysOf('step.retry_limit_changed')).toEqual(['step:pending', 'step:action']);
    const strange = [
      'task.initialize_requested',
      'step.initialize_requested',
      'workflow.viable_steps_discovered',
      'handler.registered',
      'order.shipped',
    ];
    expect(strange.map((name) => feedKeysOf(name))).toEqual(strange.map(() => []));
  });
});
