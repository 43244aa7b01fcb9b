import { setTimeout as delay } from 'node:timers/promises';
import { machineNow } from '../../measure/machine.clock.js';
import { peerNamed } from '../peer.catalog.js';
import type { PeerEngine } from '../peer.engine.js';
import type { OpenOrder, PeerOrders, ProcessUse } from './peer.messages.js';

type Order<Name extends keyof PeerOrders> = Parameters<PeerOrders[Name]>[0];
type Answers = {
  [Name in keyof PeerOrders]: (order: Order<Name>) => ReturnType<PeerOrders[Name]> | Promise<ReturnType<PeerOrders[Name]>>;
};

/** What a process of an engine does on orders of the bench. */
export class PeerSession implements Answers {
  private engine: PeerEngine | undefined;
  private cpu = process.cpuUsage();

  async prepare({ peer, surroundings }: OpenOrder): Promise<void> {
    this.engine = peerNamed(peer).create();
    await this.engine.prepare(surroundings);
  }

  async open({ peer, surroundings }: OpenOrder): Promise<void> {
    this.engine ??= peerNamed(peer).create();
    await this.engine.open(surroundings);
  }

  async create({ workflows }: Order<'create'>): Promise<{ begun: number; ended: number }> {
    const begun = machineNow();
    await this.opened().create(workflows);
    return { begun, ended: machineNow() };
  }

  async work(): Promise<{ from: number }> {
    const engine = this.opened();
    let first: number | undefined;
    // An engine may have begun before it says so. What a handler has thrown is told by the next order.
    const watch = setInterval(() => {
      if (first === undefined && handledBy(engine) !== 0) first = machineNow();
    }, 1);
    try {
      await engine.work();
      return { from: first ?? machineNow() };
    } finally {
      clearInterval(watch);
    }
  }

  handled(): number {
    return this.opened().handled();
  }

  async settle({ steps }: Order<'settle'>): Promise<{ at: number }> {
    const engine = this.opened();
    // A macrotask between two looks: the engine shares this thread.
    while (engine.handled() < steps) await delay(1);
    while ((await engine.remaining()) > 0) await delay(1);
    return { at: machineNow() };
  }

  use(): ProcessUse {
    const { user, system } = process.cpuUsage(this.cpu);
    this.cpu = process.cpuUsage();
    return { handled: this.opened().handled(), cpuSeconds: (user + system) / 1e6 };
  }

  async roundTrips({ most, least, seconds }: Order<'roundTrips'>): Promise<{ milliseconds: number[] }> {
    const engine = this.opened();
    const milliseconds: number[] = [];
    const until = machineNow() + seconds * 1_000;
    while (milliseconds.length < most && (machineNow() < until || milliseconds.length < least)) {
      const begun = machineNow();
      await engine.roundTrip();
      milliseconds.push(machineNow() - begun);
    }
    return { milliseconds };
  }

  async shut(): Promise<void> {
    const engine = this.engine;
    this.engine = undefined;
    await engine?.close();
  }

  close(): Promise<void> {
    return this.shut();
  }

  private opened(): PeerEngine {
    if (this.engine === undefined) throw new Error('the process has not opened an engine');
    return this.engine;
  }
}

function handledBy(engine: PeerEngine): number {
  try {
    return engine.handled();
  } catch {
    return 0;
  }
}
