import type { JsonSchema } from '../../../model/json.js';
import { TASK_STATES } from '../../../model/states.js';
import { ref } from '../contract/route.contract.js';
import { count, integer, listOf, moment, nullable, number, object, oneOfWords, truth, uuid, word } from './schema.words.js';

const STEP_PLACE = { namespace: word(), task_name: word(), version: word(), step_name: word() };
const RATE = nullable(number('Percent of the steps that needed more than one attempt and ended for good; null without one.'));

/** What an answer about bottlenecks is made of. */
export const BOTTLENECK_PARTS: Readonly<Record<string, JsonSchema>> = {
  SlowTask: object('A task that took long.', {
    task_id: uuid(),
    task_name: word(),
    namespace_name: word(),
    version: word(),
    duration_seconds: number('From request to rest.'),
    step_count: count(),
    completed_steps: count(),
    error_steps: count(),
    created_at: moment(),
    completed_at: moment(),
    initiator: word(),
    source_system: word(),
  }),
  SlowStep: object('A completed attempt that took long.', {
    workflow_step_id: integer('Place of the step in its task.'),
    task_id: uuid(),
    step_name: word(),
    task_name: word(),
    namespace_name: word(),
    version: word(),
    duration_seconds: number('From claim to end.'),
    attempts: count(),
    created_at: moment(),
    completed_at: moment(),
    retryable: truth(),
    step_status: oneOfWords(TASK_STATES),
  }),
  StepLoad: object('What the attempts of a step took of the time.', {
    ...STEP_PLACE,
    attempts: count('Attempts that ended in the period.'),
    completed: count(),
    failed: count(),
    total_seconds: number('Of all completed attempts, waits included.'),
    durations: ref('TimeFigures'),
    times: ref('AttemptTimes'),
    retry_success_rate: RATE,
  }),
  ErrorPatterns: object('How tasks and attempts fail.', {
    total_errors: count('Tasks created in the period that are in error at this moment.'),
    recent_error_rate: number('Those in percent.'),
    failed_attempts: count(),
    given_up_attempts: count('Failed attempts after which there was no further one.'),
    common_error_types: listOf(
      object('Failures of one class.', {
        error_class: word(),
        failures: count(),
        permanent: count('Those that were the last attempt of their step.'),
        steps: count('Different steps of definitions that failed so.'),
        step_name: word('The one that did so most often.'),
        last_at: moment(),
        last_message: nullable(word('Without what `telemetry.filterParameters` hides.')),
        share: number('Percent of all failures.'),
      }),
      'At most ten.',
    ),
    retry_success_rate: RATE,
    retried_steps: count(),
  }),
  DependencyBottlenecks: object('Steps that wait for others at this moment.', {
    blocking_dependencies: count('Dependencies that are not fulfilled.'),
    blocked_steps: count('Steps that wait for them.'),
    avg_wait_time: nullable(number('Seconds since the request of their tasks.')),
    longest_wait_time: nullable(number()),
    most_blocked_steps: listOf(
      object('A step of which many wait.', {
        step_name: word(),
        task_name: word(),
        namespace: word(),
        version: word(),
        steps: count(),
        average_wait: number('Seconds.'),
      }),
      'At most three.',
    ),
    sampled: truth('There were more than were looked at.'),
    looked_at: count(),
  }),
  Recommendation: object('What the figures give reason to look at.', {
    code: word(),
    message: word('A sentence with its figures and what to do.'),
    figure: object('The figure that it is made of.', {
      name: word(),
      value: number(),
      unit: oneOfWords(['seconds', 'percent']),
      threshold: number('From where on it is made.'),
    }),
    about: {
      anyOf: [object('A step of a definition.', STEP_PLACE), { type: 'null' }],
      description: 'Where to begin; null: with all of them.',
    },
  }),
};
