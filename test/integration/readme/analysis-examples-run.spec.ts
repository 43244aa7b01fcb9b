import { AnalyticsService, GraphAnalysis, PermanentError } from 'nestjs-tasker';
import { describe, expect, it, vi } from 'vitest';
import { lookedAt } from '../../readme/analysis.readme.example.js';
import { MorningReport } from '../../readme/analytics.example.js';
import { Support } from '../../readme/graph.example.js';
import { PaymentGateway, Warehouse } from '../../readme/shop.services.js';
import { ProcessOrder } from '../../readme/workflow.example.js';
import { useEngine } from '../../support/engine.js';

describe('the examples of analysis', () => {
  const engine = useEngine();

  it('a report of all tasks, and what to do about one that failed', async () => {
    const app = await engine.app([ProcessOrder, PaymentGateway, Warehouse, MorningReport, Support]);
    await app.run(ProcessOrder, { orderId: 'a-1', amount: 5 });
    vi.spyOn(app.module.get(PaymentGateway), 'charge').mockRejectedValue(new PermanentError('the gateway is closed'));
    const { taskId } = await app.run(ProcessOrder, { orderId: 'a-2', amount: 5 });
    await app.module.get(AnalyticsService).performance({}, { fresh: true });

    expect(await app.module.get(MorningReport).lines()).toEqual(['2 tasks, 50 % complete']);
    const report = await app.module.get(Support).report(taskId);
    expect(report).toMatchObject({
      first: 'charge_payment',
      slowestWay: ['validate_order', 'charge_payment', 'ship'],
      finishAt: [null, null],
    });
    expect(report.todo).toContainEqual(expect.stringContaining('charge_payment'));
    const { performanceTrends, recommendations, expected } = await lookedAt(
      app.module.get(AnalyticsService),
      app.module.get(GraphAnalysis),
      taskId,
    );
    expect(performanceTrends.lastHour).toMatchObject({ taskThroughput: 2, completionCount: 1, errorCount: 1 });
    expect([recommendations, expected.finishAt]).toEqual([[], null]);
  });
});
