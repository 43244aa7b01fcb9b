import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** Does what the plan of a step says; each key of `does` is one behaviour. */
export async function behave(does, { execution, gate, PermanentError, RetryableError }) {
  const { task, step, sequence } = execution;
  if (does.pauseMs) await pause(does.pauseMs);
  if (does.gate) await gate(does.gate).opened;
  if (does.gateFirst && step.attempt === 1) await gate(does.gateFirst).opened;
  if (does.blockUntil && step.attempt === 1) blockUntil(does.blockUntil);
  if (does.exit) process.kill(process.pid, 'SIGKILL');
  if (does.retryFirst && step.attempt === 1) throw new RetryableError('first attempt', { retryAfter: does.retryFirst.after });
  if (does.graph) return followGraph({ task, step, sequence, PermanentError, RetryableError });
  if (does.sumOfParents) return { sum: does.sumOfParents.reduce((sum, name) => sum + sequence.results(name).n, 0) };
  return { n: 1, attempt: step.attempt, pid: process.pid };
}

/** Holds the whole process up, its heartbeats too, until there is a file: no message would reach it. */
function blockUntil(file) {
  const cell = new Int32Array(new SharedArrayBuffer(4));
  while (!existsSync(file)) Atomics.wait(cell, 0, 0, 20);
}

/**
 * A step of a random graph, which stands in the context: parents and how many attempts fail, by step name. Each result counts the steps
 * before it; a missing or wrong parent result is a failure for good, which the test finds.
 */
async function followGraph({ task, step, sequence, PermanentError, RetryableError }) {
  const { parents, failures, pauseMs } = task.context.graph[step.name];
  if (pauseMs > 0) await pause(pauseMs);
  const counts = parents.map((parent) => sequence.results(parent).depth);
  if (counts.some((depth) => !Number.isInteger(depth))) throw new PermanentError(`no result of a parent of ${step.name}`);
  if (step.attempt <= failures) throw new RetryableError('planned failure', { retryAfter: 0 });
  return { depth: 1 + Math.max(0, ...counts), key: step.idempotencyKey };
}
