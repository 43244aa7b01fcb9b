/** A step and what it depends on. */
interface DependentStep {
  readonly stepId: number;
  readonly parentIds: readonly number[];
}

/**
 * Longest distance of each step from a step without dependencies. Linear, and without recursion: a chain may have 100,000 steps.
 */
export function taskLevels(steps: readonly DependentStep[]): Map<number, number> {
  const waiting = new Map(steps.map(({ stepId, parentIds }) => [stepId, parentIds.length]));
  const children = new Map<number, number[]>(steps.map(({ stepId }) => [stepId, []]));
  for (const { stepId, parentIds } of steps) for (const parent of parentIds) children.get(parent)?.push(stepId);
  const levels = new Map<number, number>(steps.map(({ stepId }) => [stepId, 0]));
  const ready = steps.filter(({ parentIds }) => parentIds.length === 0).map(({ stepId }) => stepId);
  for (let next = 0; next < ready.length; next += 1) {
    const level = levels.get(ready[next]!)! + 1;
    for (const child of children.get(ready[next]!)!) {
      levels.set(child, Math.max(levels.get(child)!, level));
      const left = waiting.get(child)! - 1;
      waiting.set(child, left);
      if (left === 0) ready.push(child);
    }
  }
  return levels;
}
