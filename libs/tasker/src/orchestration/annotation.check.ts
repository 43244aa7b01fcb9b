import { checkJson } from './stored.json.js';
import type { TaskAnnotation } from '../definitions/task-hooks.js';
import { jsonObjectProblem, nameProblem } from '../definitions/value.rules.js';
import { InvalidRequestError, type FieldIssue } from '../model/errors.js';

/**
 * A note that can be stored.
 *
 * @throws InvalidRequestError naming what is wrong with type or content
 */
export function checkedAnnotation(note: TaskAnnotation, limitBytes: number): TaskAnnotation {
  const { type, annotation } = (note ?? {}) as Partial<TaskAnnotation>;
  const wrongType = nameProblem(type);
  const wrongContent = jsonObjectProblem(annotation) ?? sizeProblem(annotation!, limitBytes);
  const issues: FieldIssue[] = [
    ...(wrongType === undefined ? [] : [{ path: 'type', message: wrongType }]),
    ...(wrongContent === undefined ? [] : [{ path: 'annotation', message: wrongContent }]),
  ];
  if (issues.length > 0) throw new InvalidRequestError(issues);
  return { type: type!, annotation: annotation! };
}

function sizeProblem(annotation: object, limitBytes: number): string | undefined {
  const stored = checkJson(JSON.stringify(annotation), limitBytes);
  return 'problem' in stored ? stored.problem.message : undefined;
}
