import type { DefinitionSettings } from './definitions/definition.settings.js';
import { suggestion } from './model/near-names.js';
import { ConfigurationError } from './model/errors.js';
import type { TaskerOptions } from './tasker.options.js';

/** What cannot differ by environment: it says which environment this is. */
const FIXED = ['environments', 'definitions'];
const GROUPS = [
  'database',
  'worker',
  'auth',
  'backoff',
  'execution',
  'limits',
  'identity',
  'queues',
  'dependentSystems',
  'priority',
  'staleness',
  'retention',
  'events',
  'telemetry',
  'dependencyGraph',
  'analytics',
  'cache',
  'bottlenecks',
];

/**
 * Names of the environments that the options have an entry for.
 *
 * @throws ConfigurationError for an entry that is no object, has a key that cannot differ, or a name that nobody knows
 */
export function environmentsOf({ environments }: TaskerOptions, { environment, environments: known }: DefinitionSettings): string[] {
  if (environments === undefined) return [];
  if (!isObject(environments)) {
    throw new ConfigurationError('environments: must be an object such as { production: { worker: { concurrency: 200 } } }');
  }
  for (const [name, over] of Object.entries(environments)) {
    if (name !== environment && !known.includes(name)) {
      const hint = `known are ${known.join(', ')}; name more in definitions.environments`;
      throw new ConfigurationError(`environments.${name}: unknown environment${suggestion(name, known)}; ${hint}`);
    }
    checkEntry(`environments.${name}`, over);
  }
  return Object.keys(environments);
}

/** The options of one environment: what `environments` says for it is laid over the others, group by group and key by key. */
export function optionsOf(options: TaskerOptions, environment: string): TaskerOptions {
  const { environments, ...common } = options;
  if (environments === undefined) return options;
  const own: Readonly<Record<string, unknown>> = Object.hasOwn(environments, environment)
    ? (environments[environment] as object as Record<string, unknown>)
    : {};
  const merged = Object.entries(own).map(([group, over]) => {
    const below = common[group as keyof typeof common];
    return [group, isObject(over) && isObject(below) ? { ...below, ...over } : over];
  });
  return { ...common, ...(Object.fromEntries(merged) as Partial<TaskerOptions>) };
}

function checkEntry(path: string, over: unknown): void {
  if (!isObject(over)) throw new ConfigurationError(`${path}: must be an object of options`);
  for (const key of Object.keys(over)) {
    if (GROUPS.includes(key)) continue;
    const reason = FIXED.includes(key) ? 'cannot differ by environment' : `unknown option${suggestion(key, GROUPS)}`;
    throw new ConfigurationError(`${path}.${key}: ${reason}; known are ${GROUPS.join(', ')}`);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
