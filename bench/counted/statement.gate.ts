import pg from 'pg';

/** Turns of the event loop without a statement after which nothing more is coming: the loop of a worker needs one. */
const QUIET_TURNS = 8;

/** What a process has sent to the server. */
export interface SentStatements {
  /** How often each statement was sent, by its name; unnamed ones by their first words. */
  readonly statements: Readonly<Record<string, number>>;
  /** Statements that were sent while no other one of the same connection waited for its answer. */
  readonly roundTrips: number;
}

type Query = (...parameters: unknown[]) => unknown;

/** Stands before every connection of this process: counts what it sends, and keeps statements back until the drive begins. */
export class StatementGate {
  private readonly counts = new Map<string, number>();
  private readonly waiting = new WeakMap<object, number>();
  private readonly answers = new Set<string>();
  private readonly original: Query;
  private held: (() => void)[] | undefined;
  private outstanding = 0;
  private trips = 0;
  private activity = 0;
  private onAnswer: () => void = () => undefined;

  /** `holds`: statements whose names end so are kept back while the gate is closed. `observer`: a connection that is no part of it. */
  constructor(
    private readonly holds: string,
    private readonly observer?: object,
  ) {
    const prototype = pg.Client.prototype as unknown as { query: Query };
    this.original = prototype.query;
    // eslint-disable-next-line @typescript-eslint/no-this-alias
    const gate = this;
    prototype.query = function (this: object, ...parameters: unknown[]): unknown {
      return gate.pass(this, parameters);
    };
  }

  /** Takes the gate away. */
  remove(): void {
    (pg.Client.prototype as unknown as { query: Query }).query = this.original;
  }

  /** Keeps back what is to be held, until `open`. */
  close(): void {
    this.held = [];
  }

  /** Lets everything pass, what was kept back first. */
  open(): void {
    const held = this.held ?? [];
    this.held = undefined;
    for (const send of held) send();
  }

  /** How many statements are kept back. */
  get kept(): number {
    return this.held?.length ?? 0;
  }

  /** Whether a statement whose name begins so was answered. */
  hasAnswered(beginning: string): boolean {
    return [...this.answers].some((name) => name.startsWith(beginning));
  }

  /** Resolves when every statement that was let through is answered, and what follows from the answers has happened. */
  async quiet(): Promise<void> {
    let { activity } = this;
    for (let turns = 0; turns < QUIET_TURNS; turns += 1) {
      // Not by looking again and again: how often that is depends on time, and what it allocates is counted.
      if (this.outstanding > 0) await new Promise<void>((resolve) => (this.onAnswer = resolve));
      await new Promise(setImmediate);
      if (this.outstanding === 0 && activity === this.activity) continue;
      turns = 0;
      ({ activity } = this);
    }
  }

  /** What was sent since the last call. */
  take(): SentStatements {
    const sent = {
      statements: Object.fromEntries([...this.counts].sort(([one], [other]) => (one < other ? -1 : 1))),
      roundTrips: this.trips,
    };
    this.counts.clear();
    this.trips = 0;
    return sent;
  }

  private pass(client: object, parameters: unknown[]): unknown {
    if (client === this.observer) return this.original.apply(client, parameters);
    const name = nameOf(parameters[0]);
    this.activity += 1;
    if (this.held === undefined || !name.endsWith(this.holds)) return this.send(client, name, parameters);
    const { held } = this;
    return new Promise((resolve) => held.push(() => resolve(this.send(client, name, parameters))));
  }

  private send(client: object, name: string, parameters: unknown[]): unknown {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
    const before = this.waiting.get(client) ?? 0;
    if (before === 0) this.trips += 1;
    this.waiting.set(client, before + 1);
    this.outstanding += 1;
    const answered = (): void => {
      this.waiting.set(client, this.waiting.get(client)! - 1);
      this.outstanding -= 1;
      this.activity += 1;
      this.answers.add(name);
      this.onAnswer();
    };
    const result = this.original.apply(client, withEnd(parameters, answered));
    if (result instanceof Promise) void result.then(answered, answered);
    return result;
  }
}

/** Whoever gives a callback gets no promise. */
function withEnd(parameters: unknown[], answered: () => void): unknown[] {
  return parameters.map((parameter) =>
    typeof parameter !== 'function'
      ? parameter
      : (...given: unknown[]) => {
          answered();
          (parameter as (...given: unknown[]) => void)(...given);
        },
  );
}

function nameOf(statement: unknown): string {
  if (typeof statement === 'string') return statement.trim().toLowerCase().split(/\s+/, 3).join(' ');
  const { name, text } = statement as { name?: string; text?: string };
  return name ?? nameOf(text ?? 'unnamed');
}
