import type { NamedTaskRequest } from 'nestjs-tasker';
import { SHAPES, type SoakContext, type SoakShape } from './soak.workflows.js';

const SEED = 20_260_101;
/** Of ten thousand tasks: with a step that fails once or twice; with one that fails for good; with kilobytes of content. */
const FAILING = 1_000;
const FAILING_FOR_GOOD = 20;
const LARGE = 100;

/** A task of the soak, and how many of its steps will be completed by workers at most. */
interface SoakTask {
  readonly request: NamedTaskRequest;
  readonly steps: number;
}

/** Makes the tasks of the soak, the same ones in every run. */
export class SoakTasks {
  private state = SEED;
  private number = 0;

  next(): SoakTask {
    this.number += 1;
    const shape = this.shape();
    return { request: { name: shape.name, context: { ...this.context(shape) } }, steps: shape.steps.length };
  }

  private context({ steps }: SoakShape): SoakContext {
    const context = { number: this.number, reference: `order-${this.number}`, note: 'a context of about one hundred bytes as JSON text' };
    const drawn = this.draw(10_000);
    const step = steps[this.draw(steps.length)]!;
    if (drawn < FAILING_FOR_GOOD) return { ...context, failing: { step, attempts: 1, forGood: true } };
    if (drawn < FAILING) return { ...context, failing: { step, attempts: 1 + this.draw(2), forGood: false } };
    if (drawn < FAILING + LARGE) return { ...context, document: this.document() };
    return context;
  }

  /** Digits: they do not shrink to nothing when the server packs them. */
  private document(): string {
    return Array.from({ length: 1_000 }, () => this.draw(1e9).toString(36)).join(' ');
  }

  private shape(): SoakShape {
    let rest = this.draw(100);
    return SHAPES.find(({ percent }) => (rest -= percent) < 0)!;
  }

  /** A whole number from 0 to below `bound`. */
  private draw(bound: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * bound);
  }
}
