import type { JsonSchema } from '../../../model/json.js';
import { STEP_STATES, TASK_STATES } from '../../../model/states.js';
import { anything, integer, moment, nullable, object, oneOfWords, truth, uuid, word } from './schema.words.js';

const STATES = [...new Set<string>([...TASK_STATES, ...STEP_STATES])];

/** Live changes. */
export const LIVE_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  LiveChange: object('Something that was committed to the history of a task or of one of its steps: the data of an event.', {
    task_id: uuid(),
    namespace: word(),
    name: word(),
    version: word(),
    full_name: word('`<namespace>.<name>@<version>`'),
    at: moment('When it happened, by the clock of the database.'),
    from_status: nullable(oneOfWords(STATES, 'Null: the task was created. As `to_status`: a person acted, `metadata.action` says how.')),
    to_status: oneOfWords(STATES),
    task_status: oneOfWords(TASK_STATES, 'State of the task when this was read.'),
    actor: nullable(word('Who did it, where a person did it.')),
    reason: nullable(word()),
    metadata: anything('What a person changed; null without.'),
    workflow_step: nullable(
      object('The step; null: the task itself changed.', {
        workflow_step_id: integer('Its place in the task.'),
        name: word(),
        attempt: integer('Attempts that it had begun.'),
        started_at: nullable(moment('When the attempt began that has ended; null where none did.')),
        worker_id: nullable(uuid()),
        error: nullable(
          object('Why the attempt failed, with what is sensitive masked.', {
            message: word(),
            error_class: word(),
            error_code: nullable(word()),
            permanent: truth('No further attempt follows from it.'),
            context: anything('What the handler said of it.'),
          }),
        ),
      }),
    ),
  }),
};
