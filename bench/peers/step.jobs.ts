import type { Content, HandledSteps, StepResult } from './handled.steps.js';
import type { Shape } from './peer.engine.js';

/** A step as a job of a queue, for engines whose users join jobs to workflows by hand: it carries what its handler is given. */
export interface StepJob {
  /** Place in its workflow; parts that run beside each other have places of their own. */
  readonly place: number;
  readonly content: Content;
  /** Results of the steps that it follows, unless the engine brings them. */
  readonly parents: readonly StepResult[];
}

/** What a job is in its workflow. */
export type Role = 'link' | 'split' | 'part' | 'join';

const LINKS: Readonly<Partial<Record<Shape, number>>> = { single: 1, linear: 5 };
const WIDTHS: Readonly<Partial<Record<Shape, number>>> = { diamond: 2, 'fan-out': 50 };

/** How the jobs of a shape follow each other. */
export class StepJobs {
  /** Jobs one after the other; null: the shape spreads. */
  readonly links: number | null;
  /** Parts beside each other. */
  readonly width: number;

  constructor(shape: Shape) {
    this.links = LINKS[shape] ?? null;
    this.width = WIDTHS[shape] ?? 0;
  }

  /** The job that a workflow begins with. */
  first(content: Content): StepJob {
    return { place: 0, content, parents: [] };
  }

  roleOf({ place }: StepJob): Role {
    if (this.links !== null) return 'link';
    if (place === 0) return 'split';
    return place <= this.width ? 'part' : 'join';
  }

  /** Calls the handler of a job, whose parents' results the engine may have brought. */
  handle(job: StepJob, handled: HandledSteps, parents = job.parents): StepResult {
    const expected = { link: Math.min(job.place, 1), split: 0, part: 1, join: this.width }[this.roleOf(job)];
    return handled.handle(job.content, parents, expected);
  }

  /** The next link of a chain; null: it was the last. */
  nextLink({ place, content }: StepJob, result: StepResult): StepJob | null {
    return place + 1 === this.links ? null : { place: place + 1, content, parents: [result] };
  }

  /** What runs beside each other after the first. */
  parts({ content }: StepJob, result: StepResult): StepJob[] {
    return Array.from({ length: this.width }, (_, part) => ({ place: part + 1, content, parents: [result] }));
  }

  /** What follows all parts; their results are brought or added. */
  join({ content }: StepJob): StepJob {
    return { place: this.width + 1, content, parents: [] };
  }

  /** Whether a workflow is complete with this job. */
  isLast(job: StepJob): boolean {
    return this.links === null ? this.roleOf(job) === 'join' : job.place + 1 === this.links;
  }
}
