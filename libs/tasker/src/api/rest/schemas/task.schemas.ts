import type { JsonSchema } from '../../../model/json.js';
import { TASK_STATES } from '../../../model/states.js';
import { ref } from '../contract/route.contract.js';
import {
  anything, count, integer, listOf, moment, nullable, number, object, oneOfWords, page, truth, uuid, word, type Properties,
} from './schema.words.js'; // prettier-ignore

/** A stored state, as tasks and steps have it. */
export const STATUS = oneOfWords(TASK_STATES, 'Its state.');

const SUMMARY: Properties = {
  task_id: uuid('Ordered by the time of creation.'),
  name: word('Of its definition.'),
  namespace: word('Of its definition.'),
  version: word('Of its definition.'),
  full_name: word('`<namespace>.<name>@<version>`', { examples: ['shop.process_order@1.2.0'] }),
  status: STATUS,
  complete: truth('Every step ended well.'),
  priority: integer('Higher runs first.'),
  initiator: word('Who asked for it.'),
  source_system: word('Where it came from.'),
  reason: word('Why.'),
  tags: listOf(word()),
  bypass_steps: listOf(word(), 'Steps that it was created without.'),
  correlation_id: word('As given, or made of its id.'),
  requested_at: moment(),
  finished_at: nullable(moment('When it came to rest; null while it has not.')),
  paused_at: nullable(moment('Since when nothing of it begins; null when it is not paused.')),
  paused_by: nullable(word('Who paused it.')),
  pause_reason: nullable(word('Why it is paused.')),
  incomplete_steps: count('Steps that are neither complete nor resolved.'),
};

const TASK: Properties = {
  ...SUMMARY,
  context: anything('Its input: a JSON object, content of the user.'),
  workflow_steps: listOf(ref('WorkflowStep'), 'In the order of their places.'),
  workflow_summary: ref('WorkflowSummary'),
  task_annotations: listOf(ref('TaskAnnotation'), 'Typed notes, the first 100 in the order of writing.'),
  dependency_analysis: ref('TaskAnalysis'),
};

const WORKFLOW_SUMMARY = object('Where a task stands, counted from its steps.', {
  total_steps: count(),
  completed: count('Complete or resolved.'),
  pending: count(),
  in_progress: count(),
  failed: count(),
  ready: count('May be claimed now.'),
  completion_percentage: number('From 0 to 100, two decimals.', { minimum: 0, maximum: 100 }),
  status: word('What is going on, as `processing` or `blocked_by_failures`.'),
  health: word('`healthy`, `recovering`, `blocked` …'),
  recommended_action: word('What to do next.'),
  progress_details: object('The same for people.', {
    completed_ratio: word(undefined, { examples: ['3/8'] }),
    completion_percentage: word(undefined, { examples: ['37.5%'] }),
    remaining_steps: count(),
    failed_steps: count(),
    ready_steps: count(),
  }),
});

const ANNOTATION = object('A typed note on a task.', {
  task_id: uuid(),
  task_annotation_id: word('Order of writing.', { pattern: '^\\d+$' }),
  annotation_type_name: word(),
  annotation: anything('Content of the user.'),
  created_at: moment(),
});

/** Tasks as answers show them. */
export const TASK_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  TaskSummary: object(
    'A task in a list. Its context is there when `include=context` asks for it.',
    { ...SUMMARY, context: TASK.context! },
    { optional: ['context'] },
  ),
  Task: object('A task with its context and its steps.', TASK, { optional: ['dependency_analysis'] }),
  WorkflowSummary: WORKFLOW_SUMMARY,
  TaskAnnotation: ANNOTATION,
  TaskAnswer: object('One task.', { task: ref('Task') }),
  TaskPage: page('tasks', 'TaskSummary', { total: true }),
  CreatedTasks: object('What was created, in the order of the requests.', {
    tasks: listOf(ref('TaskSummary')),
    created: count('How many are new.'),
    duplicates: count('How many were there before: repeated requests.'),
  }),
  CancelledTask: object('The task as the cancellation has left it.', { cancelled: { const: true }, task: ref('Task') }),
  BulkActionAnswer: object('What a bulk action did.', {
    bulk_action: object('The numbers of tasks add up to `matched`, except in a dry run.', {
      action: oneOfWords(['cancel', 'retry', 'resolve', 'pause', 'resume']),
      dry_run: truth('Only counted: nothing was changed.'),
      matched: count('Matched when the action began.'),
      changed: count(),
      unchanged: count('Were what the action makes of them already, or no longer what was asked for.'),
      refused: count('Their state does not allow the action.'),
      busy: count('Held by somebody for too long: repeat the action for them.'),
    }),
  }),
};
