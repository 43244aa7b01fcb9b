import type { EventCategory } from './engine.event.js';

/** A name of the specification that means nothing in this engine, and what to listen to instead. */
export interface ReplacedEvent {
  readonly category: EventCategory;
  /** Fired names; empty where there is nothing to tell. */
  readonly replacedBy: readonly string[];
  readonly why: string;
}

const NO_REENQUEUE = 'Tasks are never put back into a queue: their steps wait in the database, each with its time.';

/** Names that nothing fires (specification: surface, Appendix A). */
export const REPLACED_EVENTS: Readonly<Record<string, ReplacedEvent>> = {
  'step.handle': {
    category: 'step',
    replacedBy: ['step.before_handle'],
    why: 'The call of a handler begins when step.before_handle says so.',
  },
  'workflow.orchestration_requested': {
    category: 'workflow',
    replacedBy: ['task.initialize_requested'],
    why: 'Whoever creates a task has asked for everything that follows.',
  },
  'workflow.task_finalization_started': {
    category: 'workflow',
    replacedBy: ['workflow.task_finalization_completed'],
    why: 'A task is finalized in the transaction of its last outcome: nobody could see it begin.',
  },
  'workflow.task_reenqueue_started': {
    category: 'workflow',
    replacedBy: ['observability.step.backoff'],
    why: NO_REENQUEUE,
  },
  'workflow.task_reenqueue_requested': {
    category: 'workflow',
    replacedBy: ['observability.step.backoff'],
    why: NO_REENQUEUE,
  },
  'workflow.task_reenqueue_failed': {
    category: 'workflow',
    replacedBy: ['task.stale'],
    why: `${NO_REENQUEUE} A task that does not go on is told by task.stale.`,
  },
  'workflow.task_reenqueue_delayed': {
    category: 'workflow',
    replacedBy: ['observability.step.backoff'],
    why: `${NO_REENQUEUE} observability.step.backoff tells the delay.`,
  },
  'workflow.task_state_unclear': {
    category: 'workflow',
    replacedBy: ['task.stale'],
    why: 'The state of a task is a column, always clear; why it does not go on is told by task.stale and orchestrator.explain().',
  },
  'workflow.step_execution_failed': {
    category: 'workflow',
    replacedBy: ['step.failed'],
    why: 'A second name for workflow.step_failed.',
  },
  'workflow.viable_steps_batch_ready': {
    category: 'workflow',
    replacedBy: ['workflow.viable_steps_discovered'],
    why: 'Steps are claimed in the moment in which they are found.',
  },
  'observability.step.handle': {
    category: 'observability',
    replacedBy: ['step.before_handle'],
    why: 'A second name for step.before_handle.',
  },
  'observability.step.find_viable': {
    category: 'observability',
    replacedBy: ['workflow.viable_steps_discovered'],
    why: 'A second name for workflow.viable_steps_discovered.',
  },
  'tasker.telemetry.cache_synced': {
    category: 'telemetry',
    replacedBy: ['tasker.telemetry.export_completed'],
    why: 'Metrics live in the registry of Prometheus: there is no cache to bring into line.',
  },
  'registry.sync_requested': {
    category: 'registry',
    replacedBy: ['registry.coordination_complete'],
    why: 'Registries are filled at start and need no synchronisation.',
  },
  'registry.health_check': {
    category: 'registry',
    replacedBy: [],
    why: 'Nothing checks registries by itself: ask HandlerFactory.health() at any time.',
  },
  'registry.stats_collected': {
    category: 'registry',
    replacedBy: [],
    why: 'Nothing collects figures by itself: ask statistics() of HandlerFactory, SubscriberRegistry or PluginRegistry at any time.',
  },
  'registry.cross_discovery': {
    category: 'registry',
    replacedBy: ['registry.coordination_complete'],
    why: 'Every registry finds its own entries among the providers of the application.',
  },
};
