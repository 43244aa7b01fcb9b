import type { OnApplicationBootstrap } from '@nestjs/common';
import type { TaskerEvents } from './catalog/tasker.events.js';
import type { EventBus } from './event.bus.js';

/** A registry of the engine. */
export interface RegistryOnRoll {
  readonly registryName: string;
  /** How much it holds. */
  readonly entries: () => number;
}

/** Tells once, when the application has started, that every registry is filled. */
export class RegistryRoll implements OnApplicationBootstrap {
  constructor(
    private readonly bus: Pick<EventBus, 'announce'>,
    private readonly registries: readonly RegistryOnRoll[],
  ) {}

  onApplicationBootstrap(): void {
    this.bus.announce('registry.coordination_complete', (): TaskerEvents['registry.coordination_complete'] => ({
      registries: this.registries.map(({ registryName, entries }) => ({ registryName, entries: entries() })),
      timestamp: new Date(),
    }));
  }
}
