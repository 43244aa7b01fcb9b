import { createKeyv } from '@keyv/redis';
import { CacheModule } from '@nestjs/cache-manager';
import { AnalyticsService, TaskerModule } from 'nestjs-tasker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { startRedis, withoutRedis, type RedisServer } from '../../support/redis.server.js';
import { ANALYSED } from '../../support/workflows/analysed.workflows.js';
import { useHosts } from '../module/hosts.js';

describe.skipIf(withoutRedis)('processes that share a Redis', () => {
  const engine = useEngine();
  const hosts = useHosts(engine);
  let redis: RedisServer;
  beforeAll(async () => void (redis = await startRedis()));
  afterAll(() => redis.stop());

  async function process(): Promise<AnalyticsService> {
    const tasker = TaskerModule.forRoot({ database: { url: engine.url }, worker: false, api: false });
    const module = await hosts.start(tasker, { imports: [CacheModule.register({ stores: [createKeyv(redis.url)] })] });
    return module.get(AnalyticsService);
  }

  it('read the figures once for all that ask, and give each the same answer with moments in it', async () => {
    const worker = await engine.app([ANALYSED.refund], { analytics: { interval: '1d' } });
    await worker.run(ANALYSED.refund);
    const [first, second] = await Promise.all([process(), process()]);
    const asked = [first, second, first, second].map((analytics) => analytics.bottlenecks({ namespace: 'shop' }));
    const answers = await Promise.all(asked);
    expect(answers.filter(({ cacheInfo }) => !cacheInfo.cached)).toHaveLength(1);
    const [one] = answers;
    expect(one!.bottleneckAnalysis.slowestTasks[0]!.createdAt).toBeInstanceOf(Date);
    for (const answer of answers) expect({ ...answer, cacheInfo: null }).toEqual({ ...one, cacheInfo: null });

    await first.performance();
    const [here, there] = await Promise.all([first.performance(), second.performance()]);
    expect(there).toMatchObject({ generatedAt: here.generatedAt, performanceTrends: here.performanceTrends, cacheInfo: { cached: true } });
    expect(there.telemetryInsights.cacheStats.strategy).toBe('distributed_atomic');
  });
});
