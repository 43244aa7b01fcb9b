import { describe, expect, it } from 'vitest';
import { stepProblems, taskProblems } from './declaration.rules.js';
import { LISTED_STEP_OPTIONS, STEP_OPTIONS, TASK_OPTIONS } from './step.options.js';

const variables = { SET: 'yes', EMPTY: '' };
const ofStep = (options: object) => stepProblems(options, { variables });
const ofTask = (options: object) => taskProblems({ name: 'order', ...options }, { variables });

const NAME = 'must be a string that is not empty';
const BOOLEAN = 'must be true or false';
const LIMIT = 'must be a whole number of 1 or more: the first attempt counts';
const WHOLE = 'must be a whole number of 32 bits';
const TEXT = 'must be a string';
const CONTENT = 'must be a class with class-validator decorators or a JSON Schema';
const PATH = "must be a path into the context such as 'customer.id', at most 256 characters";
const OBJECT = 'must be an object';
const EVENTS = "must be a list of { name: 'order.shipped', description }";

/** Values of a wrong type for every option of a step; each gives one problem at the option itself. */
const WRONG_OF_STEP: Record<string, [value: unknown, message: string | RegExp][]> = {
  dependsOn: [7, null, {}, [1], ['a', null]].map((value) => [value, 'must be a step name or a list of them']),
  retryLimit: [0, '3', null, 1.5].map((value) => [value, LIMIT]),
  retryable: ['no', 1, null].map((value) => [value, BOOLEAN]),
  skippable: ['no', 0, null].map((value) => [value, BOOLEAN]),
  queue: ['', 7, null, ['a']].map((value) => [value, NAME]),
  priority: ['1', 0.5, null].map((value) => [value, WHOLE]),
  timeout: [
    [0, 'must be between 1 ms and 24 days'],
    ['soon', /^'soon' is not a duration/],
    [true, /^true is not a duration/],
    [null, /^null is not a duration/],
  ],
  dependentSystem: ['', 7, null].map((value) => [value, NAME]),
  description: [7, null, ['a']].map((value) => [value, TEXT]),
  backoff: ['linear', null, []].map((value) => [value, "must be an object such as { type: 'linear', base: '5s' }"]),
  result: ['OrderResult', 7, null, []].map((value) => [value, CONTENT]),
  customEvents: ['order.shipped', null, {}].map((value) => [value, EVENTS]),
  concurrencyKey: ['', '.', 'a..b', 'a.', 7, null, ['a'], 'x'.repeat(257), 'a\0'].map((value) => [value, PATH]),
  concurrencyLimit: [0, -1, 1.5, '2', null, 2 ** 31].map((value) => [value, 'must be a whole number of 1 or more']),
  handlerConfig: ['url', null, [], new Map()].map((value) => [value, OBJECT]),
};

/** The same for a task. */
const WRONG_OF_TASK: Record<string, [value: unknown, message: string | RegExp][]> = {
  name: ['', 7, null].map((value) => [value, NAME]),
  namespace: ['', 7, null].map((value) => [value, NAME]),
  version: [1, '1.0', null, ''].map((value) => [value, /is not a semantic version/]),
  description: [7, null].map((value) => [value, TEXT]),
  context: ['OrderContext', 7, null, []].map((value) => [value, CONTENT]),
  concurrent: ['no', 0, null].map((value) => [value, BOOLEAN]),
  priority: ['1', 0.5, null].map((value) => [value, WHOLE]),
  maxExecutionTime: [
    [0, 'must be between 1 ms and 24 days'],
    ['1 hour', /is not a duration/],
    [null, /is not a duration/],
  ],
  defaultRetryLimit: [0, '3', null].map((value) => [value, LIMIT]),
  defaultRetryable: ['no', null].map((value) => [value, BOOLEAN]),
  defaultDependentSystem: ['', null].map((value) => [value, NAME]),
  namedSteps: ['pay', null, {}].map((value) => [value, 'must be a list of step names']),
  concurrencyKey: ['', 'a..b', null].map((value) => [value, PATH]),
  concurrencyLimit: [0, null].map((value) => [value, 'must be a whole number of 1 or more']),
  handlerConfig: ['url', null, []].map((value) => [value, OBJECT]),
  customEvents: ['order.shipped', null].map((value) => [value, EVENTS]),
  searchable: [
    ...['order_id', null, {}].map((value): [unknown, RegExp] => [value, /^must be a list of paths into the context/]),
    [Array.from({ length: 11 }, (_, place) => `p${place}`), /^has 11 paths; at most 10 are allowed/],
  ],
  configuration: ['x', null, []].map((value) => [value, OBJECT]),
  staleness: ['1h', true, null, 7].map((value) => [value, "must be false, or an object such as { lifetime: '2h' }"]),
  retention: [
    ['a month', /^'a month' is not a duration/],
    ['0s', 'must be from 1 s to 100 years'],
    [true, /^must be false, a duration such as '30d', or an object/],
    [null, /^must be false, a duration such as '30d', or an object/],
  ],
  steps: ['pay', null, {}, new Set()].map((value) => [value, 'must be a list']),
};

describe('the options of a step', () => {
  it('are each checked here', () => {
    expect(Object.keys(WRONG_OF_STEP).sort()).toEqual([...STEP_OPTIONS].sort());
  });

  it.each(Object.entries(WRONG_OF_STEP))('%s of a wrong type is refused', (option, wrong) => {
    for (const [value, message] of wrong) {
      const expected = typeof message === 'string' ? message : (expect.stringMatching(message) as string);
      expect(ofStep({ [option]: value })).toEqual([{ path: [option], message: expected }]);
    }
  });

  it('may be left out or undefined', () => {
    expect(ofStep({})).toEqual([]);
    expect(ofStep(Object.fromEntries(STEP_OPTIONS.map((option) => [option, undefined])))).toEqual([]);
  });

  it('that are unknown are refused with the near names of where they stand', () => {
    expect(ofStep({ retry_limit: 1, nmae: 'a', toString: 1 })).toEqual([
      { path: ['retry_limit'], message: "is not an option; did you mean 'retryLimit'?" },
      { path: ['nmae'], message: 'is not an option' },
      { path: ['toString'], message: 'is not an option' },
    ]);
    expect(stepProblems({ namee: 'a' } as object, { variables }, LISTED_STEP_OPTIONS)).toEqual([
      { path: ['namee'], message: "is not an option; did you mean 'name'?" },
    ]);
  });

  it('that hold parts name the part that is wrong', () => {
    const options = {
      backoff: { type: 'linear', base: 'x' },
      customEvents: [{ name: 'order.paid' }, 'order.lost', { name: 'paid' }, { name: 'order.x', payload: 1, description: 7 }],
    };
    expect(ofStep(options)).toEqual([
      { path: ['backoff', 'base'], message: expect.stringMatching(/^'x' is not a duration/) as string },
      { path: ['customEvents', 1], message: 'must be an object with a name' },
      { path: ['customEvents', 2, 'name'], message: "'paid' must have two or more words joined by dots, such as 'order.shipped'" },
      { path: ['customEvents', 3, 'payload'], message: 'is not an option' },
      { path: ['customEvents', 3, 'description'], message: 'must be a string' },
    ]);
  });
});

describe('the options of a task', () => {
  it('are each checked here', () => {
    expect(Object.keys(WRONG_OF_TASK).sort()).toEqual([...TASK_OPTIONS].sort());
  });

  it.each(Object.entries(WRONG_OF_TASK))('%s of a wrong type is refused', (option, wrong) => {
    for (const [value, message] of wrong) {
      const expected = typeof message === 'string' ? message : (expect.stringMatching(message) as string);
      expect(ofTask({ [option]: value })).toEqual([{ path: [option], message: expected }]);
    }
  });

  it('need a name and nothing else', () => {
    expect(ofTask({})).toEqual([]);
    expect(ofTask(Object.fromEntries(TASK_OPTIONS.filter((option) => option !== 'name').map((option) => [option, undefined])))).toEqual([]);
    expect(taskProblems({} as never, { variables })).toEqual([{ path: ['name'], message: 'must be given' }]);
    expect(taskProblems({ name: undefined as never }, { variables })).toEqual([{ path: ['name'], message: 'must be given' }]);
  });

  it('that are unknown are refused, those that every object has too', () => {
    expect(ofTask({ step: [], constructor: 1, hasOwnProperty: 2 })).toEqual([
      { path: ['step'], message: "is not an option; did you mean 'steps'?" },
      { path: ['constructor'], message: 'is not an option' },
      { path: ['hasOwnProperty'], message: 'is not an option' },
    ]);
    expect(taskProblems(JSON.parse('{"name":"order","__proto__":{"version":"9"}}') as never, { variables })).toEqual([
      { path: ['__proto__'], message: 'is not an option' },
    ]);
  });

  it('searchable names each path once', () => {
    expect(ofTask({ searchable: ['order.id', '', 'a..b', 7, 'order.id'] })).toEqual([
      ...[1, 2, 3].map((place) => ({ path: ['searchable', place], message: PATH })),
      { path: ['searchable', 4], message: "'order.id' stands twice" },
    ]);
    expect(ofTask({ searchable: [] })).toEqual([]);
  });

  it('namedSteps names each step once', () => {
    expect(ofTask({ namedSteps: ['pay', 'a b', '12', 7, 'pay'] })).toEqual([
      { path: ['namedSteps', 1], message: "'a b' must not contain white space, control characters, '@' or '/'" },
      { path: ['namedSteps', 2], message: "'12' must not be a number: steps are also looked up by id" },
      { path: ['namedSteps', 3], message: 'must be a string that is not empty' },
      { path: ['namedSteps', 4], message: "'pay' stands twice" },
    ]);
  });
});

describe('the settings of a handler', () => {
  it('may name variables that are set, an empty one too, and hold a literal placeholder', () => {
    expect(ofStep({ handlerConfig: { a: '${SET}/x', b: ['${EMPTY}'], c: '$${NOT}', d: '$5 {x}' } })).toEqual([]);
  });

  it('name each variable that is not set, and where', () => {
    expect(ofStep({ handlerConfig: { a: 'Bearer ${TOKEN}', b: [{ c: '${SET}${KEY}' }], d: '${constructor}' } })).toEqual([
      { path: ['handlerConfig', 'a'], message: 'needs the environment variable TOKEN, which is not set' },
      { path: ['handlerConfig', 'b', 0, 'c'], message: 'needs the environment variable KEY, which is not set' },
      { path: ['handlerConfig', 'd'], message: 'needs the environment variable constructor, which is not set' },
    ]);
  });

  it.each(['${', '${}', '${A-B}', '${1A}', '${A', '${ A }', 'x${SET}${'])('%s is malformed', (text) => {
    expect(ofTask({ handlerConfig: { key: text } })).toEqual([
      {
        path: ['handlerConfig', 'key'],
        message: "holds a '${' that is no placeholder; write ${NAME} with letters, digits and underscores, or $${ for the two characters",
      },
    ]);
  });

  it('must be plain JSON', () => {
    expect(ofStep({ handlerConfig: { agent: new URL('https://a') } })).toEqual([
      { path: ['handlerConfig'], message: "holds a URL in 'agent': only plain JSON can be kept" },
    ]);
  });
});
