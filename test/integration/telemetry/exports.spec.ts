import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { ScheduleModule, SchedulerRegistry } from '@nestjs/schedule';
import { MetricsExporter, MetricsExports, PluginRegistry, TaskerModule, type MetricsSnapshot, type TelemetryOptions } from 'nestjs-tasker';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RecurringJobs } from '../../../libs/tasker/src/orchestration/recurring.jobs.js';
import { ScheduledExports } from '../../../libs/tasker/src/telemetry/exporters/scheduled.exports.js';
import { useEngine, type EngineApp } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { workflow } from '../../support/workflows.js';
import { useHosts } from '../module/hosts.js';

const Done = workflow('done', { only: {} });

@MetricsExporter()
class CountingExporter implements MetricsExporter {
  static calls = 0;
  readonly supportedFormats = ['counting'];
  supportsFormat(format: string) {
    return format === 'counting';
  }
  export({ metrics }: MetricsSnapshot) {
    CountingExporter.calls += metrics.length > 0 ? 1 : 0;
  }
}

describe('exports of metrics', () => {
  const engine = useEngine();
  const hosts = useHosts(engine);
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'tasker-exports-'));
    CountingExporter.calls = 0;
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  const start = (exports: TelemetryOptions['exports'] = []) => engine.app([Done, CountingExporter], { telemetry: { exports } });
  const get = <T>(app: EngineApp, type: abstract new (...given: any[]) => T): T => app.module.get<T>(type, { strict: false });
  const turn = async (app: EngineApp, place = 0) => get(app, RecurringJobs).tick(get(app, ScheduledExports).jobs[place]!);
  it('hold what the process has counted, in each format', async () => {
    const app = await start();
    await app.run(Done);
    const exported = async (format: string) => (await get(app, MetricsExports).exportNow(format)).data;
    expect(await exported('prometheus')).toMatch(/^tasker_task_executions_total\{.*name="done".*\} 1$/m);
    expect(await exported('json')).toContain('"tasker_step_duration_seconds":{"name":"tasker_step_duration_seconds","type":"histogram"');
    expect(await exported('csv')).toContain(',tasker_step_duration_seconds_bucket,histogram,');
  });

  it('by schedule are files, each there as a whole', async () => {
    const app = await start([
      { format: 'csv', every: '1s', directory: join(directory, 'new') },
      { format: 'prometheus', every: '1h', directory },
    ]);
    await app.run(Done);
    const files = async () =>
      existsSync(join(directory, 'new')) ? (await readdir(join(directory, 'new'))).filter((one) => !one.endsWith('.tmp')) : [];
    const name = await eventually(async () => (await files())[0], { what: 'the first file' });
    expect(name).toMatch(/^metrics_export_[A-Za-z0-9.-]+-\d+_\d{8}_\d{6}\.csv$/);
    expect(await readFile(join(directory, 'new', name), 'utf8')).toMatch(/^timestamp,name,type,value,labels\r\n/);
    await turn(app, 1);
    expect(await readdir(directory)).toContainEqual(expect.stringMatching(/\.prom$/));
  });

  it('that end in the same second have files of their own', async () => {
    const app = await start([{ format: 'json', every: '1h', directory }, { format: 'json', every: '1h', directory }]); // prettier-ignore
    const all = [turn(app, 0), turn(app, 1), turn(app, 0)];
    await Promise.all(all);
    await turn(app, 0);
    expect((await readdir(directory)).filter((name) => name.endsWith('.json')).length).toBe(3);
  });

  it('by schedule stand among the intervals of the host', async () => {
    const telemetry: TelemetryOptions = { exports: [{ format: 'csv', every: '9s', directory }] };
    const tasker = TaskerModule.forRoot({ database: { url: engine.url }, api: false, telemetry });
    const host = await hosts.start(tasker, { imports: [ScheduleModule.forRoot()] });
    expect(host.get(SchedulerRegistry, { strict: false }).getIntervals()).toContain('tasker.metrics_export.0.csv');
  });

  it('by schedule are made by one process, and by the other when that has gone', async () => {
    const exports = [{ format: 'counting', every: '1h' }] as const;
    const [one, other] = [await start([...exports]), await start([...exports])];
    await turn(one);
    await turn(other);
    await turn(one);
    expect(CountingExporter.calls).toBe(2);
    await one.close();
    await turn(other);
    expect(CountingExporter.calls).toBe(3);
  });

  it('by schedule that fail keep nobody from the next turn, nor other exports', async () => {
    const app = await start([
      { format: 'csv', every: '1h', directory: '/dev/null/nowhere' },
      { format: 'counting', every: '1h' },
    ]);
    await turn(app, 0);
    await turn(app, 1);
    await turn(app, 0);
    expect(CountingExporter.calls).toBe(1);
    expect(get(app, MetricsExports).statistics()).toMatchObject([{ format: 'csv', failed: 2 }, { format: 'counting', completed: 1 }]); // prettier-ignore
  });

  it('by a class that is no exporter, or has a name that is taken, are refused at start-up', async () => {
    @MetricsExporter({ name: 'json' })
    class Taken extends CountingExporter {}
    @MetricsExporter()
    class Nothing {}
    await expect(engine.app([Taken])).rejects.toThrow("@MetricsExporter Taken: exporter 'json': the name is taken");
    await expect(engine.app([Nothing])).rejects.toThrow("@MetricsExporter Nothing: exporter 'nothing': has no method export()");
  });

  it('by a class in any module are registered once', async () => {
    @Module({ providers: [CountingExporter], exports: [CountingExporter] })
    class Exporting {}
    const host = await hosts.start(TaskerModule.forRoot({ database: { url: engine.url }, api: false }), { imports: [Exporting] });
    expect(host.get(PluginRegistry, { strict: false }).get('counting')!.exporter).toBe(host.get(CountingExporter, { strict: false }));
  });
});
