import type { TestSpecification } from 'vitest/node';
import { BaseSequencer } from 'vitest/node';

/** Files that take longest, longest first. In a fresh clone nothing else says so: the largest files begin, and these are small. */
const LONGEST = [
  'operations/model.spec.ts',
  'chaos/processes.spec.ts',
  'operations/random-actions.spec.ts',
  'plans/claims-in-bad-company.spec.ts',
  'chaos/random-graphs.spec.ts',
  'chaos/killed-workers.spec.ts',
  'counted/the-engine-sends-and-writes-what-is-expected.spec.ts',
  'delivery/durable-log.spec.ts',
  'delivery/killed-processes.spec.ts',
].map((file) => `/test/integration/${file}`);

/** Begins with what takes longest: at the end one core would work on it alone. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const long = LONGEST.flatMap((end) => sorted.filter(({ moduleId }) => moduleId.endsWith(end)));
    // Those of one project stay together: another one needs another process.
    const first = sorted.findIndex(({ project }) => project.name === long[0]?.project.name);
    if (first === -1) return sorted;
    const rest = sorted.filter((file) => !long.includes(file));
    return [...rest.slice(0, first), ...long, ...rest.slice(first)];
  }
}
