import { ConfigurationError } from './model/errors.js';
import type { IdentitySettings } from './orchestration/engine.settings.js';
import type { Section } from './options.section.js';

/** The checked `identity` options (specification: engine core §1.4). */
export function identitySettings(section: Section): IdentitySettings {
  const strategy = section.get('strategy') ?? 'none';
  if (strategy !== 'none' && strategy !== 'hash' && strategy !== 'custom') {
    throw new ConfigurationError("identity.strategy: must be 'none', 'hash' or 'custom'");
  }
  const custom = customIdentity(section.get('custom'), strategy);
  const onDuplicate = section.get('onDuplicate') ?? 'return';
  if (onDuplicate !== 'return' && onDuplicate !== 'refuse')
    throw new ConfigurationError("identity.onDuplicate: must be 'return' or 'refuse'");
  const windowSeconds = section.duration('window', '1m', 1_000) / 1000;
  return { strategy, custom, windowSeconds, onDuplicate };
}

function customIdentity(custom: unknown, strategy: IdentitySettings['strategy']): IdentitySettings['custom'] {
  if (custom !== undefined && typeof custom !== 'function') throw new ConfigurationError('identity.custom: must be a function');
  if (strategy === 'custom' && custom === undefined) {
    throw new ConfigurationError("identity.custom: must be given for strategy 'custom': a function that gives the identity of a request");
  }
  if (strategy !== 'custom' && custom !== undefined) {
    throw new ConfigurationError(`identity.custom: has no effect with strategy '${strategy}'; set identity.strategy: 'custom'`);
  }
  return custom as IdentitySettings['custom'];
}
