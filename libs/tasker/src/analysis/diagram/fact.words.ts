import { TONE_WORDS, type DiagramNode } from './diagram.js';
import { momentWords, spanWords } from './diagram.text.js';

/** All that is known of a box, a line each. */
export function factWords({ facts, tone, critical }: DiagramNode): string[] {
  const { name, attempts, retryLimit, durationSeconds, nextRetryAt, because, error, changes = [] } = facts;
  return [
    name,
    ...(tone === 'declared' || tone === 'group' ? [] : [TONE_WORDS[tone]]),
    ...(attempts === undefined || retryLimit === undefined ? [] : [`${attempts} of ${Math.max(attempts, retryLimit)} attempts`]),
    ...(durationSeconds === undefined ? [] : [`took ${spanWords(durationSeconds)}`]),
    ...(nextRetryAt === undefined ? [] : [`next attempt at ${momentWords(nextRetryAt)}`]),
    ...(because === undefined ? [] : [because]),
    ...(error === undefined ? [] : [`error: ${error}`]),
    ...changes,
    ...(critical ? ['on the critical path'] : []),
  ];
}
