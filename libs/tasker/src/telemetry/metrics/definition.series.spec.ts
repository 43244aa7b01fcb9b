import { describe, expect, it } from 'vitest';
import { DefinitionSeries } from './definition.series.js';
import type { Labels } from './metrics.library.js';

const task = (name: string) => ({ namespace: 'shop', name, version: '1.0.0' });
const series = (limit?: number) => new DefinitionSeries((labels: Labels) => ({ labels }), limit);

describe('DefinitionSeries', () => {
  it('gives a definition, or a step of one, the same series each time', () => {
    const all = series();
    expect(all.of(task('a'), 'pay')).toBe(all.of(task('a'), 'pay'));
    expect(all.of(task('a'), 'pay').labels).toEqual({ ...task('a'), step: 'pay' });
    expect(all.of(task('a')).labels).toEqual(task('a'));
    expect(all.all()).toHaveLength(2);
  });

  it('counts what comes after the limit as other, and keeps what is known', () => {
    const all = series(2);
    const [one, two] = [all.of(task('a'), 'x'), all.of(task('b'), 'x')];
    const other = all.of(task('c'), 'x');
    expect(other.labels).toEqual({ namespace: 'other', name: 'other', version: 'other', step: 'other' });
    expect(all.of(task('d'), 'y')).toBe(other);
    expect([all.of(task('a'), 'x'), all.of(task('b'), 'x')]).toEqual([one, two]);
    expect(all.all()).toHaveLength(3);
  });
});
