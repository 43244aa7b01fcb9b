import { describe, expect, it } from 'vitest';
import { ConfigurationError } from './model/errors.js';
import { taskerSettings } from './tasker.settings.js';

const database = { url: 'postgres://host/database' };
const settings = (options: object) => taskerSettings({ database, ...options }, { api: false });

describe('the options staleness, retention and priority', () => {
  it('false takes the process out', () => {
    expect(settings({ staleness: false, retention: false })).toMatchObject({ staleness: null, retention: null });
  });

  it('may differ by environment, key by key', () => {
    const environments = { qa: { retention: { after: '1d' }, staleness: false } };
    const found = settings({ definitions: { environment: 'qa', environments: ['qa'] }, retention: { action: 'archive' }, environments });
    expect(found).toMatchObject({ staleness: null, retention: { afterMs: 86_400_000, archive: true } });
  });

  it.each([
    [{ staleness: { waiting: '999ms' } }, 'staleness.waiting: must be from 1 s to 100 years'],
    [{ staleness: { lifetime: '36501d' } }, 'staleness.lifetime: must be from 1 s to 100 years'],
    [{ staleness: { lifetime: 'long' } }, /^staleness\.lifetime: 'long' is not a duration/],
    [{ staleness: { lifetime: true } }, /^staleness\.lifetime: true is not a duration/],
    [{ staleness: { lostAttempts: 0 } }, 'staleness.lostAttempts: must be a number from 1 to 1000000'],
    [{ staleness: { lostAttempts: 1.5 } }, 'staleness.lostAttempts: must be a whole number'],
    [{ staleness: { action: 'kill' } }, "staleness.action: must be 'warn' or 'fail'"],
    [{ staleness: { interval: 10 } }, 'staleness.interval: must be at least 1000 ms'],
    [{ staleness: { lost_attempts: 3 } }, /^staleness\.lost_attempts: unknown option/],
    [{ staleness: null }, 'staleness: must be an object'],
    [{ staleness: { waiting: null } }, /^staleness\.waiting: null is not a duration/],
    [{ staleness: { lifetime: null } }, /^staleness\.lifetime: null is not a duration/],
    [{ staleness: { lostAttempts: null } }, 'staleness.lostAttempts: must be a number from 1 to 1000000'],
    [{ staleness: { action: null } }, "staleness.action: must be 'warn' or 'fail'"],
    [{ staleness: { interval: null } }, /^staleness\.interval: null is not a duration/],
    [{ retention: null }, 'retention: must be an object'],
    [{ retention: { after: null } }, /^retention\.after: null is not a duration/],
    [{ retention: { action: null } }, "retention.action: must be 'delete' or 'archive'"],
    [{ retention: { batchSize: null } }, 'retention.batchSize: must be a number from 1 to 10000'],
    [{ retention: { interval: null } }, /^retention\.interval: null is not a duration/],
    [{ retention: { states: null } }, /^retention\.states: must be a list/],
    [{ priority: null }, 'priority: must be an object'],
    [{ priority: { maxWait: null } }, /^priority\.maxWait: null is not a duration/],
    [{ staleness: true }, 'staleness: must be an object'],
    [{ retention: { after: 0 } }, 'retention.after: must be from 1 s to 100 years'],
    [{ retention: { after: '1 month' } }, /^retention\.after: '1 month' is not a duration/],
    [{ retention: { after: false } }, /^retention\.after: false is not a duration/],
    [{ retention: { action: 'drop' } }, "retention.action: must be 'delete' or 'archive'"],
    [{ retention: { batchSize: 0 } }, 'retention.batchSize: must be a number from 1 to 10000'],
    [{ retention: { interval: '30d' } }, 'retention.interval: must be at most 1728000000 ms'],
    [{ retention: { states: [] } }, "retention.states: must be a list of states such as ['complete', 'cancelled']"],
    [
      { retention: { states: ['completed'] } },
      /^retention\.states: 'completed' is no state in which a task is finished; did you mean 'complete'\?/,
    ],
    [{ retention: { states: ['in_progress'] } }, /^retention\.states: 'in_progress' is no state in which a task is finished/],
    [{ retention: { states: 'complete' } }, /^retention\.states: must be a list/],
    [{ retention: '30d' }, 'retention: must be an object'],
  ])('%o is refused', (options, message) => {
    const refusal = () => settings(options);
    expect(refusal).toThrow(ConfigurationError);
    expect(refusal).toThrow(typeof message === 'string' ? new ConfigurationError(message) : message);
  });
});
