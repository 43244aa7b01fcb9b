import { DEFAULT_DEPENDENCY_GRAPH, type DependencyGraphSettings } from './analysis/graph/dependency-graph.settings.js';
import { ConfigurationError } from './model/errors.js';
import { Section } from './options.section.js';

const MOST_POINTS = 1_000_000;
const A_YEAR = 31_536_000;

/** The checked `dependencyGraph` options; what is left out is as the specification says (engine core §6.7). */
export function dependencyGraphSettings(section: Section): DependencyGraphSettings {
  const group = <Group extends keyof DependencyGraphSettings>(name: Group, max: number) => numbers(section.get(name), { name, max });
  const severityThresholds = group('severityThresholds', MOST_POINTS);
  const { critical, high, medium } = severityThresholds;
  if (critical <= high || high <= medium) {
    const given = `critical ${critical}, high ${high}, medium ${medium}`;
    throw new ConfigurationError(`dependencyGraph.severityThresholds: must fall from critical to high to medium; given are ${given}`);
  }
  return {
    impactMultipliers: group('impactMultipliers', MOST_POINTS),
    severityMultipliers: group('severityMultipliers', MOST_POINTS),
    penaltyConstants: group('penaltyConstants', MOST_POINTS),
    severityThresholds,
    durationEstimates: group('durationEstimates', A_YEAR),
  };
}

/** One group of numbers from 0 on, completed with its defaults. */
function numbers<Group extends keyof DependencyGraphSettings>(
  given: unknown,
  { name, max }: { name: Group; max: number },
): DependencyGraphSettings[Group] {
  const defaults = Object.entries(DEFAULT_DEPENDENCY_GRAPH[name]) as [string, number][];
  const section = new Section(`dependencyGraph.${name}`, given);
  section.knows(defaults.map(([key]) => key));
  const values = defaults.map(([key, byDefault]) => [key, section.number(key, { default: byDefault, min: 0, max })]);
  return Object.fromEntries(values) as DependencyGraphSettings[Group];
}
