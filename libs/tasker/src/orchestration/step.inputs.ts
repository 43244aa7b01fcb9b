import { jsonValueProblem } from '../definitions/value.rules.js';
import { InvalidRequestError } from '../model/errors.js';
import { checkJson } from './stored.json.js';

/**
 * JSON text of inputs that a person gives to a step; null for null, which stands for the context of the task.
 *
 * @throws InvalidRequestError for what is no JSON, or too large
 */
export function inputsJson(inputs: unknown, limitBytes: number): string | null {
  if (inputs === null) return null;
  const problem = jsonValueProblem(inputs);
  if (problem !== undefined) throw refused(problem);
  const stored = checkJson(JSON.stringify(inputs), limitBytes);
  if ('problem' in stored) throw refused(stored.problem.message);
  return stored.json;
}

function refused(message: string): InvalidRequestError {
  return new InvalidRequestError([{ path: 'inputs', message }]);
}
