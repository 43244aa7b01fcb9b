import type { TaskRequest } from './task-request.js';

/** What nobody said who asked for a task. */
export const UNKNOWN = 'unknown';

/** What a request says besides its context, and what it means where it says nothing. */
export interface RequestWords {
  readonly initiator: string;
  readonly sourceSystem: string;
  readonly reason: string;
  readonly tags: readonly string[];
  readonly bypassSteps: readonly string[];
}

/** The words of a request with their defaults (specification: engine core §5.1). */
export function wordsOf({
  initiator = UNKNOWN,
  sourceSystem = UNKNOWN,
  reason = UNKNOWN,
  tags = [],
  bypassSteps = [],
}: TaskRequest): RequestWords {
  return { initiator, sourceSystem, reason, tags, bypassSteps };
}
