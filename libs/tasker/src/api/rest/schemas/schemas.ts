import type { JsonSchema } from '../../../model/json.js';
import { ANALYTICS_SCHEMAS } from './analytics.schemas.js';
import { ATTENTION_SCHEMAS } from './attention.schemas.js';
import { CLUSTER_SCHEMAS } from './cluster.schemas.js';
import { DIAGRAM_SCHEMAS } from './diagram.schemas.js';
import { ERROR_SCHEMAS } from './error.schemas.js';
import { EXPLANATION_SCHEMAS } from './explanation.schemas.js';
import { HANDLER_SCHEMAS } from './handler.schemas.js';
import { HISTORY_SCHEMAS } from './history.schemas.js';
import { NOTE_SCHEMAS } from './note.schemas.js';
import { HEALTH_SCHEMAS } from './health.schemas.js';
import { LIVE_SCHEMAS } from './live.schemas.js';
import { REQUEST_SCHEMAS } from './request.schemas.js';
import { STEP_SCHEMAS } from './step.schemas.js';
import { TASK_ANALYSIS_SCHEMAS } from './task-analysis.schemas.js';
import { TASK_SCHEMAS } from './task.schemas.js';

/** The schemas that answers and bodies name by `ref`, by area. A name stands in one area only. */
export const SCHEMA_AREAS: readonly Readonly<Record<string, JsonSchema>>[] = [
  ERROR_SCHEMAS,
  TASK_SCHEMAS,
  STEP_SCHEMAS,
  REQUEST_SCHEMAS,
  LIVE_SCHEMAS,
  HEALTH_SCHEMAS,
  EXPLANATION_SCHEMAS,
  DIAGRAM_SCHEMAS,
  HANDLER_SCHEMAS,
  ANALYTICS_SCHEMAS,
  TASK_ANALYSIS_SCHEMAS,
  HISTORY_SCHEMAS,
  NOTE_SCHEMAS,
  ATTENTION_SCHEMAS,
  CLUSTER_SCHEMAS,
];

/** All of them by name, in the order of their names. */
export function componentSchemas(): Readonly<Record<string, JsonSchema>> {
  const named = SCHEMA_AREAS.flatMap((area) => Object.entries(area));
  return Object.fromEntries(named.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
