import { describe, expect, it, vi } from 'vitest';
import { parameterFilter } from '../../../../test/support/parameter.filter.js';
import { maskedChange } from './change.mask.js';
import type { ChangedTaskFacts, StepChange, TaskChange } from './committed.change.js';
import { payloadOf } from './payloads/change.payload.js';

const M = '[FILTERED]';
const at = new Date(0);
const steps = { total: 1, pending: 0, inProgress: 0, completed: 0, failed: 1, ready: 0, waiting: 0, blocked: 1 };
const facts = { requestedAt: at, initiator: 'tok_4711', tags: ['tok_4711'], steps, failedSteps: [] } as unknown as ChangedTaskFacts;
const task = { taskId: 't', namespace: 'n', name: 'a', version: '1', correlationId: 'c', traceparent: null, facts };
const context = () => ({ cardToken: 'tok_4711', list: [{ note: 'open' }] });

function stepChange(change: Partial<StepChange>): StepChange {
  return {
    ...{ kind: 'step', task: { ...task, context: context() }, from: 'in_progress', to: 'complete', at },
    ...{ actor: null, reason: null, metadata: null, stepId: 1, name: 's', attempt: 1, retryLimit: 3, startedAt: at, queueSeconds: null },
    ...{ error: null, results: undefined, inputs: undefined, dependsOn: undefined, retryInSeconds: null, retryAfterSeconds: null },
    ...change,
  };
}

const taskChange = (change: Partial<TaskChange> = {}): TaskChange => ({
  ...{ kind: 'task', task: { ...task, context: context() }, from: 'in_progress', to: 'cancelled', at },
  ...{ actor: null, reason: null, metadata: null, ...change },
});

/** Content that tells how often it is looked at. */
function watched(content: object): { readonly content: object; readonly looks: () => number } {
  const ownKeys = vi.fn((target: object) => Reflect.ownKeys(target));
  return { content: new Proxy(content, { ownKeys }), looks: () => ownKeys.mock.calls.length };
}

describe('maskedChange', () => {
  const filter = parameterFilter();

  it.each(['step.before_transition', 'step.cancelled', 'step.claim_lost', 'observability.step.skip'])(
    'looks at no content for %s, which shows none',
    (name) => {
      const { content, looks } = watched(context());
      const change = stepChange({ task: { ...task, context: content }, inputs: content, results: content, error: { context: content } });
      payloadOf(name, maskedChange(change, filter));
      expect(looks()).toBe(0);
    },
  );

  it('looks at no context for an event of a task that shows none', () => {
    const { content, looks } = watched(context());
    expect(payloadOf('task.cancelled', maskedChange(taskChange({ task: { ...task, context: content } }), filter))).toMatchObject({
      totalSteps: 1,
    });
    expect(looks()).toBe(0);
  });

  it('looks at the content once for all events that show it', () => {
    const results = watched({ note: 'tok_4711' });
    const masked = maskedChange(stepChange({ results: results.content }), filter);
    expect(payloadOf('step.completed', masked)).toMatchObject({ stepResults: { note: M } });
    const looks = results.looks();
    expect(payloadOf('workflow.step_completed', masked)).toMatchObject({ stepResults: { note: M } });
    expect(results.looks()).toBe(looks);
  });

  it('gives each event content of its own, also where nothing is masked: a listener may change it', () => {
    const open = { list: [{ note: 'open' }] };
    const change = stepChange({ task: { ...task, context: open }, inputs: open, results: open, error: { context: open } });
    const masked = maskedChange(change, filter) as StepChange;
    const contents = (): any[] => [masked.task.context, masked.inputs, masked.results, masked.error?.['context']];
    for (const content of contents()) content.list[0].note = 'changed';
    expect(contents()).toEqual([open, open, open, open]);
    expect(open).toEqual({ list: [{ note: 'open' }] });
  });

  it('masks words of the task and of the person by the context', () => {
    const masked = maskedChange(taskChange({ reason: 'no tok_4711', actor: 'tok_4711' }), filter);
    expect([masked.reason, masked.actor, masked.task.facts?.initiator, masked.task.facts?.tags]).toEqual([`no ${M}`, M, M, [M]]);
  });
});
