import { Injectable } from '@nestjs/common';
import type { WantedFacts } from '../../database/tasker.functions.js';
import { possibleNamesOf } from '../../events/change.events.js';
import { EngineInstruments } from '../../events/engine.instruments.js';
import { EventBus } from '../../events/event.bus.js';
import { RESTING_TASK_STATES } from '../../model/states.js';

const STARTS = possibleNamesOf({ kind: 'task', from: 'pending', to: 'in_progress' });
const RESTS = RESTING_TASK_STATES.flatMap((to) => possibleNamesOf({ kind: 'task', from: 'in_progress', to }));

/** Whether anybody in this process wants to know what happens, and how much of it. */
@Injectable()
export class NewsDemand {
  constructor(
    private readonly bus: EventBus,
    private readonly instruments: EngineInstruments,
  ) {}

  /** Somebody listens to something, or an instrument watches. */
  get isWanted(): boolean {
    return this.bus.isHeard || this.instruments.meter !== null || this.tracesTasks;
  }

  /** Somebody listens to something. */
  get isHeard(): boolean {
    return this.bus.isHeard;
  }

  /** Somebody wants to be told what happened to tasks or steps: by events or spans. */
  get isTold(): boolean {
    return this.bus.isHeard || this.tracesTasks;
  }

  /** Of which tasks figures are worth reading. */
  get wantsFacts(): WantedFacts {
    const hasRoom = (name: string) => this.bus.hasRoom(name);
    if (this.bus.isHeard && STARTS.some(hasRoom)) return 'all';
    return this.tracesTasks || (this.bus.isHeard && RESTS.some(hasRoom)) ? 'rested' : null;
  }

  private get tracesTasks(): boolean {
    return this.instruments.tracer?.isActive === true;
  }
}
