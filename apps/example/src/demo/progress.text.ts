import { PHASES } from './order.progress.js';
import type { OrderEnd, Progress, TrackedOrder } from './order.progress.js';
import { endOf } from './order.progress.js';

const BAR = 40;

/** The bar and the table of steps. */
export function drawProgress(progress: Progress, note = ''): string[] {
  const name = Math.max(4, ...progress.rows.map((row) => row.name.length));
  const head = ['step'.padEnd(name), ...PHASES.map((phase) => phase.padStart(8))].join('');
  const rows = progress.rows.map((row) =>
    [row.name.padEnd(name), ...PHASES.map((phase) => String(row.counts[phase] || '·').padStart(8))].join(''),
  );
  return [`${bar(progress)} ${describeProgress(progress)}`, '', head, ...rows, note];
}

/** One line, for an output that is no terminal. */
export function describeProgress({ stepsSettled, steps, ordersAtRest, orders }: Progress): string {
  return `${stepsSettled}/${steps} steps, ${ordersAtRest}/${orders} orders`;
}

function bar({ stepsSettled, steps }: Progress): string {
  const filled = steps === 0 ? 0 : Math.floor((stepsSettled / steps) * BAR);
  return `[${'#'.repeat(filled)}${'-'.repeat(BAR - filled)}]`;
}

/** What is left to say at the end: figures, then one line for each order that was not fulfilled or not as expected. */
export function summarize(tracked: readonly TrackedOrder[], seconds: number): string[] {
  const ends = tracked.map(endOf);
  const wrong = ends.filter((end) => !end.isAsExpected);
  const complete = tracked.filter(({ task }) => task.status === 'complete').length;
  const expectedErrors = ends.length - wrong.length - ends.filter((end) => end.isAsExpected && end.outcome === 'complete').length;
  const repeated = tracked.flatMap(({ task }) => task.workflow_steps).reduce((sum, step) => sum + Math.max(0, step.attempts - 1), 0);
  return [
    `${tracked.length} orders in ${seconds.toFixed(1)} s: ${complete} complete, ${expectedErrors} in error as expected, ${wrong.length} not as expected`,
    `${repeated} attempts were repeats of a failed or lost one`,
    ...ends.filter((end) => end.outcome !== 'complete' || !end.isAsExpected).flatMap(lines),
  ];
}

function lines(end: OrderEnd): string[] {
  const first = `  ${end.orderId} ${end.outcome} (${end.isAsExpected ? 'expected' : 'NOT expected'}) ${end.taskId}`;
  return end.explanation === undefined ? [first] : [first, `    ${end.explanation}`];
}
