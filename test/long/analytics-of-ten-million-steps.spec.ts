import { describe, expect, it } from 'vitest';
import { AnalyticsService } from '../../libs/tasker/src/analysis/analytics.service.js';
import { rollUpOnce } from '../support/analytics.js';
import { useEngine } from '../support/engine.js';
import { figure } from '../support/figures.js';
import { insertLongHistory } from '../support/long.history.js';

const TASKS = 2_000_000;
const STEPS = 5 * TASKS;
const seconds = (from: number) => (performance.now() - from) / 1_000;

describe('analytics of ten million steps', () => {
  const engine = useEngine({ guarded: false });

  it('counts them once, in calls, and answers about them from the figures', async () => {
    await insertLongHistory(engine.client, { tasks: TASKS, days: 30 });
    const began = performance.now();
    let [calls, longest, behind] = [0, 0, 1];
    for (; behind > 0; calls += 1) {
      const call = performance.now();
      behind = (await rollUpOnce(engine.client, 5_000)).behind;
      longest = Math.max(longest, seconds(call));
    }
    figure(
      `${STEPS.toLocaleString('en')} steps counted in ${seconds(began).toFixed(0)} s, in ${calls} calls of ${longest.toFixed(1)} s at most`,
    );
    expect(await engine.rows('select sum(complete)::int as tasks, sum(complete_steps)::int as steps from tasker.analytics_totals')).toEqual(
      [{ tasks: TASKS, steps: STEPS }],
    );
    expect(await engine.rows('select sum(attempts)::int as n from tasker.analytics_steps where named_task_id = 0 and span = 3600')).toEqual(
      [{ n: STEPS }],
    );

    const app = await engine.app([], { worker: false });
    const service = app.module.get(AnalyticsService, { strict: false });
    const took: number[] = [];
    for (let call = 0; call < 100; call += 1) {
      const asked = performance.now();
      await service.performance({}, { fresh: true });
      took.push(performance.now() - asked);
    }
    took.sort((a, b) => a - b);
    figure(`performance(): ${took[49]!.toFixed(0)} ms at the median, ${took[94]!.toFixed(0)} ms at the 95th percentile`);
    expect(took[94]).toBeLessThan(300);
    // These rows were never worked on: there is nothing in them for the audit behind each test.
    await engine.rows('truncate tasker.tasks, tasker.workflow_steps, tasker.task_transitions, tasker.workflow_step_transitions');
  });
});
