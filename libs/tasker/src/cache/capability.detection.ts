import type { CacheCapabilitySet, CacheDetector } from '../tasker.options.js';
import { builtInCapabilities } from './builtin.stores.js';
import { CAPABILITIES, checked, classesOf, declaredCapabilities, nameOfClass, type SomeCapabilities } from './cache.capabilities.js';
import type { CacheTier } from './cache.tier.js';
import { probedCapabilities } from './store.probe.js';

/** Who said what a store can do. */
export type CapabilitySource = 'declared' | 'built_in' | 'custom' | 'runtime';

/** What a store can do, and who says so, for each capability. */
export interface DetectedCapabilities {
  readonly capabilities: CacheCapabilitySet;
  readonly sources: Readonly<Record<keyof CacheCapabilitySet, CapabilitySource>>;
}

/** What detection needs besides the store. */
export interface DetectionTerms {
  readonly detectors: readonly CacheDetector[];
  readonly timeoutMs: number;
  /** Is told of a detector that fails: it is left out. */
  readonly failed: (error: unknown) => void;
}

/**
 * What a store can do. Each capability is taken from the first that knows it: what its class declares, the table of known stores, the
 * detectors of the application in their order, and a look at the store itself.
 */
export async function detectCapabilities(tier: CacheTier, terms: DetectionTerms): Promise<DetectedCapabilities> {
  const known: [CapabilitySource, SomeCapabilities][] = [
    ['declared', firstOf(tier.parts.map(declaredCapabilities))],
    ['built_in', firstOf(tier.parts.map(builtInCapabilities))],
    ['custom', firstOf(tier.parts.flatMap((part) => customCapabilities(part, terms)))],
  ];
  const open = CAPABILITIES.filter((name) => known.every(([, some]) => some[name] === undefined));
  if (open.length > 0) known.push(['runtime', await probedCapabilities(tier, { limitMs: terms.timeoutMs, tries: open.some(isDecisive) })]);
  const answers = CAPABILITIES.map((name) => {
    const [source, some] = known.find(([, one]) => one[name] !== undefined)!;
    return [name, { source, value: some[name]! }] as const;
  });
  return {
    capabilities: Object.fromEntries(answers.map(([name, { value }]) => [name, value])) as unknown as CacheCapabilitySet,
    sources: Object.fromEntries(answers.map(([name, { source }]) => [name, source])) as DetectedCapabilities['sources'],
  };
}

/** What a strategy is chosen by. Trying it costs calls to the store: not where it is known. */
function isDecisive(name: keyof CacheCapabilitySet): boolean {
  return name === 'distributed' || name === 'atomicIncrement' || name === 'locking';
}

function customCapabilities(part: object, { detectors, failed }: DetectionTerms): SomeCapabilities[] {
  return detectors.flatMap(({ matches, capabilities }) => {
    try {
      if (!applies(matches, part)) return [];
      return [checked(typeof capabilities === 'function' ? capabilities(part) : capabilities, `a detector for ${String(matches)}`)];
    } catch (error) {
      failed(error);
      return [];
    }
  });
}

function applies(matches: CacheDetector['matches'], part: object): boolean {
  if (typeof matches === 'function') return matches(part);
  return classesOf(part).some((type) => nameOfClass(type).search(matches) >= 0);
}

/** For each capability the first that says something. */
function firstOf(list: readonly SomeCapabilities[]): SomeCapabilities {
  return Object.assign({}, ...list.toReversed()) as SomeCapabilities;
}
