import type { EngineEventTable } from './engine.event.js';
import { typed } from './event.fields.js';
import {
  CHANGED_LIMIT,
  CLAIMED_STEP,
  COMPLETED_STEP,
  ENDED_STEP,
  FAILED_STEP,
  LOST_CLAIM,
  MOVED_STEP,
  RETRIED_STEP,
  STEP,
} from './step.fields.js';
import { POISONED_STEP } from './task.events.js';

/** Events of steps (specification: surface §4.3). */
export const STEP_EVENTS = {
  'step.initialize_requested': {
    category: 'step',
    description: 'A step was created with its task.',
    fields: typed(STEP, 'initialized'),
    firedBy: ['creation'],
  },
  'step.before_transition': {
    category: 'step',
    description: 'A step was claimed: an attempt begins, its handler was not called yet.',
    fields: typed(MOVED_STEP, 'before_transition'),
    firedBy: ['worker'],
  },
  'step.execution_requested': {
    category: 'step',
    description: 'An attempt begins.',
    fields: typed(CLAIMED_STEP, 'started'),
    firedBy: ['worker'],
  },
  'step.before_handle': {
    category: 'step',
    description: 'The handler of an attempt is about to be called.',
    fields: typed(CLAIMED_STEP, 'before_handle'),
    firedBy: ['worker'],
  },
  'step.retry_requested': {
    category: 'step',
    description: 'A failed step is tried again: its wait is over, or a person asked for it. Told once for each retry.',
    fields: typed(RETRIED_STEP, 'retry'),
    firedBy: ['worker', 'operator'],
  },
  'step.completed': {
    category: 'step',
    description: 'A step is complete: its results are stored.',
    fields: typed(COMPLETED_STEP, 'completed'),
    firedBy: ['worker', 'operator'],
  },
  'step.failed': {
    category: 'step',
    description: 'An attempt has failed, was lost with its worker, or was stopped with its task.',
    fields: typed(FAILED_STEP, 'failed'),
    firedBy: ['worker', 'reaper', 'deadline', 'staleness'],
  },
  'step.cancelled': {
    category: 'step',
    description: 'A step was cancelled, by itself or with its task.',
    fields: typed(ENDED_STEP, 'cancelled'),
    firedBy: ['operator'],
  },
  'step.resolved_manually': {
    category: 'step',
    description: 'A step counts as done without results: a person has resolved it, or its task was created without it.',
    fields: typed(ENDED_STEP, 'resolved_manually'),
    firedBy: ['operator', 'creation'],
  },
  'step.retry_limit_changed': {
    category: 'step',
    description: 'A person has changed how many attempts a step may make.',
    fields: typed(CHANGED_LIMIT, 'retry_limit_changed'),
    firedBy: ['operator'],
  },
  'step.claim_lost': {
    category: 'step',
    description: 'An attempt ended too late: its claim was gone, its outcome was refused.',
    fields: typed(LOST_CLAIM, 'claim_lost'),
    firedBy: ['worker'],
  },
  'step.poisoned': {
    category: 'step',
    description: 'A step loses the workers that run it.',
    fields: POISONED_STEP,
    firedBy: ['staleness'],
  },
} as const satisfies EngineEventTable;
