import type { JsonSchema } from '../../../model/json.js';
import { ref } from '../contract/route.contract.js';
import { count, integer, listOf, moment, nullable, number, object, oneOfWords, truth, word } from './schema.words.js';

const ID = integer('Place of the step in its task.', { minimum: 1 });

const RETRY = object('Whether it will be tried again.', {
  exhausted: truth('No attempt is left.'),
  remaining_attempts: count(),
  in_backoff: truth(),
  next_retry_at: nullable(moment()),
  retryable: truth('Another attempt will follow by itself.'),
});

/** What stands behind failed steps. */
export const ERROR_CHAINS: Readonly<Record<string, JsonSchema>> = {
  ErrorChains: object('The failed steps of a task and what waits behind them.', {
    total_error_steps: count(),
    total_steps: count(),
    error_percentage: number(),
    total_blocked_by_errors: count('A step behind two failed steps counts twice.'),
    distinct_blocked_by_errors: count('The same, each step counted once.'),
    most_critical_error: { anyOf: [ref('ErrorChain'), { type: 'null' }] },
    error_chains: listOf(ref('ErrorChain'), 'At most 100, the highest impact first.'),
    recovery_priority: listOf(
      object('A failed step that should be looked at first.', {
        step_name: word(),
        priority_level: oneOfWords(['Critical', 'High', 'Medium', 'Low']),
        reason: word(),
        recommended_action: word(),
      }),
    ),
    task_health: oneOfWords(['healthy', 'recovering', 'blocked']),
  }),
  ErrorChain: object('A failed step and what waits behind it.', {
    error_step_id: ID,
    error_step_name: word(),
    error_attempts: count(),
    retry_limit: integer(),
    retry_analysis: RETRY,
    downstream_steps: listOf(ID, 'Every step behind it; of more than 1,000 the nearest.'),
    blocked_downstream_steps: count(),
    total_downstream_steps: count(),
    total_impact: number('Points.'),
    recovery_strategies: listOf(
      object('One thing that can be done.', { strategy: word(), priority: oneOfWords(['High', 'Medium', 'Low']), description: word() }),
    ),
  }),
};
