import type { WorkerView } from '../../orchestration/worker.roster.js';
import { snaked } from './snake.case.js';

/** A start of a worker, as REST shows it. Times are ISO-8601 in UTC. */
export function presentWorker({ state, ...worker }: WorkerView) {
  return { ...snaked(worker), status: state };
}
