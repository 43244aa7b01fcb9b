import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { useTaskFiles } from '../../../../../test/support/task.files.js';
import { ConfigurationError } from '../../model/errors.js';

const files = useTaskFiles();

const RESERVED = ['__proto__', 'constructor', 'prototype', '<<'];
const key = fc.string({ unit: 'grapheme', maxLength: 6 }).filter((text) => !RESERVED.includes(text) && !text.includes('\0'));
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.constantFrom('1.0', 'yes', 'null', '~', '0x1F', '- a', 'a: b', '# a', ' a ', '$${A}', '*a', '|\n', '\t'),
);
const safeText = text.filter((value) => !value.includes('\0'));
const number = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true, maxExcluded: true, min: -1e9, max: 1e9 }).map((value) => value + 0),
);
const { json } = fc.letrec((tie) => ({
  json: fc.oneof(
    { maxDepth: 2 },
    safeText,
    number,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(key, tie('json'), { maxKeys: 3 }),
  ),
}));
const map = fc.dictionary(key, json, { maxKeys: 4 });
const duration = fc.oneof(fc.nat(), fc.constantFrom('250ms', '1.5s', '2h'));
const events = fc.array(fc.record({ name: safeText, description: safeText }, { requiredKeys: ['name'] }), { maxLength: 2 });
const freeConfig = map.filter(({ type }) => type !== 'api');
const backoff = fc.record(
  {
    type: fc.constantFrom('exponential', 'linear', 'fixed'),
    base: duration,
    multiplier: number,
    waits: fc.array(duration, { maxLength: 3 }),
    max: duration,
    jitter: number,
  },
  { requiredKeys: [] },
);

/** Keys of a file, what they are called in a definition, and values for them. */
const TASK = {
  namespace_name: ['namespace', safeText],
  version: ['version', safeText],
  description: ['description', safeText],
  concurrent: ['concurrent', fc.boolean()],
  default_dependent_system: ['defaultDependentSystem', safeText],
  default_retry_limit: ['defaultRetryLimit', fc.integer()],
  default_retryable: ['defaultRetryable', fc.boolean()],
  named_steps: ['namedSteps', fc.array(safeText, { maxLength: 3 })],
  schema: ['context', map],
  custom_events: ['customEvents', events],
  handler_config: ['handlerConfig', freeConfig],
} as const;
const STEP = {
  name: ['name', safeText],
  handler_class: ['handler', safeText],
  description: ['description', safeText],
  depends_on_steps: ['dependsOn', fc.uniqueArray(safeText, { maxLength: 3 })],
  default_retry_limit: ['retryLimit', fc.integer()],
  default_retryable: ['retryable', fc.boolean()],
  skippable: ['skippable', fc.boolean()],
  timeout: ['timeout', duration],
  backoff: ['backoff', backoff],
  queue: ['queue', safeText],
  priority: ['priority', fc.integer()],
  dependent_system: ['dependentSystem', safeText],
  result_schema: ['result', map],
  custom_events: ['customEvents', events],
  handler_config: ['handlerConfig', freeConfig],
} as const;

type Keys = Readonly<Record<string, readonly [string, fc.Arbitrary<unknown>]>>;
const written = (keys: Keys, required: string[]) =>
  fc.record(Object.fromEntries(Object.entries(keys).map(([name, [, values]]) => [name, values])), { requiredKeys: required });
const renamed = (keys: Keys, value: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(value).map(([name, inner]) => [keys[name]![0], inner]));

describe('any definition of allowed keys', () => {
  it('survives being written as YAML', () => {
    const definitions = fc.record({ name: safeText, task: written(TASK, []), steps: fc.array(written(STEP, ['name']), { maxLength: 3 }) });
    fc.assert(
      fc.property(definitions, fc.constantFrom('PLAIN', 'QUOTE_DOUBLE', 'QUOTE_SINGLE'), ({ name, task, steps }, style) => {
        const content = stringify({ name, ...task, steps }, { defaultStringType: style as 'PLAIN' });
        const { options } = files.read(content).declaration;
        expect(options).toEqual({ name, ...renamed(TASK, task), steps: steps.map((step) => renamed(STEP, step)) });
      }),
      { numRuns: 40 },
    );
  });
});

describe('any text', () => {
  const pieces = fc.constantFrom('name: a', 'steps:', '\n', '  ', '- ', 'name', ': ', '&a ', '*a', '[', ']', '{', '}', ', ', '"', "'", '!t ', '|', '#', '---', '? ', '<<: ', '\t', 'environments:', 'handler_config:', 'type: api', '1', '~', '%', '\r'); // prettier-ignore

  it('is read or refused by a ConfigurationError, whatever it holds', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join('')),
          fc.uint8Array(),
        ),
        (content) => {
          try {
            expect(files.read(content).declaration.options).toHaveProperty('name');
          } catch (error) {
            expect(error).toBeInstanceOf(ConfigurationError);
            expect((error as Error).message).toMatch(/^tasks\/order\.yaml/);
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});
