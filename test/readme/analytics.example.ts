// #region report
import { Injectable } from '@nestjs/common';
import { AnalyticsService } from 'nestjs-tasker';

@Injectable()
export class MorningReport {
  constructor(private readonly analytics: AnalyticsService) {}

  async lines(): Promise<string[]> {
    const { performanceTrends } = await this.analytics.performance();
    const { taskThroughput, completionRate } = performanceTrends.last24Hours;
    const { recommendations } = await this.analytics.bottlenecks({ namespace: 'shop' }, { period: 48 });
    return [`${taskThroughput} tasks, ${completionRate} % complete`, ...recommendations.map(({ message }) => message)];
  }
}
// #endregion
