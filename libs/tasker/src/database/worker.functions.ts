import { Injectable } from '@nestjs/common';
import { EngineDatabase, type Statement } from './engine.database.js';
import type { ClaimKey } from './outcome.js';
import { SideConnection } from './side.connection.js';

/** What a worker says about itself when it starts. */
export interface WorkerRegistration {
  readonly workerId: string;
  readonly leaseMs: number;
  readonly pid: number;
  readonly concurrency: number;
  readonly host: string;
  readonly version: string;
  readonly queues: readonly string[];
  /** Hash of each definition by full name. */
  readonly definitions: Readonly<Record<string, string>>;
  /** Lanes that it may claim from, sorted. */
  readonly lanes: readonly number[];
}

/** What a worker may claim from; each list is sorted. */
export interface WorkerLanes {
  readonly free: readonly number[];
  /** Under a limit: claimed by calls of their own. */
  readonly limited: readonly number[];
}

/** What a heartbeat tells the worker. */
export interface HeartbeatReport {
  readonly alive: boolean;
  /** Attempts among the running ones that this worker no longer holds: cancelled, or taken back. */
  readonly gone: readonly ClaimKey[];
  /** Other live workers. */
  readonly others: number;
  /** When the next lease or time limit of another worker runs out; null when there is none. */
  readonly expiryInMs: number | null;
  /** Changes when the lanes of the worker's definitions do. */
  readonly coverage: number;
  /** When the first step of the lanes that were looked through is due; negative: it is. Null: none has a time, or none were looked through. */
  readonly dueInMs: number | null;
}

/** A definition as rows know it. */
export interface RegisteredDefinition {
  readonly namedTaskId: number;
  /** Named step and lane of each step, by its name. */
  readonly steps: Readonly<Record<string, readonly [namedStepId: number, lane: number]>>;
  /** Hosts of live workers that have another definition under the same version. */
  readonly otherHosts: readonly string[];
}

/** A definition to write: its full name, and the snapshot with its hash. */
export interface DefinitionSnapshot {
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  readonly description: string | null;
  readonly hash: string;
  readonly configuration: string;
}

/** A step that a hook chose for a task. */
export interface ChosenStep {
  readonly name: string;
  /** Name of the declared step whose handler runs it; its own name for a declared step with another queue. */
  readonly like: string;
  readonly queue: string;
  readonly dependentSystem: string;
}

/** A step of a definition, by its named step. */
export interface TaskStep {
  readonly namedStepId: number;
  readonly name: string;
  /** The declared step whose handler runs it; null for a declared step. */
  readonly handledAs: number | null;
}

/** A namespace as its row gives it. */
export interface NamespaceRow {
  readonly task_namespace_id: number;
  readonly description: string | null;
  /** Whether this call made it. */
  readonly created: boolean;
}

/** Life of workers and definitions: one method for each SQL function, no logic. */
@Injectable()
export class WorkerFunctions {
  private readonly side: SideConnection;

  constructor(private readonly database: EngineDatabase) {
    this.side = new SideConnection(database);
  }

  async registerDefinition(snapshot: DefinitionSnapshot): Promise<RegisteredDefinition> {
    const [row] = await this.database.records<{
      named_task_id: number;
      steps: RegisteredDefinition['steps'] | null;
      other_hosts: string[];
    }>(`select * from ${this.database.prefix}.register_definition($1, $2, $3, $4, $5, $6)`, [
      snapshot.namespace,
      snapshot.name,
      snapshot.version,
      snapshot.description,
      snapshot.hash,
      snapshot.configuration,
    ]);
    return { namedTaskId: row!.named_task_id, steps: row!.steps ?? {}, otherHosts: row!.other_hosts };
  }

  /** Creates a namespace, or finds it; a description that is given replaces the one that is there. */
  async createNamespace(name: string, description: string | null): Promise<NamespaceRow> {
    const [row] = await this.database.records<NamespaceRow>(`select * from ${this.database.prefix}.create_namespace($1, $2)`, [
      name,
      description,
    ]);
    return row!;
  }

  /** The statement that registers steps which a hook chose, for the engine's pool or a caller's transaction: one row, one column. */
  registerStepsStatement(namedTaskId: number, steps: readonly ChosenStep[]): Statement {
    return {
      name: 'register_steps',
      text: `select ${this.database.prefix}.register_steps($1, $2) as steps`,
      values: [namedTaskId, JSON.stringify(steps)],
    };
  }

  /**
   * Registers steps that a hook chose: named step and lane of each, by its name. `aside`: for a caller who holds a connection of the pool;
   * never in its transaction, whose end nobody knows.
   */
  async registerSteps(namedTaskId: number, steps: readonly ChosenStep[], aside = false): Promise<RegisteredDefinition['steps']> {
    const rows = await (aside ? this.side : this.database).rows<[RegisteredDefinition['steps']]>(
      this.registerStepsStatement(namedTaskId, steps),
    );
    return rows[0]![0];
  }

  /** Names of steps of a definition, and who handles those that it does not declare; unknown ids are left out. */
  async stepsOfTask(namedTaskId: number, namedStepIds: readonly number[]): Promise<TaskStep[]> {
    const rows = await this.database.rows<[number, string, number | null]>({
      name: 'steps_of_task',
      text: `select * from ${this.database.prefix}.steps_of_task($1, $2)`,
      values: [namedTaskId, namedStepIds],
    });
    return rows.map(([namedStepId, name, handledAs]) => ({ namedStepId, name, handledAs }));
  }

  /** The named step that each lane belongs to; unknown lanes are left out. */
  async lanesOf(lanes: readonly number[]): Promise<ReadonlyMap<number, number>> {
    const rows = await this.database.rows<[number, number]>({
      name: 'lanes_of',
      text: `select l.lane, l.named_step_id from ${this.database.prefix}.lanes l where l.lane = any ($1)`,
      values: [lanes],
    });
    return new Map(rows);
  }

  async registerWorker(worker: WorkerRegistration): Promise<void> {
    await this.database.records(
      `select ${this.database.prefix}.register_worker($1, make_interval(secs => $2), $3, $4, $5, $6, $7, $8, $9)`,
      [
        worker.workerId,
        worker.leaseMs / 1000,
        worker.pid,
        worker.concurrency,
        worker.host,
        worker.version,
        worker.queues,
        JSON.stringify(worker.definitions),
        worker.lanes,
      ],
    );
  }

  /** Writes what a worker may claim from now on. */
  async setWorkerLanes({ workerId, lanes, definitions }: Pick<WorkerRegistration, 'workerId' | 'lanes' | 'definitions'>): Promise<void> {
    await this.database.records(`select ${this.database.prefix}.set_worker_lanes($1, $2, $3)`, [
      workerId,
      lanes,
      JSON.stringify(definitions),
    ]);
  }

  /**
   * Lanes that may be claimed, sorted, those under a limit apart. `known`: named step ids that this worker has handlers for, by named task
   * id.
   */
  async coverage(
    queues: readonly string[],
    known: ReadonlyMap<number, readonly number[]>,
  ): Promise<{ lanes: WorkerLanes; coverage: number }> {
    const [row] = await this.database.records<{ lanes: number[]; limited: number[]; coverage: string }>(
      `select * from ${this.database.prefix}.worker_coverage($1, $2)`,
      [queues, JSON.stringify(Object.fromEntries(known))],
    );
    return { lanes: { free: row!.lanes, limited: row!.limited }, coverage: Number(row!.coverage) };
  }

  async heartbeat(beat: {
    workerId: string;
    /** Milliseconds until the earliest time limit of a running step; null when there is none. */
    timeoutInMs: number | null;
    running: readonly ClaimKey[];
    namedTaskIds: readonly number[];
    /** Sorted lanes that are looked through for the first step that is due; null: none are. */
    lanes: readonly number[] | null;
    /** A beat that gets no answer in this time is tried again on another connection. */
    limitMs: number;
  }): Promise<HeartbeatReport> {
    const { running } = beat;
    const rows = await this.database.rows<[boolean, [string, number, number][], number, number | null, string, number | null]>({
      name: 'heartbeat',
      text: `select * from ${this.database.prefix}.heartbeat($1, $2, $3, $4, $5, $6, $7)`,
      values: [
        beat.workerId,
        beat.timeoutInMs,
        running.map(({ taskId }) => taskId),
        running.map(({ stepId }) => stepId),
        running.map(({ attempt }) => attempt),
        beat.namedTaskIds,
        beat.lanes,
      ],
      limitMs: beat.limitMs,
    });
    const [alive, gone, others, expiryInMs, coverage, dueInMs] = rows[0]!;
    return {
      alive,
      gone: gone.map(([taskId, stepId, attempt]) => ({ taskId, stepId, attempt })),
      others,
      expiryInMs,
      coverage: Number(coverage),
      dueInMs,
    };
  }

  /** Milliseconds until the first step of these lanes, sorted, is due; negative: it is. Null: none has a time. */
  async firstDueIn(lanes: readonly number[]): Promise<number | null> {
    const rows = await this.database.rows<[number | null]>({
      name: 'first_due',
      text: `select ${this.database.prefix}.first_due_ms($1)`,
      values: [lanes],
    });
    return rows[0]![0];
  }

  /** Says that the worker claims nothing more. */
  async drainWorker(workerId: string): Promise<void> {
    await this.database.records(`select ${this.database.prefix}.drain_worker($1)`, [workerId]);
  }

  /** Deletes rows of workers that have been done with for so long, so many at most; how many it were. */
  async removeWorkers(ageMs: number, limit: number): Promise<number> {
    const [row] = await this.database.records<{ removed: number }>(
      `select ${this.database.prefix}.remove_workers(make_interval(secs => $1), $2) as removed`,
      [ageMs / 1000, limit],
    );
    return row!.removed;
  }

  async stopWorker(workerId: string): Promise<void> {
    await this.database.records(`select ${this.database.prefix}.stop_worker($1)`, [workerId]);
  }
}
