import { describe, expect, it } from 'vitest';
import { taskDefinition } from '../../../../test/support/built.task.js';
import { parameterFilter } from '../../../../test/support/parameter.filter.js';
import { ConfigurationError } from '../model/errors.js';
import { refuseHiddenPaths } from './searchable.rules.js';

const definition = (...searchable: string[]) => ({ ...taskDefinition('order', []), declaredBy: 'ProcessOrder', searchable });

describe('searchable paths', () => {
  it('are allowed where nothing is hidden', () => {
    expect(() => refuseHiddenPaths(definition('order.customer_id', 'items.0.sku'), parameterFilter())).not.toThrow();
    expect(() => refuseHiddenPaths(taskDefinition('order', []), parameterFilter())).not.toThrow();
  });

  it.each([
    ['a name of the default list', 'user.password', {}],
    ['a name on the way', 'credentials.id', { filterParameters: ['credentials'] }],
    ['a name, however it is spelt', 'apiKey', {}],
    ['a pattern of the path', 'card.number', { filterParameters: [/^card\.number$/] }],
    ['a pattern of the path through a list', 'cards.0.number', { filterParameters: [/^cards\.number$/] }],
  ])('are refused where the filter hides their values: %s', (_what, path, options) => {
    const refusal = () => refuseHiddenPaths(definition('order_id', path), parameterFilter(options));
    expect(refusal).toThrow(ConfigurationError);
    expect(refusal).toThrow(`ProcessOrder: 'searchable': telemetry.filterParameters hides what stands under '${path}', so`);
  });
});
