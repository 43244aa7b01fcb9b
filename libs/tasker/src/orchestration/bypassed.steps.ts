import { suggestion } from '../model/near-names.js';
import { InvalidRequestError, type FieldIssue } from '../model/errors.js';
import type { GraphInput } from './task.graph.js';

/**
 * Places, counted from 1, of the steps that a request leaves out.
 *
 * @throws InvalidRequestError for a name that is no step of the task, or one that is not skippable
 */
export function bypassedPlaces(names: readonly string[], steps: readonly Pick<GraphInput, 'name' | 'skippable'>[]): number[] {
  if (names.length === 0) return [];
  const places = new Map(steps.map(({ name }, position) => [name, position + 1]));
  const issues = names.flatMap((name, place): FieldIssue[] => {
    const position = places.get(name);
    const path = `bypassSteps.${place}`;
    if (position === undefined) return [{ path, message: `'${name}' is not a step of the task${suggestion(name, places.keys())}` }];
    if (!steps[position - 1]!.skippable) return [{ path, message: `'${name}' is not skippable: only steps declared so can be bypassed` }];
    return [];
  });
  if (issues.length > 0) throw new InvalidRequestError(issues);
  return [...new Set(names.map((name) => places.get(name)!))].sort((a, b) => a - b);
}
