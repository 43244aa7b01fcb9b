import type { StepState } from '../../model/states.js';

/** What a node or edge is painted for: the state of a step, what became of a declared one, or neither. */
export type DiagramTone = StepState | 'declared' | 'group' | 'added' | 'removed' | 'changed' | 'unchanged';

/** What is known of a node besides its label; absent where it does not apply. */
export interface DiagramFacts {
  /** In full; a label may be shortened. */
  readonly name: string;
  readonly state?: StepState;
  /** Place of the step in its task. */
  readonly stepId?: number;
  /** Attempts begun. */
  readonly attempts?: number;
  /** Attempts in total: the first one counts. */
  readonly retryLimit?: number;
  /** Of the latest attempt, from claim to end, or to the moment of the diagram. */
  readonly durationSeconds?: number;
  readonly nextRetryAt?: Date;
  /** Why it is not finished: a word of `Orchestrator.explain`, and its sentence. */
  readonly reason?: string;
  readonly because?: string;
  /** Message of the latest failure, shortened, without what `telemetry.filterParameters` hides. */
  readonly error?: string;
  /** Of a group: its steps by tone. */
  readonly counts?: Readonly<Partial<Record<DiagramTone, number>>>;
  /** Of a step that changed between two versions: in what. */
  readonly changes?: readonly string[];
}

/** A box of a diagram. */
export interface DiagramNode {
  /** Letters, digits, `_` and `-` only: `step_12`, `task_…`. */
  readonly id: string;
  readonly kind: 'task' | 'definition' | 'step' | 'group';
  /** Its lines; the first one says what it is. Content of users: a renderer escapes them for its language. */
  readonly label: readonly string[];
  readonly tone: DiagramTone;
  /** Row, from 0 on. */
  readonly level: number;
  /** On the way that decides when the task is finished. */
  readonly critical: boolean;
  /** Where more is told of it; absolute. */
  readonly url: string | null;
  readonly facts: DiagramFacts;
}

/** An arrow between two boxes. */
export interface DiagramEdge {
  readonly from: string;
  readonly to: string;
  /** `provides` for a dependency; absent between a task and its first steps. */
  readonly label?: string;
  readonly tone: 'plain' | 'added' | 'removed';
  readonly critical: boolean;
}

/** What a diagram is drawn from, before its bounds are applied. */
export interface DiagramContent {
  readonly title: string;
  /** Words and values that stand above the picture. */
  readonly heading: readonly (readonly [word: string, value: string])[];
  readonly nodes: readonly DiagramNode[];
  readonly edges: readonly DiagramEdge[];
}

/** A task, a definition or a difference of two as boxes and arrows, ready to be rendered. */
export interface Diagram extends DiagramContent {
  /** True: there were more than 200 steps or 500 arrows, and the boxes stand for groups of levels. */
  readonly condensed: boolean;
  /** Steps and dependencies of what is shown, drawn or not. */
  readonly totalSteps: number;
  readonly totalDependencies: number;
  readonly generatedAt: Date;
}

/** Words for tones, where a colour alone would say it. */
export const TONE_WORDS: Readonly<Record<DiagramTone, string>> = {
  pending: 'pending',
  in_progress: 'in progress',
  complete: 'complete',
  error: 'error',
  cancelled: 'cancelled',
  resolved_manually: 'resolved manually',
  declared: 'declared',
  group: 'group of steps',
  added: 'added',
  removed: 'removed',
  changed: 'changed',
  unchanged: 'unchanged',
};
