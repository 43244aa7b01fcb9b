import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { METRIC } from './metric.declarations.js';
import type { MetricsRegistry } from './metrics.library.js';
import { ShownMetric, single } from './shown.metric.js';

const registry = (type?: string) => new (Registry as unknown as new (type?: string) => MetricsRegistry)(type);

describe('ShownMetric', () => {
  it('a figure that cannot be read has no line, and takes no other along', async () => {
    const shown = registry();
    const broken = () => {
      throw new Error('no');
    };
    shown.registerMetric(new ShownMetric({ declaration: METRIC.runningSteps, lines: broken }, 'tasker'));
    shown.registerMetric(new ShownMetric({ declaration: METRIC.workersAlive, lines: () => Promise.reject(new Error('no')) }, 'tasker'));
    shown.registerMetric(
      new ShownMetric(
        single(METRIC.deadLetters, () => 3),
        'tasker',
      ),
    );
    const text = await shown.metrics();
    expect(text).toContain('tasker_dead_letters 3\n');
    expect(text).not.toMatch(/^tasker_(?:running_steps|workers) /m);
    expect(text).toContain('# TYPE tasker_workers gauge');
  });

  it('has all labels of a line in one place for exporters', async () => {
    const lines = () => [{ sharedLabels: { name: 'a' }, labels: { outcome: 'x' }, value: 1 }];
    const metric = new ShownMetric({ declaration: METRIC.taskExecutions, lines }, 'tasker');
    expect((await metric.get()).values).toEqual([{ labels: { name: 'a', outcome: 'x' }, value: 1 }]);
  });

  it('keeps its lines right in a registry of the OpenMetrics format, and its figures when that one is reset', async () => {
    const shown = registry(Registry.OPENMETRICS_CONTENT_TYPE);
    shown.registerMetric(
      new ShownMetric(
        single(METRIC.leaseLosses, () => 2),
        'tasker',
      ),
    );
    (shown as unknown as Registry).resetMetrics();
    expect(await shown.metrics()).toContain('tasker_lease_losses_total 2\n');
    expect(await shown.metrics()).toContain('# TYPE tasker_lease_losses counter\n');
  });
});
