import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { ProcessMemory } from './soak.messages.js';

let collect: (() => void) | undefined;

/** What this process holds after a garbage collection: what is left was meant to be kept, or leaks. */
export function collectedMemory(): ProcessMemory {
  if (collect === undefined) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as () => void;
  }
  // What finalisers let go is collected by the second.
  collect();
  collect();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { resident: rss, heap: heapUsed, external };
}
