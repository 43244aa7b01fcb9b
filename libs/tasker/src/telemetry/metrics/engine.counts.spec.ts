import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import type { AttemptFacts } from '../../events/engine.instruments.js';
import { EngineCounts } from './engine.counts.js';
import type { MetricsRegistry } from './metrics.library.js';
import { ShownMetric } from './shown.metric.js';

const TASK = { namespace: 'shop', name: 'order', version: '1.0.0' };
const attempt = (more: Partial<AttemptFacts> = {}): AttemptFacts => ({ ...TASK, declaredStep: 'pay', waitMs: 20, ...more }) as AttemptFacts;

function shown(counts: EngineCounts): Promise<string> {
  const registry = new Registry() as unknown as MetricsRegistry;
  for (const source of counts.metrics()) registry.registerMetric(new ShownMetric(source, 'tasker'));
  return registry.metrics();
}

describe('EngineCounts', () => {
  it('counts attempts and their ends by definition and declared step', async () => {
    const counts = new EngineCounts();
    for (const end of ['retrying', 'completed', 'completed'] as const) {
      counts.claimed(attempt());
      counts.ended(attempt(), end, 0.3);
    }
    const text = await shown(counts);
    const labels = 'namespace="shop",name="order",version="1.0.0",step="pay"';
    expect(text).toContain(`tasker_step_attempts_total{${labels}} 3\n`);
    expect(text).toContain(`tasker_step_executions_total{outcome="completed",${labels}} 2\n`);
    expect(text).toContain(`tasker_step_executions_total{outcome="retrying",${labels}} 1\n`);
    expect(text).toContain(`tasker_step_executions_total{outcome="failed",${labels}} 0\n`);
    expect(text).toContain(`tasker_step_duration_seconds_bucket{le="0.25",${labels}} 0\n`);
    expect(text).toContain(`tasker_step_duration_seconds_bucket{le="0.5",${labels}} 3\n`);
    expect(text).toContain(`tasker_step_duration_seconds_count{${labels}} 3\n`);
    expect(text).toContain(`tasker_step_wait_seconds_bucket{le="0.05",${labels}} 3\n`);
  });

  it('takes no time of an attempt that was returned or lost, nor a wait that nobody knows', async () => {
    const counts = new EngineCounts();
    counts.claimed(attempt({ waitMs: null }));
    counts.ended(attempt(), 'returned', 5);
    counts.ended(attempt(), 'lost', 5);
    const text = await shown(counts);
    expect(text).toMatch(/outcome="returned",.*} 1\n/);
    expect(text).toMatch(/outcome="lost",.*} 1\n/);
    expect(text).not.toMatch(/_(?:duration|wait)_seconds_count\{.*step=/);
  });

  it('counts tasks by the state in which they rest, with the time since their creation', async () => {
    const counts = new EngineCounts();
    counts.created(TASK, 3);
    counts.rested(TASK, 'complete', 2);
    counts.rested(TASK, 'error', 40);
    const text = await shown(counts);
    const labels = 'namespace="shop",name="order",version="1.0.0"';
    expect(text).toContain(`tasker_tasks_created_total{${labels}} 3\n`);
    expect(text).toContain(`tasker_task_executions_total{outcome="complete",${labels}} 1\n`);
    expect(text).toContain(`tasker_task_executions_total{outcome="error",${labels}} 1\n`);
    expect(text).toContain(`tasker_task_duration_seconds_sum{${labels}} 42\n`);
  });

  it('counts calls of the worker loop, lost leases and attempts taken back', async () => {
    const counts = new EngineCounts();
    counts.called({ ms: 4, outcomes: 7, claimed: 0 });
    counts.called({ ms: 400, outcomes: 0, claimed: 12 });
    counts.leaseLost();
    counts.stolen(3);
    const text = await shown(counts);
    expect(text).toContain('tasker_claim_duration_seconds_bucket{le="0.005"} 1\n');
    expect(text).toContain('tasker_claim_duration_seconds_sum 0.404\n');
    expect(text).toContain('tasker_claim_outcomes_sum 7\n');
    expect(text).toContain('tasker_claim_steps_bucket{le="10"} 1\n');
    expect(text).toContain('tasker_claim_steps_bucket{le="20"} 2\n');
    expect(text).toContain('tasker_lease_losses_total 1\n');
    expect(text).toContain('tasker_attempts_taken_back_total 3\n');
  });

  it('shows what is registered at 0 before it happens, where a worker runs it', async () => {
    const definitions = [{ ...TASK, steps: [{ name: 'pay' }, { name: 'ship' }] }];
    const text = await shown(new EngineCounts(() => ({ definitions, runs: true })));
    expect(text).toContain('tasker_tasks_created_total{namespace="shop",name="order",version="1.0.0"} 0\n');
    expect(text).toContain('tasker_task_executions_total{outcome="error",namespace="shop",name="order",version="1.0.0"} 0\n');
    for (const step of ['pay', 'ship']) expect(text).toMatch(new RegExp(`step_executions_total\\{outcome="failed",.*step="${step}"} 0\n`));
    const idle = await shown(new EngineCounts(() => ({ definitions, runs: false })));
    expect(idle).toContain('tasker_tasks_created_total{namespace="shop",name="order",version="1.0.0"} 0\n');
    expect(idle).not.toContain('outcome=');
  });

  it('names that contain quotes, backslashes and line ends cannot break a line', async () => {
    const counts = new EngineCounts();
    counts.created({ ...TASK, name: 'a"b\\c\nd' }, 1);
    expect(await shown(counts)).toContain('name="a\\"b\\\\c\\nd"');
  });
});
