import { randomFillSync, randomInt } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { EngineDatabase } from '../database/engine.database.js';
import type { CreateReport } from '../database/tasker.functions.js';

/** A clock that was set back by less than this goes on from where it was, so that ids stay in order. */
const STEP_MS = 1_000;

/** Random bytes of one id, and of how many ids they are asked for at once: asking takes longer than all the rest of an id. */
const RANDOM_BYTES = 16;
const RANDOM_IDS = 64;

/** What lists by time look at besides what they are asked for, and how far create_tasks lets ids be from the time of the creation. */
const MISPLACED_MS = 10_000;

/** What was asked for, as far as it names ids. */
interface NamedTask {
  readonly taskId: string;
  readonly request: { readonly taskId?: string };
}

/** Ids of tasks: UUIDv7 by the clock of the database, so that they say when a task was created wherever that was. */
@Injectable()
export class TaskIds {
  private readonly logger = new Logger('TaskerOrchestrator');
  private last = 0;
  private sequence = 0;
  private warned = false;
  private readonly random = new Uint8Array(RANDOM_BYTES * RANDOM_IDS);
  private readonly randoms = Array.from({ length: RANDOM_IDS }, (_, place) =>
    this.random.subarray(place * RANDOM_BYTES, (place + 1) * RANDOM_BYTES),
  );
  private used = RANDOM_IDS;

  constructor(private readonly database: EngineDatabase) {}

  /** Later than every one before. */
  next(): string {
    const now = this.database.clock.now();
    if (now > this.last || now < this.last - STEP_MS) {
      this.last = now;
      this.sequence = randomInt(2 ** 31);
    } else {
      this.sequence += 1;
    }
    return uuidv7({ msecs: this.last, seq: this.sequence, random: this.unused() });
  }

  /** Learns the time from a creation that was asked for at `asked`; warns once of ids that were given and do not say it. */
  learn(tasks: readonly NamedTask[], { created, requestedAt }: CreateReport, asked: number): void {
    const at = requestedAt.getTime();
    this.database.clock.learn(at, asked);
    if (this.warned) return;
    const off = tasks.find(({ taskId, request }) => request.taskId !== undefined && created.has(taskId) && !near(taskId, at));
    if (off === undefined) return;
    this.warned = true;
    this.logger.warn(
      `task ${off.taskId}: the id that the request gives is no UUIDv7 of the time of the creation. Lists by time sort such tasks, and each has ` +
        'one more row: leave taskId out, or make it when the task is created (said once)',
    );
  }

  /** Random bytes that no id has yet. */
  private unused(): Uint8Array {
    if (this.used === RANDOM_IDS) {
      randomFillSync(this.random);
      this.used = 0;
    }
    return this.randoms[this.used++]!;
  }
}

/** A UUIDv7 begins with its milliseconds. */
function near(taskId: string, at: number): boolean {
  return Math.abs(Number.parseInt(taskId.replaceAll('-', '').slice(0, 12), 16) - at) <= MISPLACED_MS;
}
