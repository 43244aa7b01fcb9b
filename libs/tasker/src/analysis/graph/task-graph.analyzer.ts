import { analysedTask } from './analysed.task.js';
import { criticalPaths } from './critical.paths.js';
import type { DependencyGraphSettings } from './dependency-graph.settings.js';
import { errorChains } from './error.chains.js';
import { executionSummary } from './execution.summary.js';
import { parallelismOpportunities } from './level.parallelism.js';
import { runtimeGraph } from './runtime.graph.js';
import { blockedDescendants, bottlenecks } from './step.bottlenecks.js';
import type { TaskGraphAnalysis } from './task-graph.analysis.js';
import type { TaskGraphSnapshot } from './task-graph.snapshot.js';

/**
 * Analyses a task from its rows (specification: engine core §7.2, surface §1.9). The cost follows edges, and steps times edges by 32 for the
 * counts of what stands behind each step; never the number of ways through the graph.
 *
 * @throws TaskerError for a step that depends on one that is not there, or a cycle
 */
export function analyzeTaskGraph(snapshot: TaskGraphSnapshot, settings: DependencyGraphSettings): TaskGraphAnalysis {
  const task = analysedTask(snapshot);
  const behind = blockedDescendants(task);
  const parts = {
    dependencyGraph: runtimeGraph(task),
    criticalPaths: criticalPaths(task, settings),
    parallelismOpportunities: parallelismOpportunities(task),
    errorChains: errorChains(task, behind, settings),
    bottlenecks: bottlenecks(task, behind, settings),
  };
  return {
    taskId: snapshot.taskId,
    ...parts,
    taskExecutionSummary: executionSummary(task, parts),
    generatedAt: snapshot.now.toISOString(),
  };
}
