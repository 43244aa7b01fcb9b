/** A step of a graph that has levels. */
interface LevelledStep {
  readonly name: string;
  readonly dependsOn: readonly string[];
}

/** Names of a longest way through a graph from its first step on; of several the one that its steps name first. Linear. */
export function longestWay(steps: readonly LevelledStep[], levels: Readonly<Record<string, number>>): string[] {
  const byName = new Map(steps.map((step) => [step.name, step]));
  const levelOf = ({ name }: LevelledStep) => levels[name] ?? 0;
  let deepest: LevelledStep | undefined;
  for (const step of steps) if (deepest === undefined || levelOf(step) > levelOf(deepest)) deepest = step;
  const way: string[] = [];
  for (let step = deepest; step !== undefined;) {
    way.push(step.name);
    const above: number = levelOf(step) - 1;
    const parent: string | undefined = step.dependsOn.find((name) => levels[name] === above);
    step = parent === undefined ? undefined : byName.get(parent);
  }
  return way.reverse();
}
