import type { RecoveryStrategy, RetryAnalysis } from './task-graph.analysis.js';

const MANUAL: RecoveryStrategy = {
  strategy: 'Manual Resolution',
  priority: 'High',
  description: 'No attempt is left: resolve the step by hand, or complete it with a result',
};
const RAISE: RecoveryStrategy = {
  strategy: 'Increase Retry Limit',
  priority: 'Medium',
  description: 'Raise its retry limit and retry the step, if its cause can go away by itself',
};
const WAIT: RecoveryStrategy = {
  strategy: 'Wait for Backoff',
  priority: 'Low',
  description: 'The next attempt starts when its back-off ends',
};
const MONITOR: RecoveryStrategy = {
  strategy: 'Monitor Retries',
  priority: 'Medium',
  description: 'The next attempt may start at any moment: see how it ends',
};
const INVESTIGATE: RecoveryStrategy = {
  strategy: 'Investigate Root Cause',
  priority: 'High',
  description: 'No attempt will follow by itself: find the cause, then retry or resolve the step',
};

/** What can be done about a failed step, best first (specification: engine core §7.2). */
export function recoveryStrategies({ exhausted, inBackoff, retryable }: RetryAnalysis): readonly [RecoveryStrategy, ...RecoveryStrategy[]] {
  if (exhausted) return [MANUAL, RAISE];
  if (inBackoff) return [WAIT];
  return retryable ? [MONITOR] : [INVESTIGATE];
}
