// #region graph
import { Injectable } from '@nestjs/common';
import { GraphAnalysis } from 'nestjs-tasker';

@Injectable()
export class Support {
  constructor(private readonly graphs: GraphAnalysis) {}

  async report(taskId: string) {
    const { taskExecutionSummary, criticalPaths, errorChains } = await this.graphs.analyzeTask(taskId);
    const { expected, cautious } = await this.graphs.expectedFinish(taskId);
    const { savedSeconds, becomesCritical } = await this.graphs.whatIf(taskId, { charge_payment: 0.5 }); // twice as fast
    return {
      health: taskExecutionSummary.overallHealth, // healthy, warning or critical
      todo: taskExecutionSummary.recommendations, // each names its step and says what to do
      slowestWay: criticalPaths.paths[0]?.stepNames,
      first: errorChains.recoveryPriority[0]?.stepName,
      finishAt: [expected.finishAt, cautious.finishAt],
      fasterCharge: { savedSeconds, becomesCritical },
    };
  }
}
// #endregion
