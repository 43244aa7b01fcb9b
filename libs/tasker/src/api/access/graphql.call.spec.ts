import { describe, expect, it } from 'vitest';
import { rootOf, type FieldInfo } from './graphql.call.js';

const query = { operation: 'query' } as const;
const below = (info: FieldInfo): FieldInfo => ({ ...info, path: { prev: info.path } });

describe('rootOf', () => {
  it('is the same for a root field and every field below it, and another for the next root field', () => {
    const context = {};
    const task: FieldInfo = { path: { prev: undefined }, operation: query };
    const alias: FieldInfo = { path: { prev: undefined }, operation: query };
    expect(rootOf(below(below(task)), context)).toBe(rootOf(task, context));
    expect(rootOf(alias, context)).not.toBe(rootOf(task, context));
  });

  it('is the same at every event of a subscription, and another for the next subscription, of the same connection or not', () => {
    const connection = {};
    const operation = { operation: 'subscription' } as const;
    const event = (): FieldInfo => ({ path: { prev: undefined }, operation });
    const opened = rootOf(event(), connection);
    expect(rootOf(event(), connection)).toBe(opened);
    expect(rootOf(below(below(event())), connection)).toBe(opened);
    expect(rootOf({ ...event(), operation: { ...operation } }, connection)).not.toBe(opened);
    expect(rootOf(event(), {})).not.toBe(opened);
  });

  it('of a subscription without a context is that of one event', () => {
    const event = (): FieldInfo => ({ path: { prev: undefined }, operation: { operation: 'subscription' } });
    expect(rootOf(event(), undefined)).not.toBe(rootOf(event(), undefined));
  });
});
