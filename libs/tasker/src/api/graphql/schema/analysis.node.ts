import type { TaskGraphAnalysis } from '../../../analysis/graph/task-graph.analysis.js';

/** An analysis as an object of the schema. */
export function analysisNode({ criticalPaths, bottlenecks, ...analysis }: TaskGraphAnalysis): object {
  return {
    ...analysis,
    criticalPaths: { ...criticalPaths, totalPaths: String(criticalPaths.totalPaths) },
    bottlenecks: {
      ...bottlenecks,
      bottlenecks: bottlenecks.bottlenecks.map(({ currentState, ...step }) => ({ ...step, currentStatus: currentState })),
    },
  };
}
