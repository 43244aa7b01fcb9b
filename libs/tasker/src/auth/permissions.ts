/**
 * The resources and what may be done with each (specification: surface §3.5, and the actions that are new here). A permission is
 * `<resource>:<action>`.
 */
export const RESOURCES = {
  'tasker.task': ['index', 'show', 'create', 'update', 'destroy', 'retry', 'cancel', 'resolve', 'pause', 'resume', 'bulk', 'explain'],
  'tasker.workflow_step': ['index', 'show', 'update', 'destroy', 'retry', 'cancel', 'resolve', 'complete', 'explain'],
  'tasker.task_diagram': ['index', 'show'],
  'tasker.health_status': ['index'],
  'tasker.handler': ['index', 'show'],
  'tasker.metrics': ['index'],
  'tasker.analytics': ['index'],
  'tasker.worker': ['index'],
  'tasker.dead_letter': ['index', 'resolve'],
  'tasker.annotation': ['index', 'create'],
} as const;

type Resources = typeof RESOURCES;

/** `tasker.task:cancel`, … */
export type Permission = { [R in keyof Resources]: `${R & string}:${Resources[R][number]}` }[keyof Resources];

/** Every permission of this package. */
export const PERMISSIONS = Object.entries(RESOURCES).flatMap(([resource, actions]) =>
  actions.map((action) => `${resource}:${action}`),
) as readonly Permission[];
