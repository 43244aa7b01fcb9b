import { describe, expect, it } from 'vitest';
import { useTaskFiles } from '../../../../../test/support/task.files.js';

const files = useTaskFiles();

const CONTENT = `
name: order
version: 1.0.0
namespace: shop
description: base
schema: { type: object, required: [id], properties: { id: { type: string } } }
custom_events: [{ name: a.b }, { name: c.d }]
configuration: { owner: team, limits: { a: 1, b: 2 } }
steps:
  - name: first
    retry_limit: 3
    handler_config: { url: http://base, headers: { A: a, B: b }, hosts: [one, two] }
  - name: second
    depends_on_step: first
    depends_on_steps: [first]
  - name: third
    depends_on_steps: [second]
environments:
  test:
    namespace_name: trial
    description: test
    default_retry_limit: 1
    task_handler_class: TestOrder
    schema: { required: [], properties: { id: { maxLength: 3 } } }
    custom_events: [{ name: e.f }]
    configuration: { limits: { b: 3, c: 4 }, priority: 7 }
    step_templates:
      - name: third
        depends_on_step: first
        default_retry_limit: 9
      - name: first
        default_retry_limit: 1
        handler_config: { url: http://test, headers: { B: null, C: c }, hosts: [three] }
  empty: {}
`;
const read = (environment: string, content = CONTENT) => files.read(content, { environment });

describe('an environment', () => {
  it('is laid over the task: maps merged, lists and values replaced, steps merged by name in the order of the task', () => {
    const { declaration, taskHandlerClass } = read('test');
    expect(taskHandlerClass).toBe('TestOrder');
    expect(declaration.options).toEqual({
      name: 'order',
      version: '1.0.0',
      namespace: 'trial',
      description: 'test',
      defaultRetryLimit: 1,
      priority: 7,
      context: { type: 'object', required: [], properties: { id: { type: 'string', maxLength: 3 } } },
      customEvents: [{ name: 'e.f' }],
      configuration: { owner: 'team', limits: { a: 1, b: 3, c: 4 }, priority: 7 },
      steps: [
        {
          name: 'first',
          retryLimit: 1,
          handlerConfig: { url: 'http://test', headers: { A: 'a', B: null, C: 'c' }, hosts: ['three'] },
        },
        { name: 'second', dependsOn: ['first'] },
        { name: 'third', dependsOn: ['first'], retryLimit: 9 },
      ],
    });
  });

  it.each(['development', 'empty', 'toString', '__proto__', ''])("that changes nothing leaves the task as it is: '%s'", (environment) => {
    const { declaration, taskHandlerClass } = read(environment);
    expect(taskHandlerClass).toBeUndefined();
    expect(declaration.options).toEqual(read('another').declaration.options);
    expect(declaration.options).toMatchObject({ namespace: 'shop', description: 'base', customEvents: [{ name: 'a.b' }, { name: 'c.d' }] });
    expect(declaration.options.steps!.map(({ retryLimit }) => retryLimit)).toEqual([3, undefined, undefined]);
  });

  it('never changes the value that an alias shares with the task', () => {
    const shared = `
name: a
steps:
  - name: b
    handler_config: &config { deep: { x: 1 } }
  - name: c
    handler_config: *config
environments:
  test:
    steps: [{ name: b, handler_config: { deep: { x: 2 } } }]
`;
    expect(read('test', shared).declaration.options.steps!.map(({ handlerConfig }) => handlerConfig)).toEqual([
      { deep: { x: 2 } },
      { deep: { x: 1 } },
    ]);
  });

  const withStep = (step: string, change: string) => `
name: a
steps:
  - { name: x }
  - { name: y }
  - { name: b${step} }
environments:
  test: { steps: [{ name: b, ${change} }] }
`;
  const changedStep = (step: string, change: string) => read('test', withStep(step, change)).declaration.options.steps![2];

  it.each([
    ['{ type: fixed, waits: [1s] }', { type: 'fixed', waits: ['1s'] }],
    ['{ type: exponential }', { type: 'exponential' }],
    ['{ base: 0 }', { type: 'exponential', base: 0, max: '1m' }],
    ['{}', { type: 'exponential', base: '1s', max: '1m' }],
  ])('replaces the waits of a step as a whole when it names their type, else key by key: %s', (change, backoff) => {
    const base = ', backoff: { type: exponential, base: 1s, max: 1m }';
    expect(changedStep(base, `backoff: ${change}`)).toEqual({ name: 'b', backoff });
  });

  it('gives waits to a step that has none', () => {
    expect(changedStep('', 'backoff: { type: fixed, waits: [1s] }')).toEqual({ name: 'b', backoff: { type: 'fixed', waits: ['1s'] } });
  });

  it.each([
    ['depends_on_step: x', 'depends_on_steps: []', []],
    ['depends_on_step: x', 'depends_on_steps: [y]', ['y']],
    ['depends_on_steps: [x]', 'depends_on_step: y', ['y']],
    ['depends_on_step: x, depends_on_steps: [y]', 'depends_on_steps: []', []],
    ['depends_on_step: x', 'depends_on_step: x, depends_on_steps: [y]', ['x', 'y']],
    ['depends_on_steps: [x, y]', 'queue: slow', ['x', 'y']],
  ])('replaces the dependencies of a step as a whole, whichever key gives them: %s + %s', (base, change, dependsOn) => {
    expect(changedStep(`, ${base}`, change)).toMatchObject({ name: 'b', dependsOn });
  });

  it('may give an API step another url, or make it a step of another kind', () => {
    const content = (change: string) => `
name: a
steps: [{ name: b, handler_config: { type: api, url: http://base, retries: 2 } }]
environments:
  test: { steps: [{ name: b, handler_config: ${change} }] }
`;
    const step = (change: string) => read('test', content(change)).declaration.options.steps![0];
    expect(step('{ url: http://test }')).toEqual({
      name: 'b',
      retryLimit: 3,
      handlerConfig: { type: 'api', url: 'http://test', retries: 2 },
    });
    expect(step('{ type: mock, answer: 1 }')).toEqual({
      name: 'b',
      handlerConfig: { type: 'mock', url: 'http://base', retries: 2, answer: 1 },
    });
  });
});

describe('the name of an environment', () => {
  const content = 'name: a\nsteps: []\nenvironments:\n  prodution: {}\n  test: {}\n  qa: {}\n';

  it('that is neither current nor known is a warning with near names', () => {
    expect(files.read(content, { environment: 'qa', environments: ['test', 'production'] }).warnings).toEqual([
      "tasks/order.yaml:4: environments.prodution is never used: 'prodution' is no known environment; did you mean 'production'?",
    ]);
  });

  it('is no warning when it is current or known', () => {
    expect(files.read(content, { environment: 'qa', environments: ['test', 'prodution'] }).warnings).toEqual([]);
  });
});
