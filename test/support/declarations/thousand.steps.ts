import type { TaskDefinitionOptions } from 'nestjs-tasker';

const STEPS = 1_000;

/** 1,000 steps in 10 rows of 100: each depends on two of the row before it. */
const PLACES = Array.from({ length: STEPS }, (_, n) => ({
  name: `step_${n}`,
  dependsOn: n < 100 ? [] : [`step_${n - 100}`, `step_${n % 100 === 0 ? n - 1 : n - 101}`],
}));

/** The definition as data; `handler` is the name of a step class. */
export function thousandSteps(handler: string): TaskDefinitionOptions {
  return { name: 'thousand', steps: PLACES.map((place) => ({ ...place, handler, timeout: '10s', handlerConfig: { place: place.name } })) };
}

/** The same as a file. */
export function thousandStepsFile(handler: string): string {
  const steps = PLACES.map(
    ({ name, dependsOn }) =>
      `  - name: ${name}\n    handler: ${handler}\n    depends_on_steps: [${dependsOn.join(', ')}]\n    timeout: 10s\n    handler_config: {place: ${name}}`,
  );
  return `name: thousand\nsteps:\n${steps.join('\n')}\n`;
}
