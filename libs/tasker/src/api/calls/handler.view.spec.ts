import { describe, expect, it } from 'vitest';
import { parameterFilter } from '../../../../../test/support/parameter.filter.js';
import { analyzeTemplate } from '../../analysis/graph/template.analyzer.js';
import type { RegisteredTask, StepTemplate } from '../../definitions/task-definition.js';
import { handlerView } from './handler.view.js';

const STEP: StepTemplate = {
  ...{ name: 'charge', dependsOn: [], retryLimit: 3, retryable: true, skippable: false, queue: 'default', dependentSystem: 'gateway' },
  handledBy: 'Order.charge',
  handlerConfig: { url: 'https://gateway.example.com', params: { apiKey: 'k-1234' }, retries: 2 },
  customEvents: [{ name: 'order.charged' }],
};

function registered(invokers: readonly string[]): RegisteredTask {
  const definition = { namespace: 'shop', name: 'order', version: '1.0.0', concurrent: true, steps: [STEP], declaredBy: 'Order' };
  const maps = { stepsOfClass: new Map(), resultChecks: new Map() };
  return { definition, hash: 'abc', invokers: new Map(invokers.map((name) => [name, () => ({})])), hooks: {}, ...maps };
}

const view = (task: RegisteredTask) => handlerView(task, analyzeTemplate(task.definition.steps), parameterFilter());

describe('the view of a handler', () => {
  it('masks the secrets of settings, in the step and in the graph', () => {
    const { stepTemplates, dependencyGraph } = view(registered(['charge']));
    const configuration = { url: 'https://gateway.example.com', params: { apiKey: '[FILTERED]' }, retries: 2 };
    expect(stepTemplates[0]!.configuration).toEqual(configuration);
    expect(dependencyGraph.nodes[0]!.configuration).toEqual(configuration);
  });

  it('says whether there is code for every step', () => {
    expect(view(registered(['charge'])).available).toBe(true);
    expect(view(registered([])).available).toBe(false);
  });

  it('has null for what was not declared', () => {
    expect(view(registered([]))).toMatchObject({ description: null, className: null });
    expect(view(registered([])).stepTemplates[0]).toMatchObject({
      description: null,
      priority: null,
      timeoutMs: null,
      customEvents: [{ name: 'order.charged', description: null }],
    });
  });
});
