import type { JsonSchema } from '../../../model/json.js';
import { ref } from '../contract/route.contract.js';
import { count, integer, listOf, moment, nullable, number, object, oneOfWords, page, truth, uuid, word } from './schema.words.js';

const WORKER = object('One start of a worker.', {
  worker_id: uuid('Never used again, and in the order of the starts.'),
  status: oneOfWords(
    ['live', 'draining', 'stopped', 'lost'],
    'Claims steps; finishes what runs; said goodbye; silent for longer than its lease.',
  ),
  host: word(),
  pid: integer(),
  version: word('Of the package.'),
  started_at: moment(),
  heartbeat_at: moment('Latest sign of life.'),
  heartbeat_age_seconds: number('How long ago that was.', { minimum: 0 }),
  lease_seconds: number('How long it may be silent.'),
  draining_at: nullable(moment('When it began to shut down.')),
  stopped_at: nullable(moment()),
  lost_at: nullable(moment('When others found it silent.')),
  concurrency: count('Steps that it runs at once at most.'),
  running_steps: nullable(count('At its latest sign of life; null for a caller that is confined to namespaces.')),
  queues: listOf(word()),
  definitions: listOf(word(), 'Full names of the definitions that it has code for.'),
});

const LIMIT = object('How much may run at once, and what does.', {
  kind: oneOfWords(['queue', 'system', 'key'], 'Whose limit it is: of a queue, a dependent system, or each key of a group of steps.'),
  name: word('Of the queue or system; of a group `namespace/name` or `namespace/name/step`.'),
  concurrency: nullable(integer('Most steps at once; null: as many as workers take.')),
  rate: {
    anyOf: [
      object('How often something may start.', {
        limit: number(),
        per: number('Milliseconds.'),
        burst: integer('How many at most at one moment.'),
      }),
      { type: 'null' },
    ],
  },
  tokens: nullable(integer('Starts that the rate allows now.')),
  running: count(),
  waiting: count('Steps that are due and wait: for room, for the rate, for a worker, or for their key.'),
  keyless: count('Attempts of steps without a key, which ran without a limit.'),
});

const CIRCUIT = object('How a dependent system stands to failure, over the steps of unfinished tasks and of those in error.', {
  dependent_system_id: integer(),
  name: word(),
  circuit: oneOfWords(['closed', 'open', 'half_open'], '`half_open` when a step of it is, else `open` when one is, else `closed`.'),
  steps: object('Steps by circuit.', { closed: count(), open: count(), half_open: count() }),
  next_retry_at: nullable(moment('When the first open one is tried again; null when none is, by itself.')),
  sampled: truth('There were more than 100,000 steps: those of older tasks are left out.'),
});

/** Workers, limits and systems, as answers show them. */
export const CLUSTER_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  Worker: WORKER,
  WorkerPage: page('workers', 'Worker'),
  Limit: LIMIT,
  LimitList: object('All limits.', { limits: listOf(ref('Limit')) }),
  Circuit: CIRCUIT,
  CircuitList: object('All dependent systems by name.', { circuits: listOf(ref('Circuit')) }),
};
