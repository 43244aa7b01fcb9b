import { describe, expect, it } from 'vitest';
import { blueprint, createTask } from '../../support/creation.js';
import { useEngine } from '../../support/engine.js';
import { explained } from '../../support/explanations.js';
import type { Coverage } from '../../support/worker.session.js';

const NAME = 'default.blueprint@1.0.0';

describe('explain_task of a due step that no live worker may claim', () => {
  const engine = useEngine();
  const why = async (workers: readonly Coverage[], change?: string) => {
    const plan = await blueprint(engine.client, 2);
    const [, second] = plan.steps;
    const mine = await createTask(engine.client, plan, [{}]);
    for (const coverage of workers)
      await engine.worker(undefined, {
        ...coverage,
        ...(coverage.lanes === undefined ? {} : { lanes: coverage.lanes.map(() => second![1]) }),
      });
    if (change !== undefined) await engine.client.query(change);
    const { task, steps } = await explained(engine.client, mine);
    expect(task.reason).toBe(steps[0]?.reason);
    return steps[0]?.reason === 'no_worker' ? steps[0].detail : steps[0]?.reason;
  };

  it.each<[string, Coverage[], string | undefined, string]>([
    ['no worker was ever started', [], undefined, 'no_live_worker'],
    ['the only worker is silent', [{}], "update tasker.workers set heartbeat_at = now() - interval '1 hour'", 'no_live_worker'],
    ['the only worker has stopped', [{}], 'update tasker.workers set stopped_at = now()', 'no_live_worker'],
    ['the only worker was buried', [{}], 'update tasker.workers set lost_at = now()', 'no_live_worker'],
    [
      'no worker has the definition',
      [{ lanes: [] }, { lanes: [], definitions: { 'default.other@1.0.0': 'h' } }],
      undefined,
      'definition_unknown',
    ],
    ['another version only', [{ lanes: [], definitions: { 'default.blueprint@2.0.0': 'h' } }], undefined, 'definition_unknown'],
    [
      'those with the definition serve other queues',
      [{ lanes: [], definitions: { [NAME]: 'h' }, queues: ['mail'] }, { lanes: [] }],
      undefined,
      'queue_not_served',
    ],
    ['the code of those that serve the queue lacks the step', [{ lanes: [0], definitions: { [NAME]: 'h' } }], undefined, 'step_unknown'],
  ])('%s', async (_, workers, change, expected) => {
    expect(await why(workers, change)).toEqual({ definition: NAME, queue: 'default', why: expected });
  });

  it('is queued when one of many may claim it', async () => {
    expect(await why([{ lanes: [] }, {}, { lanes: [0] }])).toBe('queued');
  });
});
