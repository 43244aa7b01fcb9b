import { describe, expect, it } from 'vitest';
import { contentOf, HandledSteps, type StepResult } from './handled.steps.js';
import { STEPS, type Shape } from './peer.engine.js';
import { StepJobs, type StepJob } from './step.jobs.js';

const SHAPES = Object.keys(STEPS) as Shape[];

/** Works off one workflow as a queue would. */
function workOff(shape: Shape): { handled: HandledSteps; last: number } {
  const jobs = new StepJobs(shape);
  const handled = new HandledSteps();
  const queue: StepJob[] = [jobs.first(contentOf(7))];
  const arrived: StepResult[] = [];
  let last = 0;
  for (let job = queue.shift(); job !== undefined; job = queue.shift()) {
    const role = jobs.roleOf(job);
    const result = jobs.handle(job, handled, role === 'join' ? arrived : job.parents);
    if (role === 'link') queue.push(...[jobs.nextLink(job, result)].filter((next) => next !== null));
    if (role === 'split') queue.push(...jobs.parts(job, result));
    if (role === 'part' && arrived.push(result) === jobs.width) queue.push(jobs.join(job));
    if (jobs.isLast(job)) last += 1;
  }
  return { handled, last };
}

describe('jobs of a workflow', () => {
  it.each(SHAPES)('are as many as the steps of the shape, with one last: %s', (shape) => {
    const { handled, last } = workOff(shape);
    expect(handled.count).toBe(STEPS[shape]);
    expect(last).toBe(1);
  });

  it('are not counted without the results of the steps they follow, and the count says so from then on', () => {
    const jobs = new StepJobs('fan-out');
    const handled = new HandledSteps();
    const join = jobs.join(jobs.first(contentOf(1)));
    expect(() => jobs.handle(join, handled)).toThrow('a step was given 0 results of the 50 steps it follows');
    expect(() => handled.count).toThrow('0 results of the 50');
  });

  it('are not counted with the content of nobody or a result that is none', () => {
    const jobs = new StepJobs('linear');
    const job = { ...jobs.first(contentOf(1)), place: 1 };
    expect(() => jobs.handle({ ...job, content: {} } as StepJob, new HandledSteps())).toThrow('a step was given no content: {}');
    expect(() => jobs.handle({ ...job, parents: [null as never] }, new HandledSteps())).toThrow(
      'a step was given a result that is none: null',
    );
  });
});
