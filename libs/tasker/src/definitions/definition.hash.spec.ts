import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { definitionHash } from './definition.hash.js';
import type { StepTemplate, TaskDefinition } from './task-definition.js';

const step: StepTemplate = {
  name: 'validate',
  dependsOn: [],
  retryLimit: 3,
  retryable: true,
  skippable: false,
  queue: 'default',
  dependentSystem: 'unknown',
  handledBy: 'ProcessOrder.validate',
};
const definition: TaskDefinition = {
  namespace: 'shop',
  name: 'process_order',
  version: '1.0.0',
  concurrent: true,
  steps: [step],
  declaredBy: 'ProcessOrder',
};

describe('definitionHash', () => {
  it('is the SHA-256 of the definition as JSON with sorted keys', () => {
    const json =
      '{"concurrent":true,"name":"process_order","namespace":"shop","steps":[{"dependentSystem":"unknown","dependsOn":[],"name":"validate","queue":"default",' +
      '"retryLimit":3,"retryable":true,"skippable":false}],"version":"1.0.0"}';
    expect(definitionHash(definition)).toBe(createHash('sha256').update(json).digest('hex'));
  });

  it('does not depend on the order of keys or on keys without a value', () => {
    const reversed = Object.fromEntries(Object.entries({ ...step, timeout: undefined }).reverse()) as unknown as StepTemplate;
    expect(
      definitionHash({
        declaredBy: 'ProcessOrder',
        steps: [reversed],
        concurrent: true,
        version: '1.0.0',
        name: 'process_order',
        namespace: 'shop',
      }),
    ).toBe(definitionHash(definition));
  });

  it('does not depend on the names of classes and methods', () => {
    const moved = { ...definition, declaredBy: 'Renamed', steps: [{ ...step, handledBy: 'Renamed.validate' }] };
    expect(definitionHash(moved)).toBe(definitionHash(definition));
  });

  it.each([
    { staleness: { lifetime: 1_000 } },
    { retention: { after: 1_000 } },
    { searchable: ['order.id'] },
    { staleness: false, retention: false },
  ] satisfies Partial<TaskDefinition>[])('does not depend on settings of operation: %o', (settings) => {
    expect(definitionHash({ ...definition, ...settings })).toBe(definitionHash(definition));
  });

  it.each([
    { name: 'check' },
    { dependsOn: ['other'] },
    { retryLimit: 4 },
    { retryable: false },
    { skippable: true },
    { queue: 'slow' },
    { priority: 1 },
    { timeout: 1000 },
    { dependentSystem: 'bank' },
    { description: 'pays' },
    { backoff: { seconds: [1], max: 30, multiplier: 2, jitter: 0.1 } },
    { resultSchema: { type: 'object' } },
    { customEvents: [{ name: 'order.paid' }] },
    { handlerConfig: { key: '${KEY}' } },
  ] satisfies Partial<StepTemplate>[])('changes with %o of a step', (change) => {
    expect(definitionHash({ ...definition, steps: [{ ...step, ...change }] })).not.toBe(definitionHash(definition));
  });

  it.each([
    { namespace: 'other' },
    { name: 'other' },
    { version: '1.0.1' },
    { description: 'sells' },
    { concurrent: false },
    { priority: 1 },
    { maxExecutionTime: 1_000 },
    { schema: { type: 'object' } },
    { customEvents: [{ name: 'order.paid' }] },
    { configuration: { owner: 'shop' } },
  ] satisfies Partial<TaskDefinition>[])('changes with %o of the task', (change) => {
    expect(definitionHash({ ...definition, ...change })).not.toBe(definitionHash(definition));
  });
});
