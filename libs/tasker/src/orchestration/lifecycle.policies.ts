import type { DefinitionSettingsRow } from '../database/lifecycle.settings.reader.js';
import type { RetentionPolicies } from '../database/retention.store.js';
import type { StalenessPolicies } from '../database/staleness.store.js';
import type { StoredRetention, StoredStaleness } from '../definitions/lifecycle.settings.js';
import type { RetentionSettings, StalenessLimits } from './engine.settings.js';

/** How long tasks are kept: what their definition says, laid over the module's settings. Definitions that keep them for ever are left out. */
export function retentionPolicies(
  rows: readonly DefinitionSettingsRow[],
  { afterMs, archive }: Pick<RetentionSettings, 'afterMs' | 'archive'>,
): RetentionPolicies {
  return Object.fromEntries(
    rows.flatMap(({ named_task_id: id, retention }): [string, RetentionPolicies[string]][] => {
      const own = (retention ?? undefined) as StoredRetention | undefined;
      const after = own === false ? null : (own?.after ?? afterMs);
      if (own === false || after === null) return [];
      return [[String(id), [after / 1000, own?.action === undefined ? archive : own.action === 'archive']]];
    }),
  );
}

/** When tasks are stale: what their definition says, laid over the module's limits. */
export function stalenessPolicies(rows: readonly DefinitionSettingsRow[], limits: StalenessLimits): StalenessPolicies {
  return Object.fromEntries(
    rows.flatMap(({ named_task_id: id, staleness }): [string, StalenessPolicies[string]][] => {
      if (staleness === false) return [];
      const own = (staleness ?? {}) as Exclude<StoredStaleness, false>;
      const policy = {
        ...given('waiting', seconds(own.waiting ?? limits.waitingMs)),
        ...given('lifetime', seconds(own.lifetime ?? limits.lifetimeMs)),
        ...given('lostAttempts', own.lostAttempts ?? limits.lostAttempts),
        fail: own.action === undefined ? limits.fail : own.action === 'fail',
      };
      return [[String(id), policy]];
    }),
  );
}

function seconds(milliseconds: unknown): number | false {
  return typeof milliseconds === 'number' && milliseconds / 1000;
}

function given(key: string, value: number | false | null): Record<string, number> {
  return value === false || value === null ? {} : { [key]: value };
}
