import { CallBank } from './faulty.classes.js';
import { lines, one, step, type Row } from './faulty.rows.js';

/** Faults of single options. */
export const OPTION_ROWS: readonly Row[] = [
  // Limits and times
  {
    fault: 'a retry limit of 0',
    code: [step({ retryLimit: 0 }), "step 'pay' of Order: 'retryLimit' must be a whole number of 1 or more: the first attempt counts"],
    file: [
      lines('retry_limit: 0'),
      'tasks/order.yaml:5: steps[0].retry_limit must be a whole number of 1 or more: the first attempt counts',
    ],
  },
  {
    fault: 'a retry limit that is a text',
    code: [step({ retryLimit: '3' }), "step 'pay' of Order: 'retryLimit' must be a whole number of 1 or more: the first attempt counts"],
    file: [lines('retry_limit: "3"'), "tasks/order.yaml:5: steps[0].retry_limit must be a whole number, not '3'"],
  },
  {
    fault: 'a default retry limit of 0',
    code: [
      { defaultRetryLimit: 0, ...step({}) },
      "Order: 'defaultRetryLimit' must be a whole number of 1 or more: the first attempt counts",
    ],
    file: [
      `default_retry_limit: 0\n${one}`,
      'tasks/order.yaml:2: default_retry_limit must be a whole number of 1 or more: the first attempt counts',
    ],
  },
  {
    fault: 'a concurrency limit of 0',
    code: [
      step({ concurrencyKey: 'id', concurrencyLimit: 0 }),
      "step 'pay' of Order: 'concurrencyLimit' must be a whole number of 1 or more",
    ],
    file: [
      lines('concurrency_key: id', 'concurrency_limit: 0'),
      'tasks/order.yaml:6: steps[0].concurrency_limit must be a whole number of 1 or more',
    ],
  },
  {
    fault: 'a concurrency limit without a key',
    code: [{ concurrencyLimit: 2, ...step({}) }, "Order: 'concurrencyLimit' has no effect without a key: give both, or neither"],
    file: [`concurrency_limit: 2\n${one}`, 'tasks/order.yaml:2: concurrency_limit has no effect without a key: give both, or neither'],
  },
  {
    fault: 'a concurrency key without a limit',
    code: [step({ concurrencyKey: 'id' }), "step 'pay' of Order: 'concurrencyKey' has no effect without a limit: give both, or neither"],
    file: [
      lines('concurrency_key: id'),
      'tasks/order.yaml:5: steps[0].concurrency_key has no effect without a limit: give both, or neither',
    ],
  },
  {
    fault: 'a concurrency key that is no path',
    code: [
      step({ concurrencyKey: 'customer..id', concurrencyLimit: 1 }),
      "step 'pay' of Order: 'concurrencyKey' must be a path into the context such as 'customer.id', at most 256 characters",
    ],
    file: [
      `concurrency_limit: 1\nconcurrency_key: .id\n${one}`,
      "tasks/order.yaml:3: concurrency_key must be a path into the context such as 'customer.id', at most 256 characters",
    ],
  },
  {
    fault: 'a time limit of 0',
    code: [step({ timeout: 0 }), "step 'pay' of Order: 'timeout' must be between 1 ms and 24 days"],
    file: [lines('timeout: 0'), 'tasks/order.yaml:5: steps[0].timeout must be between 1 ms and 24 days'],
  },
  {
    fault: 'a time limit that is no duration',
    code: [
      step({ timeout: '10 seconds' }),
      "step 'pay' of Order: 'timeout' '10 seconds' is not a duration; give whole milliseconds or a string such as '250ms', '10s', '5m', '2h' or '1d'",
    ],
    file: [
      lines('timeout: 10 seconds'),
      "tasks/order.yaml:5: steps[0].timeout '10 seconds' is not a duration; give whole milliseconds or a string such as '250ms', '10s', '5m', '2h' or '1d'",
    ],
  },
  {
    fault: 'a time limit beyond a timer',
    code: [step({ timeout: '25d' }), "step 'pay' of Order: 'timeout' must be between 1 ms and 24 days"],
    file: [lines('timeout: 25d'), 'tasks/order.yaml:5: steps[0].timeout must be between 1 ms and 24 days'],
  },
  {
    fault: 'a life of no time',
    code: [{ maxExecutionTime: 0, ...step({}) }, "Order: 'maxExecutionTime' must be between 1 ms and 24 days"],
    file: [
      `configuration: {max_execution_time: 0}\n${one}`,
      'tasks/order.yaml:2: configuration.max_execution_time must be between 1 ms and 24 days',
    ],
  },
  {
    fault: 'a period of retention that is no duration',
    code: [
      { retention: { after: '1 month' }, ...step({}) },
      "Order: 'retention.after' '1 month' is not a duration; give whole milliseconds or a string such as '250ms', '10s', '5m', '2h' or '1d'",
    ],
    file: [
      `retention: {after: 1 month}\n${one}`,
      "tasks/order.yaml:2: retention.after '1 month' is not a duration; give whole milliseconds or a string such as '250ms', '10s', '5m', '2h' or '1d'",
    ],
  },
  {
    fault: 'a retention without a period',
    code: [{ retention: { action: 'archive' }, ...step({}) }, "Order: 'retention.after' must be given"],
    file: [`retention: {action: archive}\n${one}`, 'tasks/order.yaml:2: retention must be given'],
  },
  {
    fault: 'an action of retention that is none',
    code: [{ retention: { after: '1d', action: 'drop' }, ...step({}) }, "Order: 'retention.action' 'drop' must be 'delete' or 'archive'"],
    file: [
      `retention: {after: 1d, action: drop}\n${one}`,
      "tasks/order.yaml:2: retention.action must be 'delete' or 'archive', not 'drop'",
    ],
  },
  {
    fault: 'a lifetime beyond what a timestamp takes',
    code: [{ staleness: { lifetime: '40000d' }, ...step({}) }, "Order: 'staleness.lifetime' must be from 1 s to 100 years"],
    file: [`staleness: {lifetime: 40000d}\n${one}`, 'tasks/order.yaml:2: staleness.lifetime must be from 1 s to 100 years'],
  },
  {
    fault: 'lost attempts of none',
    code: [
      { staleness: { lostAttempts: 0 }, ...step({}) },
      "Order: 'staleness.lostAttempts' must be a whole number of 1 or more, or false",
    ],
    file: [
      `staleness: {lost_attempts: 0}\n${one}`,
      'tasks/order.yaml:2: staleness.lost_attempts must be a whole number of 1 or more, or false',
    ],
  },
  {
    fault: 'a misspelt limit of staleness',
    code: [{ staleness: { lifetme: '1d' }, ...step({}) }, "Order: 'staleness.lifetme' is not an option; did you mean 'lifetime'?"],
    file: [`staleness: {lifetme: 1d}\n${one}`, "tasks/order.yaml:2: staleness.lifetme is not a known key; did you mean 'lifetime'?"],
  },
  {
    fault: 'a priority that is no whole number',
    code: [{ priority: 0.5, ...step({}) }, "Order: 'priority' must be a whole number of 32 bits"],
    file: [
      `configuration: {priority: 0.5}\n${one}`,
      'tasks/order.yaml:2: configuration.priority must be a whole number, not the number 0.5',
    ],
  },
  {
    fault: 'a priority beyond 32 bits',
    code: [step({ priority: 2 ** 31 }), "step 'pay' of Order: 'priority' must be a whole number of 32 bits"],
    file: [lines('priority: 2147483648'), 'tasks/order.yaml:5: steps[0].priority must be a whole number of 32 bits'],
  },

  // Other options
  {
    fault: 'retryable that is a text',
    code: [step({ retryable: 'no' }), "step 'pay' of Order: 'retryable' must be true or false"],
    file: [lines('retryable: no'), "tasks/order.yaml:5: steps[0].retryable must be true or false, not 'no'"],
  },
  {
    fault: 'skippable that is a number',
    code: [step({ skippable: 1 }), "step 'pay' of Order: 'skippable' must be true or false"],
    file: [lines('skippable: 1'), 'tasks/order.yaml:5: steps[0].skippable must be true or false, not the number 1'],
  },
  {
    fault: 'concurrent that is a text',
    code: [{ concurrent: 'yes', ...step({}) }, "Order: 'concurrent' must be true or false"],
    file: [`concurrent: yes\n${one}`, "tasks/order.yaml:2: concurrent must be true or false, not 'yes'"],
  },
  {
    fault: 'a default retryable that is a text',
    code: [{ defaultRetryable: 'on', ...step({}) }, "Order: 'defaultRetryable' must be true or false"],
    file: [`default_retryable: on\n${one}`, "tasks/order.yaml:2: default_retryable must be true or false, not 'on'"],
  },
  {
    fault: 'a queue with a space',
    code: [
      step({ queue: 'my queue' }),
      "step 'pay' of Order: 'queue' 'my queue' must not contain white space, control characters, '@' or '/'",
    ],
    file: [
      lines('queue: my queue'),
      "tasks/order.yaml:5: steps[0].queue 'my queue' must not contain white space, control characters, '@' or '/'",
    ],
  },
  {
    fault: 'a dependent system without a name',
    code: [step({ dependentSystem: '' }), "step 'pay' of Order: 'dependentSystem' must be a string that is not empty"],
    file: [lines('dependent_system: ""'), 'tasks/order.yaml:5: steps[0].dependent_system must be a string that is not empty'],
  },
  {
    fault: 'a default dependent system that is a number',
    code: [{ defaultDependentSystem: 7, ...step({}) }, "Order: 'defaultDependentSystem' must be a string that is not empty"],
    file: [
      `default_dependent_system: 7\n${one}`,
      "tasks/order.yaml:2: default_dependent_system must be a string, not the number 7; write it in quotes: '7'",
    ],
  },
  {
    fault: 'a description of 256 characters',
    code: [step({ description: 'x'.repeat(256) }), "step 'pay' of Order: 'description' is longer than 255 characters"],
    file: [lines(`description: ${'x'.repeat(256)}`), 'tasks/order.yaml:5: steps[0].description is longer than 255 characters'],
  },
  {
    fault: 'dependencies that are no names',
    code: [step({ dependsOn: [7] }), "step 'pay' of Order: 'dependsOn' must be a step name or a list of them"],
    file: [
      lines('depends_on_steps: [7]'),
      "tasks/order.yaml:5: steps[0].depends_on_steps[0] must be a string, not the number 7; write it in quotes: '7'",
    ],
  },
  {
    fault: 'a configuration that is a list',
    code: [{ configuration: [], ...step({}) }, "Order: 'configuration' must be an object"],
    file: [`configuration: []\n${one}`, 'tasks/order.yaml:2: configuration must be a map, not a list'],
  },
  {
    fault: 'an unknown option of the task',
    code: [{ versoin: '1.0.0', ...step({}) }, "Order: 'versoin' is not an option; did you mean 'version'?"],
    file: [`versoin: 1.0.0\n${one}`, "tasks/order.yaml:2: versoin is not a known key; did you mean 'version'?"],
  },
  {
    fault: 'an unknown option of a step',
    code: [step({ retrylimit: 3 }), "step 'pay' of Order: 'retrylimit' is not an option; did you mean 'retryLimit'?"],
    file: [lines('retry_limt: 3'), "tasks/order.yaml:5: steps[0].retry_limt is not a known key; did you mean 'retry_limit'?"],
  },
  {
    fault: '__proto__ as option',
    code: [JSON.parse('{"__proto__":{"version":"9.9.9"}}'), "Order: '__proto__' is not an option"],
    file: [
      `__proto__: {version: 9.9.9}\n${one}`,
      'tasks/order.yaml:2: __proto__ cannot be a key: it has a meaning of its own in JavaScript',
    ],
  },

  // Waits
  {
    fault: 'an unknown back-off',
    code: [step({ backoff: { type: 'fibonacci' } }), "step 'pay' of Order: 'backoff.type' must be 'exponential', 'linear' or 'fixed'"],
    file: [
      lines('backoff: {type: fibonacci}'),
      "tasks/order.yaml:5: steps[0].backoff.type must be 'exponential', 'linear' or 'fixed', not 'fibonacci'",
    ],
  },
  {
    fault: 'a back-off that is a text',
    code: [step({ backoff: 'linear' }), "step 'pay' of Order: 'backoff' must be an object such as { type: 'linear', base: '5s' }"],
    file: [lines('backoff: linear'), "tasks/order.yaml:5: steps[0].backoff must be a map, not 'linear'"],
  },
  {
    fault: 'fixed waits that are missing',
    code: [step({ backoff: { type: 'fixed' } }), "step 'pay' of Order: 'backoff' needs 'waits' for type 'fixed'"],
    file: [lines('backoff: {type: fixed}'), "tasks/order.yaml:5: steps[0].backoff needs 'waits' for type 'fixed'"],
  },
  {
    fault: 'a wait that is no duration',
    code: [
      step({ backoff: { type: 'fixed', waits: ['1s', 'soon'] } }),
      "step 'pay' of Order: 'backoff.waits' 'soon' is not a duration; give whole milliseconds or a string such as '250ms', '10s', '5m', '2h' or '1d'",
    ],
    file: [
      lines('backoff: {type: fixed, waits: [1s, soon]}'),
      "tasks/order.yaml:5: steps[0].backoff.waits 'soon' is not a duration; give whole milliseconds or a string such as '250ms', '10s', '5m', '2h' or '1d'",
    ],
  },
  {
    fault: 'an option of another back-off',
    code: [
      step({ backoff: { type: 'linear', multiplier: 2 } }),
      "step 'pay' of Order: 'backoff.multiplier' has no meaning for type 'linear'",
    ],
    file: [
      lines('backoff: {type: linear, multiplier: 2}'),
      "tasks/order.yaml:5: steps[0].backoff.multiplier has no meaning for type 'linear'",
    ],
  },
  {
    fault: 'jitter of 10 %',
    code: [
      step({ backoff: { type: 'linear', jitter: 10 } }),
      "step 'pay' of Order: 'backoff.jitter' must be a number from 0 to 1: a share of the wait",
    ],
    file: [
      lines('backoff: {type: linear, jitter: 10}'),
      'tasks/order.yaml:5: steps[0].backoff.jitter must be a number from 0 to 1: a share of the wait',
    ],
  },

  // Schemas and events
  {
    fault: 'a context schema with a misspelt keyword',
    code: [
      { context: { type: 'object', requird: ['a'] }, ...step({}) },
      "Order: 'context' at 'requird' is not a keyword of JSON Schema (http://json-schema.org/draft-07/schema); did you mean 'required'?",
    ],
    file: [
      `schema: {type: object, requird: [a]}\n${one}`,
      "tasks/order.yaml:2: schema at 'requird' is not a keyword of JSON Schema (http://json-schema.org/draft-07/schema); did you mean 'required'?",
    ],
  },
  {
    fault: 'a context schema with an unknown type',
    code: [
      { context: { type: 'objekt' }, ...step({}) },
      `Order: 'context' at 'type' must be a list, not a string, or must be one of "array", "boolean", "integer", "null", "number", "object", "string"; did you mean 'object'?`,
    ],
    file: [
      `schema: {type: objekt}\n${one}`,
      `tasks/order.yaml:2: schema at 'type' must be a list, not a string, or must be one of "array", "boolean", "integer", "null", "number", "object", "string"; did you mean 'object'?`,
    ],
  },
  {
    fault: 'a context schema that no object can match',
    code: [
      { context: { type: 'string' }, ...step({}) },
      "Order: 'context' can never be matched: a context is always an object, and its type is 'string'",
    ],
    file: [
      `schema: {type: string}\n${one}`,
      "tasks/order.yaml:2: schema can never be matched: a context is always an object, and its type is 'string'",
    ],
  },
  {
    fault: 'a context that is a text',
    code: [{ context: 'OrderContext', ...step({}) }, "Order: 'context' must be a class with class-validator decorators or a JSON Schema"],
    file: [`schema: OrderContext\n${one}`, "tasks/order.yaml:2: schema must be a map, not 'OrderContext'"],
  },
  {
    fault: 'a result schema that is broken',
    code: [
      step({ result: { type: 'object', properties: { a: { minimum: 'x' } } } }),
      "step 'pay' of Order: 'result' at 'properties.a.minimum' must be a number, not a string",
    ],
    file: [
      lines('result_schema: {type: object, properties: {a: {minimum: x}}}'),
      "tasks/order.yaml:5: steps[0].result_schema at 'properties.a.minimum' must be a number, not a string",
    ],
  },
  {
    fault: 'a result that is a list',
    code: [step({ result: [] }), "step 'pay' of Order: 'result' must be a class with class-validator decorators or a JSON Schema"],
    file: [lines('result_schema: []'), 'tasks/order.yaml:5: steps[0].result_schema must be a map, not a list'],
  },
  {
    fault: 'an event of one word',
    code: [
      step({ customEvents: [{ name: 'paid' }] }),
      "step 'pay' of Order: 'customEvents.0.name' 'paid' must have two or more words joined by dots, such as 'order.shipped'",
    ],
    file: [
      lines('custom_events: [{name: paid}]'),
      "tasks/order.yaml:5: steps[0].custom_events[0].name 'paid' must have two or more words joined by dots, such as 'order.shipped'",
    ],
  },
  {
    fault: 'an event of the engine',
    code: [
      { customEvents: [{ name: 'task.completed' }], ...step({}) },
      "Order: 'customEvents.0.name' 'task.completed' must not begin with 'task.': those names belong to the engine",
    ],
    file: [
      `custom_events: [{name: task.completed}]\n${one}`,
      "tasks/order.yaml:2: custom_events[0].name 'task.completed' must not begin with 'task.': those names belong to the engine",
    ],
  },
  {
    fault: 'events that are no list',
    code: [
      step({ customEvents: { name: 'order.paid' } }),
      "step 'pay' of Order: 'customEvents' must be a list of { name: 'order.shipped', description }",
    ],
    file: [lines('custom_events: {name: order.paid}'), 'tasks/order.yaml:5: steps[0].custom_events must be a list, not a map'],
  },

  // Settings of handlers
  {
    fault: 'a variable that is not set',
    code: [
      step({ handlerConfig: { header: 'Bearer ${TOKEN}' } }),
      "step 'pay' of Order: 'handlerConfig.header' needs the environment variable TOKEN, which is not set",
    ],
    file: [
      lines('handler_config: {header: "Bearer ${TOKEN}"}'),
      'tasks/order.yaml:5: steps[0].handler_config.header needs the environment variable TOKEN, which is not set',
    ],
  },
  {
    fault: 'a placeholder that is malformed',
    code: [
      step({ handlerConfig: { list: ['${A-B}'] } }),
      "step 'pay' of Order: 'handlerConfig.list.0' holds a '${' that is no placeholder; write ${NAME} with letters, digits and underscores, or $${ for the two characters",
    ],
    file: [
      lines('handler_config: {list: ["${A-B}"]}'),
      "tasks/order.yaml:5: steps[0].handler_config.list[0] holds a '${' that is no placeholder; write ${NAME} with letters, digits and underscores, or $${ for the two characters",
    ],
  },
  {
    fault: 'settings that are a text',
    code: [step({ handlerConfig: 'url' }), "step 'pay' of Order: 'handlerConfig' must be an object"],
    file: [lines('handler_config: url'), "tasks/order.yaml:5: steps[0].handler_config must be a map, not 'url'"],
  },
  {
    fault: '__proto__ in the settings',
    code: [
      step({ handlerConfig: JSON.parse('{"a":{"__proto__":{"b":1}}}') as object }),
      "step 'pay' of Order: 'handlerConfig' has the key '__proto__' in 'a', which cannot be kept",
    ],
    file: [
      lines('handler_config: {a: {__proto__: {b: 1}}}'),
      'tasks/order.yaml:5: steps[0].handler_config.a.__proto__ cannot be a key: it has a meaning of its own in JavaScript',
    ],
  },
  {
    fault: 'type api without ApiStepHandler',
    code: [
      step({ handlerConfig: { type: 'api', url: 'https://a.example' } }),
      "step 'pay' of Order: 'handlerConfig.type' is 'api', but Pay does not extend ApiStepHandler",
    ],
    file: [
      lines('handler_config: {type: api, url: "https://a.example"}'),
      "tasks/order.yaml:5: steps[0].handler_config.type is 'api', but Pay does not extend ApiStepHandler",
    ],
  },
  {
    fault: 'an API step without a url',
    code: [step({ handler: CallBank }), "step 'pay' of Order: 'handlerConfig.url' must be given: an absolute http or https URL"],
  },
  {
    fault: 'a relative url',
    code: [
      step({ handler: CallBank, handlerConfig: { url: '/charges' } }),
      "step 'pay' of Order: 'handlerConfig.url' must be an absolute http or https URL such as https://api.example.com/v1",
    ],
    file: [
      'steps: [{name: pay, handler: CallBank, handler_config: {url: /charges}}]',
      'tasks/order.yaml:2: steps[0].handler_config.url must be an absolute http or https URL such as https://api.example.com/v1',
    ],
  },
  {
    fault: 'retries against the retry limit',
    code: [
      step({ handler: CallBank, retryLimit: 5, handlerConfig: { url: 'https://a.example', retries: 2 } }),
      "step 'pay' of Order: 'handlerConfig.retries' means 3 attempts, but the retry limit is 5: give one of them",
    ],
    file: [
      'steps: [{name: pay, handler: CallBank, retry_limit: 5, handler_config: {url: "https://a.example", retries: 2}}]',
      'tasks/order.yaml:2: steps[0].handler_config.retries means 3 attempts, but the retry limit is 5: give one of them',
    ],
  },
  {
    fault: 'an unknown setting of an HTTP call',
    code: [
      step({ handler: CallBank, handlerConfig: { url: 'https://a.example', methd: 'GET' } }),
      "step 'pay' of Order: 'handlerConfig.methd' is not a setting of an HTTP call; did you mean 'method'?",
    ],
    file: [
      'steps: [{name: pay, handler: CallBank, handler_config: {url: "https://a.example", methd: GET}}]',
      "tasks/order.yaml:2: steps[0].handler_config.methd is not a setting of an HTTP call; did you mean 'method'?",
    ],
  },
];
