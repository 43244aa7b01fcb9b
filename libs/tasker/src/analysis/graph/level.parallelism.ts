import { completionPercentage, percentage, type AnalysedTask } from './analysed.task.js';
import type { ParallelismLevel, ParallelismOpportunities } from './task-graph.analysis.js';

/** What of a task runs or could run side by side, level by level (specification: engine core §7.2). */
export function parallelismOpportunities(task: AnalysedTask): ParallelismOpportunities {
  const levels = positionsByLevel(task).map((positions, level) => described(positions, level, task));
  return {
    totalSteps: task.totals.steps,
    totalLevels: levels.length,
    maxParallelSteps: levels.reduce((most, { totalSteps }) => Math.max(most, totalSteps), 0),
    currentParallelOpportunities: task.totals.ready,
    blockedParallelOpportunities: task.totals.blocked,
    overallCompletion: completionPercentage(task),
    levels,
    parallelismEfficiency: percentage(levels.filter(({ readySteps }) => readySteps > 1).length, levels.length, 1),
  };
}

function positionsByLevel({ graph }: AnalysedTask): number[][] {
  const byLevel: number[][] = [];
  graph.levels.forEach((level, position) => (byLevel[level] ??= []).push(position));
  return byLevel;
}

function described(positions: readonly number[], level: number, { conditions, snapshot }: AnalysedTask): ParallelismLevel {
  const count = (word: 'ready' | 'blocked' | 'failed' | 'completed') => positions.filter((position) => conditions[position]![word]).length;
  const [ready, blocked] = [count('ready'), count('blocked')];
  return {
    level,
    totalSteps: positions.length,
    readySteps: ready,
    blockedSteps: blocked,
    errorSteps: count('failed'),
    completedSteps: count('completed'),
    stepNames: positions.map((position) => snapshot.steps[position]!.name),
    parallelismPotential: potential(ready),
    bottleneckRisk: blocked > positions.length / 2 ? 'High' : 'Low',
  };
}

function potential(ready: number): ParallelismLevel['parallelismPotential'] {
  if (ready > 1) return 'High';
  return ready === 1 ? 'Medium' : 'Low';
}
