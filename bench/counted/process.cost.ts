import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';

/**
 * Options of the process whose allocations are counted: young objects have so much room that none is collected during a drive, and code is
 * compiled where it becomes hot, not whenever another thread is done with it.
 */
export const COUNTED_FLAGS = ['--expose-gc', '--min-semi-space-size=256', '--max-semi-space-size=256', '--single-threaded'] as const;

/** What a piece of work cost this process. */
export interface ProcessCost {
  /** Allocated on the heap of JavaScript. */
  readonly heapBytes: number;
  /** Buffers and other memory that objects of JavaScript hold outside of the heap. */
  readonly externalBytes: number;
  readonly cpuSeconds: number;
}

/** Measures a piece of work. @throws Error when garbage was collected meanwhile: what was allocated cannot be told then */
export async function costOf(work: () => Promise<void>): Promise<ProcessCost> {
  const collect = (globalThis as { gc?: () => void }).gc;
  if (collect === undefined) throw new Error('the allocations of a process are counted with --expose-gc only');
  let collections = 0;
  const observer = new PerformanceObserver((list) => (collections += list.getEntries().length));
  collect();
  // What was just collected is told a turn later.
  await new Promise(setImmediate);
  observer.observe({ entryTypes: ['gc'] });
  const cpu = process.cpuUsage();
  const before = memory();
  await work();
  const after = memory();
  const { user, system } = process.cpuUsage(cpu);
  await new Promise(setImmediate);
  observer.disconnect();
  if (collections > 0)
    throw new Error(`garbage was collected ${collections} times while allocations were counted: give young objects more room`);
  return { heapBytes: after.heap - before.heap, externalBytes: after.external - before.external, cpuSeconds: (user + system) / 1e6 };
}

function memory(): { heap: number; external: number } {
  return { heap: getHeapStatistics().used_heap_size, external: process.memoryUsage().external };
}

const ROUNDS = 4_000;

/** Writes and reads small documents, which is of the kind that a worker does. Returns the CPU seconds of one document. */
export function calibrate(): number {
  const cpu = process.cpuUsage();
  const seen = new Map<string, unknown>();
  for (let round = 0; round < ROUNDS; round += 1) {
    const text = JSON.stringify({ round, note: 'a text of some length', list: [round, round + 1, { place: `place-${round % 100}` }] });
    seen.set(text.slice(0, 12), JSON.parse(text));
  }
  const { user, system } = process.cpuUsage(cpu);
  return (user + system) / 1e6 / ROUNDS;
}
