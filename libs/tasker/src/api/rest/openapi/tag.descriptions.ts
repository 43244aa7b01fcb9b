import type { RouteTag } from '../contract/route.contract.js';

const DESCRIPTIONS: Readonly<Record<RouteTag, string>> = {
  Tasks: 'Create tasks, find them, look at them.',
  Steps: 'The steps of a task, their inputs and results.',
  Operations: 'What a person does to tasks and steps that exist: cancel, retry, resolve, complete, pause, resume.',
  Annotations: 'Typed notes on tasks.',
  Live: 'Changes as they are committed, by server-sent events.',
  Handlers: 'The definitions that are registered, with their graphs.',
  Diagrams: 'Tasks and definitions as pictures.',
  Analytics: 'How tasks do, what holds them up, when they will end.',
  Workers: 'The processes that work, and what bounds them.',
  Health: 'Whether this process works and may be sent requests.',
  Metrics: 'Figures for a scraper.',
  Documentation: 'This document.',
};

/** The groups of routes, in the order in which they are shown. */
export const TAGS = Object.entries(DESCRIPTIONS).map(([name, description]) => ({ name, description }));
