import { afterEach, describe, expect, it, vi, type MockInstance } from 'vitest';
import { EngineDatabase } from '../../../libs/tasker/src/database/engine.database.js';
import { TaskerFunctions } from '../../../libs/tasker/src/database/tasker.functions.js';
import { WakeListener } from '../../../libs/tasker/src/database/wake.listener.js';
import { WorkerFunctions } from '../../../libs/tasker/src/database/worker.functions.js';
import { useEngine, type EngineApp } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { single } from '../../support/workflows.js';

const POLLS = { name: 'at its polls', worker: { pollInterval: '30ms' }, look: 'firstDueIn', before: 60 } as const;
const BEATS = { name: 'with its heartbeats', worker: { pollInterval: '1s', lease: '1s' }, look: 'heartbeat', before: 6 } as const;

describe('a worker that has nothing to do', () => {
  const engine = useEngine();
  afterEach(() => vi.restoreAllMocks());

  /** Calls of a method of this application from now on. */
  const callsOf = <T extends object>(app: EngineApp, of: new (...given: any[]) => T, method: keyof T & string): MockInstance =>
    vi.spyOn(app.module.get<T>(of) as Record<string, any>, method);
  const looks = (app: EngineApp, { look }: typeof POLLS | typeof BEATS) => {
    const calls = callsOf(app, WorkerFunctions, look);
    return (count: number) => eventually(() => calls.mock.calls.length >= count, { what: `${count} looks` });
  };

  it.each([POLLS, BEATS])('looks $name without a claim, which would write', async (way) => {
    const handler = single(() => ({}));
    const app = await engine.app([handler], { worker: way.worker });
    await app.run(handler);
    const untilLooked = looks(app, way);
    // A claim that comes back short is followed by a look at the whole queue, a second later.
    await untilLooked(way.before);
    const claims = callsOf(app, TaskerFunctions, 'advance');
    await untilLooked(way.before + 3);
    expect(claims).not.toHaveBeenCalled();
  });

  it.each([POLLS, BEATS])('finds $name what nobody has told it of', async ({ worker }) => {
    const handler = single(() => ({}));
    const app = await engine.app([handler], { worker });
    await app.run(handler);
    await app.module.get(WakeListener).stop();
    const creator = await engine.app([handler], { worker: false });
    expect((await creator.run(handler)).state).toBe('complete');
  });

  it('makes one claim, not two, when it is told of something that another one was faster to take', async () => {
    const handler = single(() => ({}));
    const app = await engine.app([handler], { worker: { pollInterval: '1h', lease: '1h' } });
    await app.run(handler);
    const functions = app.module.get(TaskerFunctions);
    const advance = functions.advance.bind(functions);
    const claims = vi.spyOn(functions, 'advance');
    const together = new Promise<number>((resolve) =>
      claims.mockImplementation((call) => {
        // Calls of one turn have been made when this runs.
        queueMicrotask(() => resolve(claims.mock.calls.length));
        return advance(call);
      }),
    );
    await functions.notifyWork();
    expect(await together).toBe(1);
  });
});

describe('a process without a worker', () => {
  const engine = useEngine();

  it('holds no connection while nobody asks it for anything, and serves whoever asks next', async () => {
    const handler = single(() => ({}));
    const app = await engine.app([handler], { worker: false });
    const { options } = app.module.get(EngineDatabase).pool as unknown as { options: { idleTimeoutMillis: number } };
    const held = async () => {
      const [row] = await engine.rows("select count(*)::int as n from pg_stat_activity where application_name = 'nestjs-tasker'");
      return row!.n as number;
    };
    // What it keeps it gives back after ten seconds; no test waits for that.
    options.idleTimeoutMillis = 20;
    await app.orchestrator.createTask(handler, { context: {} });
    await eventually(async () => (await held()) === 0, { what: 'no connection' });
    await app.orchestrator.createTask(handler, { context: {} });
    await eventually(async () => (await held()) === 0, { what: 'no connection again' });
  });
});
