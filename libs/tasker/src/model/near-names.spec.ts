import { describe, expect, it } from 'vitest';
import { nearNames, suggestion } from './near-names.js';

describe('near names', () => {
  it('offers the nearest names first, at most three', () => {
    expect(nearNames('charge', ['charged', 'chargee', 'change', 'charge1', 'ship'])).toHaveLength(3);
    expect(nearNames('validate_ordr', ['validate_orders', 'validate_order'])).toEqual(['validate_order', 'validate_orders']);
  });

  it('asks less of longer words', () => {
    expect(nearNames('shp', ['ship', 'shop', 'chop'])).toEqual(['ship', 'shop']);
    expect(nearNames('a', ['z'])).toEqual(['z']);
    expect(nearNames('pay', ['lay_x'])).toEqual([]);
  });

  it('takes no notice of upper and lower case', () => {
    expect(nearNames('dependson', ['dependsOn'])).toEqual(['dependsOn']);
  });

  it('says nothing when no name is near', () => {
    expect(suggestion('ship', ['charge'])).toBe('');
    expect(suggestion('shop', ['ship', 'shoe'])).toBe("; did you mean 'ship' or 'shoe'?");
  });
});
