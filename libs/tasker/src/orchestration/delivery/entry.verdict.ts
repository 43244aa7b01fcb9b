import type { FedEvent } from '../../database/event-feed.store.js';
import type { TaskFacts } from '../../database/transition.document.js';

/** An entry of the feed, with what its events say of its task. */
export interface FeedEntry {
  readonly fed: FedEvent;
  /** Undefined where they are not stored any more; custom events need none. */
  readonly facts: TaskFacts | undefined;
}

/** An error as it is kept with a delivery. `told`: events of the entry that were delivered before one failed. */
export interface DeliveryError extends Readonly<Record<string, unknown>> {
  readonly message: string;
  readonly errorClass: string;
  readonly told: number;
}

/** What became of an entry at one subscriber. */
export type Verdict =
  | { readonly kind: 'done' }
  /** `waitMs` until the next try; null: as the number of tries says. */
  | { readonly kind: 'failed'; readonly error: DeliveryError; readonly waitMs: number | null; readonly event: FailedEvent };

/** Which event a subscriber failed over. Undefined: it could not be made. */
export type FailedEvent = { readonly id: string; readonly name: string } | undefined;

/** As `waitMs` of a failure: no further try. */
export const GIVE_UP = -1;

/** The verdict where delivering itself came to grief: it costs a try, not the subscriber. What was thrown may quote anything, so only its kind is kept. */
export function faultVerdict(fault: unknown): Verdict {
  const message = 'the event could not be handed over: a fault of the engine';
  const errorClass = fault instanceof Error ? fault.constructor.name : typeof fault;
  return { kind: 'failed', error: { message, errorClass, told: 0 }, waitMs: null, event: undefined };
}

/** An entry with its verdict. */
export interface EndedEntry {
  readonly entry: FeedEntry;
  readonly verdict: Verdict;
}

/** Position, error (null: none), and when it is due again. */
type Settled = readonly [position: number, error: DeliveryError | null, waitMs: number | null];

/** What became of the entries of a page. */
export class PageReport {
  readonly ended: EndedEntry[] = [];
  /** Resolves when it was stored, or will not be: only then can be settled what was put aside. */
  readonly written: Promise<void>;
  private write!: () => void;
  private readonly putAside: Settled[] = [];

  constructor() {
    this.written = new Promise((resolve) => (this.write = resolve));
  }

  /** Whether something will be due sooner or later. */
  get leavesSomething(): boolean {
    return this.putAside.length > 0 || this.ended.some(({ verdict }) => verdict.kind === 'failed');
  }

  get delivered(): number {
    return this.ended.filter(({ verdict }) => verdict.kind === 'done').length;
  }

  /** What is kept of a page besides the place after it. */
  get failures(): Settled[] {
    return [...this.ended.filter(({ verdict }) => verdict.kind === 'failed').map(settledOf), ...this.putAside];
  }

  /** What becomes of entries that were put aside before; those that did not end stay so. */
  get settled(): Settled[] {
    return this.ended.map(settledOf);
  }

  close(): void {
    this.write();
  }

  add(entry: FeedEntry, verdict: Verdict): void {
    this.ended.push({ entry, verdict });
  }

  /** Puts an entry aside that has not begun: it is due when no earlier one of its task is left. */
  queue({ fed }: FeedEntry): void {
    this.putAside.push([fed.position, null, null]);
  }

  /** Puts an entry aside that is still with its subscriber: due again then, or when another process delivers. */
  leave({ fed }: FeedEntry, waitMs: number): void {
    this.putAside.push([fed.position, null, waitMs]);
  }
}

function settledOf({ entry, verdict }: EndedEntry): Settled {
  return verdict.kind === 'done' ? [entry.fed.position, null, null] : [entry.fed.position, verdict.error, verdict.waitMs];
}
