import type { DurableSubscription } from '../../events/durable.subscriptions.js';
import { ConfigurationError } from '../../model/errors.js';

const LONGEST_NAME = 100;
const NAME = /^[A-Za-z0-9_$][A-Za-z0-9_$.:-]*$/;

/**
 * Checks the groups of this process: names that can be stored, and one subscriber for each.
 *
 * @throws ConfigurationError naming the subscribers
 */
export function checkGroups(subscriptions: readonly DurableSubscription[]): void {
  const known = new Map<string, string>();
  for (const { group, className, method } of subscriptions) {
    const source = `${className}.${method}`;
    const problem = groupNameProblem(group);
    if (problem !== undefined) throw new ConfigurationError(`durable subscriber ${source}: group ${problem}`);
    const other = known.get(group);
    if (other === source) {
      throw new ConfigurationError(
        `durable subscriber ${source} is declared twice with group '${group}': give one declaration all its patterns, or each a group of its own`,
      );
    }
    if (other !== undefined) {
      throw new ConfigurationError(
        `durable subscribers ${other} and ${source} have the same group '${group}': each event would reach one of them only; ` +
          'give each a group of its own',
      );
    }
    known.set(group, source);
  }
}

function groupNameProblem(group: unknown): string | undefined {
  if (typeof group !== 'string' || group === '') return "must be a name such as 'mailer'";
  if (group.length > LONGEST_NAME) return `has ${group.length} characters; at most ${LONGEST_NAME} are allowed`;
  if (NAME.test(group)) return undefined;
  return `${JSON.stringify(group.toWellFormed())} must begin with a letter or digit and have only letters, digits and _ $ . : -`;
}
