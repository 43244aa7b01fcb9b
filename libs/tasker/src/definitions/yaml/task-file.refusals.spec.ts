import { mkdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { useTaskFiles } from '../../../../../test/support/task.files.js';
import { ConfigurationError } from '../../model/errors.js';

const files = useTaskFiles();

function refusal(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return (error as Error).message;
  }
  throw new Error('nothing was refused');
}

/** A step of a task called a, from line 3. */
const step = (...lines: string[]) => ['name: a', 'steps:', '  - name: pay', ...lines.map((line) => `    ${line}`)].join('\n');
/** Settings of that step, from line 4. */
const config = (...entries: string[]) => step(`handler_config: {${entries.join(', ')}}`);
const api = (...entries: string[]) => config('type: api', 'url: "https://pay.example.com"', ...entries);
const bomb = ['name: a', 'configuration:', '  a: &a [x, x, x, x, x, x, x, x, x, x]']
  .concat(
    ['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'].map((name, n) => `  ${name}: &${name} [${Array(10).fill(`*${'abcdefgh'[n]}`).join(', ')}]`),
  )
  .join('\n');

describe('a file is refused in one line that says where and what to do:', () => {
  it.each<[name: string, content: string | Uint8Array, message: string]>([
    // The text
    ['not UTF-8', Buffer.from('name: Gr\xfc\xdfe', 'latin1'), 'tasks/order.yaml: is not UTF-8 text; save it as UTF-8'],
    ['UTF-16', Buffer.from('\ufeffname: a', 'utf16le'), 'tasks/order.yaml: is not UTF-8 text; save it as UTF-8'],
    ['a NUL', 'name: a\nversion: b\0', 'tasks/order.yaml:2: the control character U+0000 is not allowed in YAML'],
    ['an escape character', 'name: \u001b[31m', 'tasks/order.yaml:1: the control character U+001B is not allowed in YAML'],
    ['over 1 MB', `#${' '.repeat(1_048_576)}`, 'tasks/order.yaml: has 1048577 bytes; at most 1048576 are read'],
    ['empty', '', 'tasks/order.yaml: is empty; a definition begins with its name'],
    ['comments only', '# later\n---\n', 'tasks/order.yaml: is empty; a definition begins with its name'],

    // YAML
    ['tabs', 'name: a\nsteps:\n\t- name: b', 'tasks/order.yaml:3: is not valid YAML: a tab indents this line; YAML takes spaces only'],
    [
      'two colons',
      'name: a\ndescription: note: b',
      "tasks/order.yaml:2: is not valid YAML: a second ': ' stands on this line; put a text that holds one in quotes",
    ],
    [
      'an open bracket',
      'name: a\nnamed_steps: [b\nsteps: []',
      'tasks/order.yaml:3: is not valid YAML: the indentation fits no line above, or a bracket is not closed',
    ],
    ['an open quote', 'name: "a', 'tasks/order.yaml:1: is not valid YAML: Missing closing "quote'],
    ['a wrong escape', 'name: "\\q"', 'tasks/order.yaml:1: is not valid YAML: Invalid escape sequence \\q'],
    ['an unknown directive', '%FOO\n---\nname: a', 'tasks/order.yaml:1: is not valid YAML: Unknown directive %FOO'],
    ['YAML 1.1', '%YAML 1.1\n---\nname: a\nsteps: []', 'tasks/order.yaml: asks for YAML 1.1 in its first lines; only YAML 1.2 is read'],
    [
      'two documents',
      'name: a\nsteps: []\n---\nname: b',
      "tasks/order.yaml:3: a second document begins here ('---'); a file holds one definition",
    ],
    ['a key given twice', 'name: a\nsteps: []\nname: b', 'tasks/order.yaml:3: name is given twice; the first one is on line 1'],
    [
      'a key of a step given twice',
      step('queue: a', 'queue: b'),
      'tasks/order.yaml:5: steps[0].queue is given twice; the first one is on line 4',
    ],
    [
      'a number and its text as keys',
      config('409: a', '"409": b'),
      'tasks/order.yaml:4: steps[0].handler_config.409 is given twice; the first one is on line 4',
    ],
    ['a list as a key', 'name: a\n? [b]\n: c', 'tasks/order.yaml:2: the file has a key that is not a plain text'],
    ['no key', 'name: a\n: b', 'tasks/order.yaml:2: the file has a key that is not a plain text'],
    [
      'a merge key',
      step('<<: {queue: a}'),
      "tasks/order.yaml:4: steps[0] has the merge key '<<', which is not part of YAML 1.2; let an alias stand for the whole map",
    ],
    ['a tag', 'name: !shop a', 'tasks/order.yaml:1: name has the tag !shop; only plain values are read'],
    ['a known tag', 'name: !!binary aGk=', 'tasks/order.yaml:1: name has the tag !!binary; only plain values are read'],
    ['a tag on a key', '!shop name: a', 'tasks/order.yaml:1: name has the tag !shop; only plain values are read'],
    ['no number of JSON', config('a: .inf'), 'tasks/order.yaml:4: steps[0].handler_config.a is .inf, which is not a number in JSON'],
    [
      'too many digits',
      config('a: 12345678901234567890'),
      'tasks/order.yaml:4: steps[0].handler_config.a is 12345678901234567890, which would lose digits; write it in quotes',
    ],
    [
      'an escaped NUL',
      config('a: "\\0"'),
      'tasks/order.yaml:4: steps[0].handler_config.a holds a NUL character or a lone surrogate, which cannot be stored',
    ],
    [
      'a lone surrogate in a key',
      config('"\\ud800": b'),
      'tasks/order.yaml:4: steps[0].handler_config["\\ud800"] holds a NUL character or a lone surrogate, which cannot be stored',
    ],

    // Hostile
    ['a bomb', bomb, 'tasks/order.yaml:7: configuration.e[2] stands for *d: the aliases of this file stand for more than 50000 values'],
    ['an alias of itself', 'name: a\nconfiguration: &a\n  b: *a', 'tasks/order.yaml:3: configuration.b stands for *a, which holds itself'],
    ['an alias of nothing', 'name: *a', 'tasks/order.yaml:1: name stands for *a, but no anchor &a comes before it'],
    ['an anchor that comes later', 'name: *a\nnamespace: &a b', 'tasks/order.yaml:1: name stands for *a, but no anchor &a comes before it'],
    ['brackets without end', `name: ${'['.repeat(1_000)}`, 'tasks/order.yaml:1: nests more than 100 levels deep'],
    ['closed brackets', `name: ${'['.repeat(1_000)}${']'.repeat(1_000)}`, 'tasks/order.yaml:1: nests more than 100 levels deep'],
    [
      'levels hidden in aliases',
      `name: a\nconfiguration:\n  a0: &a0 {}\n${Array.from({ length: 101 }, (_, n) => `  a${n + 1}: &a${n + 1} [*a${n}]\n`).join('')}`,
      `tasks/order.yaml:4: configuration.a99${'[0]'.repeat(27)}[0…]${'[0]'.repeat(33)} nests more than 100 levels deep`,
    ],
    [
      'too many signs',
      `name: a\nsteps: [${'1,'.repeat(250_000)}]`,
      'tasks/order.yaml: holds more than 750000 signs and values; split the file',
    ],
    [
      '__proto__',
      config('__proto__: {a: 1}'),
      'tasks/order.yaml:4: steps[0].handler_config.__proto__ cannot be a key: it has a meaning of its own in JavaScript',
    ],
    [
      '__proto__ at the top',
      'name: a\n__proto__: {steps: []}',
      'tasks/order.yaml:2: __proto__ cannot be a key: it has a meaning of its own in JavaScript',
    ],
    [
      'constructor',
      'name: a\nschema: {properties: {constructor: {}}}',
      'tasks/order.yaml:2: schema.properties.constructor cannot be a key: it has a meaning of its own in JavaScript',
    ],
    [
      'prototype in quotes',
      config('"prototype": a'),
      'tasks/order.yaml:4: steps[0].handler_config.prototype cannot be a key: it has a meaning of its own in JavaScript',
    ],

    // Unknown and missing keys
    ['a text', 'hello', "tasks/order.yaml:1: the file must be a map, not 'hello'"],
    ['a list', '- name: a', 'tasks/order.yaml:1: the file must be a map, not a list'],
    ['no name', 'steps: []', 'tasks/order.yaml:1: name is missing'],
    ['no steps', 'name: a', 'tasks/order.yaml:1: step_templates or steps is missing'],
    ['a step without a name', 'name: a\nsteps:\n  - queue: b', 'tasks/order.yaml:3: steps[0].name is missing'],
    ['an event without a name', step('custom_events: [{description: b}]'), 'tasks/order.yaml:4: steps[0].custom_events[0].name is missing'],
    [
      'an unknown key of the task',
      'name: a\nsteps: []\nversoin: b',
      "tasks/order.yaml:3: versoin is not a known key; did you mean 'version'?",
    ],
    [
      'an unknown key of a step',
      step('retry_limt: 3'),
      "tasks/order.yaml:4: steps[0].retry_limt is not a known key; did you mean 'retry_limit'?",
    ],
    ['camelCase', step('retryLimit: 3'), "tasks/order.yaml:4: steps[0].retryLimit is not a known key; did you mean 'retry_limit'?"],
    [
      'a part of a key',
      step('depends_on: b'),
      "tasks/order.yaml:4: steps[0].depends_on is not a known key; did you mean 'depends_on_step' or 'depends_on_steps'?",
    ],
    [
      'a key of a step at the top',
      'name: a\nsteps: []\ndependsOnStep: b',
      'tasks/order.yaml:3: dependsOnStep is not a known key; it is a key of a step',
    ],
    ['a key of settings in a step', step('url: b'), 'tasks/order.yaml:4: steps[0].url is not a known key; it is a key of handler_config'],
    [
      'a key of two places',
      'name: a\nsteps: []\npriority: 1',
      'tasks/order.yaml:3: priority is not a known key; it is a key of configuration and of a step',
    ],
    ['an inherited name', 'name: a\nsteps: []\ntoString: 1', 'tasks/order.yaml:3: toString is not a known key'],
    [
      'an unknown key of a backoff',
      step('backoff: {typ: fixed}'),
      "tasks/order.yaml:4: steps[0].backoff.typ is not a known key; did you mean 'type'?",
    ],
    [
      'an unknown key of an event',
      step('custom_events: [{name: a.b, payload: c}]'),
      'tasks/order.yaml:4: steps[0].custom_events[0].payload is not a known key',
    ],
    ['an unknown key with spaces', 'name: a\nsteps: []\n"b  c\\n": 1', 'tasks/order.yaml:3: ["b  c\\n"] is not a known key'],
    [
      'an unknown key without end',
      `name: a\nsteps: []\n${'b'.repeat(900)}: 1`,
      `tasks/order.yaml:3: ["${'b'.repeat(60)}…"] is not a known key`,
    ],
    [
      'an unknown key of an environment',
      'name: a\nsteps: []\nenvironments:\n  test: {stesp: []}',
      "tasks/order.yaml:4: environments.test.stesp is not a known key; did you mean 'steps'?",
    ],
    [
      'a name in an environment',
      'name: a\nsteps: []\nenvironments:\n  test: {name: b}',
      'tasks/order.yaml:4: environments.test.name is not a known key; it is a key of the task and of a step',
    ],

    // Values
    [
      'a version that is a number',
      'name: a\nsteps: []\nversion: 1.0',
      "tasks/order.yaml:3: version must be a string, not the number 1.0; write it in quotes: '1.0'",
    ],
    [
      'a name that is a number',
      'name: 0x1F\nsteps: []',
      "tasks/order.yaml:1: name must be a string, not the number 0x1F; write it in quotes: '0x1F'",
    ],
    [
      'a namespace that is true',
      'name: a\nsteps: []\nnamespace: true',
      "tasks/order.yaml:3: namespace must be a string, not true; write it in quotes: 'true'",
    ],
    [
      'a key without a value',
      'name: a\nsteps: []\ndescription:',
      'tasks/order.yaml:3: description must be a string, but has no value; give one or take the key out',
    ],
    ['yes', 'name: a\nsteps: []\nconcurrent: yes', "tasks/order.yaml:3: concurrent must be true or false, not 'yes'"],
    ['a number in quotes', step('retry_limit: "3"'), "tasks/order.yaml:4: steps[0].retry_limit must be a whole number, not '3'"],
    ['a fraction', step('priority: 1.5'), 'tasks/order.yaml:4: steps[0].priority must be a whole number, not the number 1.5'],
    ['one dependency as a list', step('depends_on_step: [b]'), 'tasks/order.yaml:4: steps[0].depends_on_step must be a string, not a list'],
    ['dependencies as a text', step('depends_on_steps: b'), "tasks/order.yaml:4: steps[0].depends_on_steps must be a list, not 'b'"],
    [
      'a dependency that is a map',
      step('depends_on_steps: [{b: c}]'),
      'tasks/order.yaml:4: steps[0].depends_on_steps[0] must be a string, not a map',
    ],
    ['steps by name', 'name: a\nsteps:\n  pay: {}', 'tasks/order.yaml:2: steps must be a list, not a map'],
    ['a step that is a name', 'name: a\nsteps: [pay]', "tasks/order.yaml:2: steps[0] must be a map, not 'pay'"],
    [
      'a duration that is true',
      step('timeout: true'),
      "tasks/order.yaml:4: steps[0].timeout must be a string or a whole number, not true; write it in quotes: 'true'",
    ],
    [
      'an unknown backoff',
      step('backoff: {type: fibonacci}'),
      "tasks/order.yaml:4: steps[0].backoff.type must be 'exponential', 'linear' or 'fixed', not 'fibonacci'",
    ],
    ['settings that are a list', step('handler_config: [a]'), 'tasks/order.yaml:4: steps[0].handler_config must be a map, not a list'],
    [
      'a limit that is a list',
      'name: a\nsteps: []\nconfiguration: {max_execution_time: [1]}',
      'tasks/order.yaml:3: configuration.max_execution_time must be a string or a whole number, not a list',
    ],
    [
      'an environment that is a list',
      'name: a\nsteps: []\nenvironments: {test: []}',
      'tasks/order.yaml:3: environments.test must be a map, not a list',
    ],

    // Two names of one key
    [
      'two names of the steps',
      'name: a\nsteps: []\nstep_templates: []',
      'tasks/order.yaml:3: the task has both step_templates and steps, two names of one key; keep one',
    ],
    [
      'two names of the namespace',
      'name: a\nnamespace: b\nsteps: []\nnamespace_name: b',
      'tasks/order.yaml:4: the task has both namespace_name and namespace, two names of one key; keep one',
    ],
    [
      'two names of the handler',
      step('handler: B', 'handler_class: B'),
      'tasks/order.yaml:5: steps[0] has both handler_class and handler, two names of one key; keep one',
    ],
    [
      'two names of the retry limit',
      step('retry_limit: 1', 'default_retry_limit: 1'),
      'tasks/order.yaml:5: steps[0] has both default_retry_limit and retry_limit, two names of one key; keep one',
    ],
    [
      'two names of retryable',
      step('retryable: true', 'default_retryable: true'),
      'tasks/order.yaml:5: steps[0] has both default_retryable and retryable, two names of one key; keep one',
    ],
    [
      'two names in an environment',
      'name: a\nsteps: []\nenvironments:\n  test: {steps: [], step_templates: []}',
      'tasks/order.yaml:4: environments.test has both step_templates and steps, two names of one key; keep one',
    ],

    // Settings of an HTTP call
    ['a call without a url', config('type: api'), 'tasks/order.yaml:4: steps[0].handler_config.url is missing'],
    [
      'an unknown key of a call',
      api('methd: GET'),
      "tasks/order.yaml:4: steps[0].handler_config.methd is not a known key; did you mean 'method'?",
    ],
    [
      'a url without a scheme',
      config('type: api', 'url: pay.example.com'),
      "tasks/order.yaml:4: steps[0].handler_config.url must be an absolute http or https URL, or hold a ${NAME} placeholder, not 'pay.example.com'",
    ],
    [
      'a url of another scheme',
      config('type: api', 'url: "ftp://pay"'),
      "tasks/order.yaml:4: steps[0].handler_config.url must be an absolute http or https URL, or hold a ${NAME} placeholder, not 'ftp://pay'",
    ],
    [
      'a url that is none',
      config('type: api', 'url: "https://[::"'),
      "tasks/order.yaml:4: steps[0].handler_config.url must be an absolute http or https URL, not 'https://[::'",
    ],
    [
      'an unknown method',
      api('method: get'),
      "tasks/order.yaml:4: steps[0].handler_config.method must be 'GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE' or 'OPTIONS', not 'get'",
    ],
    [
      'a header that is a number',
      api('headers: {X-Version: 1.0}'),
      "tasks/order.yaml:4: steps[0].handler_config.headers.X-Version must be a string, not the number 1.0; write it in quotes: '1.0'",
    ],
    ['an unknown key of TLS', api('ssl: {verify: false}'), 'tasks/order.yaml:4: steps[0].handler_config.ssl.verify is not a known key'],
    [
      'a time limit without a unit',
      api('timeout: "5"'),
      "tasks/order.yaml:4: steps[0].handler_config.timeout must be whole milliseconds or a string such as '250ms', '10s' or '5m', not '5'",
    ],
    [
      'redirects in quotes',
      api('follow_redirects: "3"'),
      "tasks/order.yaml:4: steps[0].handler_config.follow_redirects must be a whole number, or hold a ${NAME} placeholder, not '3'",
    ],
    ['negative retries', api('retries: -1'), 'tasks/order.yaml:4: steps[0].handler_config.retries must be 0 or more, not -1'],
    ['jitter over 1', api('jitter_factor: 2'), 'tasks/order.yaml:4: steps[0].handler_config.jitter_factor must be 1 or less, not 2'],
    [
      'a status that is none',
      api('statuses: {6xx: success}'),
      "tasks/order.yaml:4: steps[0].handler_config.statuses.6xx must be a status such as '409', or a hundred such as '4xx'",
    ],
    [
      'an unknown meaning',
      api('statuses: {409: ok}'),
      "tasks/order.yaml:4: steps[0].handler_config.statuses.409 must be 'success', 'retryable' or 'permanent', not 'ok'",
    ],
    [
      'retries against the limit',
      `${api('retries: 2')}\n    retry_limit: 5`,
      'tasks/order.yaml:4: steps[0].handler_config.retries means 3 attempts in total, but steps[0].retry_limit on line 5 says 5; keep one of them',
    ],
    [
      'settings of the task',
      `handler_config: {type: api, url: "https://a", retrys: 1}\n${step()}`,
      "tasks/order.yaml:1: handler_config.retrys is not a known key; did you mean 'retries'?",
    ],
    [
      'settings of the task that an API step takes over',
      `handler_config: {region: eu}\n${api()}`,
      'tasks/order.yaml:1: handler_config.region is not a known key; API steps take it over',
    ],
    [
      'settings whose type the task says',
      `handler_config: {type: api, url: "https://a"}\n${config('urll: "https://b"')}`,
      "tasks/order.yaml:5: steps[0].handler_config.urll is not a known key; did you mean 'url'?",
    ],

    // Environments
    [
      'too many environments',
      `name: a\nsteps: []\nenvironments: {${Array.from({ length: 51 }, (_, n) => `e${n}: {}`).join(', ')}}`,
      'tasks/order.yaml:3: environments must have 50 keys or less',
    ],
    [
      'an unknown step',
      `${step()}\nenvironments:\n  test:\n    steps:\n      - name: pey`,
      "tasks/order.yaml:7: environments.test.steps[0].name is 'pey', which is no step of the task; did you mean 'pay'?",
    ],
    [
      'a step changed twice',
      `${step()}\nenvironments:\n  test:\n    steps:\n      - name: pay\n      - name: pay`,
      "tasks/order.yaml:8: environments.test.steps[1].name is 'pay', which this environment changes a second time",
    ],
    [
      'a change that ruins a call',
      `${api()}\nenvironments:\n  qa:\n    steps:\n      - {name: pay, handler_config: {url: nowhere}}`,
      "tasks/order.yaml:8: environments.qa.steps[0].handler_config.url must be an absolute http or https URL, or hold a ${NAME} placeholder, not 'nowhere'",
    ],
    [
      'a call that lacks a url elsewhere',
      `${config('type: mock')}\nenvironments:\n  qa:\n    steps:\n      - {name: pay, handler_config: {type: api}}`,
      "tasks/order.yaml:4: steps[0].handler_config.url is missing in the environment 'qa'",
    ],
  ])('%s', (_name, content, message) => {
    expect(refusal(() => files.read(content))).toBe(message);
  });

  it('missing', () => {
    expect(refusal(() => files.open(files.path('none.yaml')))).toBe('tasks/none.yaml: there is no such file');
  });

  it('a directory', () => {
    mkdirSync(files.path('folder.yaml'));
    expect(refusal(() => files.open(files.path('folder.yaml')))).toBe('tasks/folder.yaml: is a directory; name a file');
  });

  it('a device', () => {
    expect(refusal(() => files.open('/dev/zero'))).toBe('/dev/zero: is not a regular file');
  });

  it('a path through a file', () => {
    files.write('', 'plain');
    expect(refusal(() => files.open(files.path('plain/order.yaml')))).toBe('tasks/plain/order.yaml: cannot be read (ENOTDIR)');
  });
});

describe('all problems of a file', () => {
  it('come together, in the order of the file', () => {
    const content = `concurrent: 1\nname: 2\n${step('queue: 3').split('\n').slice(1).join('\n')}\nenvironments:\n  test:\n    steps: [{name: py, quue: a}]`;
    expect(refusal(() => files.read(content)).split('\n')).toEqual([
      'tasks/order.yaml:1: concurrent must be true or false, not the number 1',
      "tasks/order.yaml:2: name must be a string, not the number 2; write it in quotes: '2'",
      "tasks/order.yaml:5: steps[0].queue must be a string, not the number 3; write it in quotes: '3'",
      "tasks/order.yaml:8: environments.test.steps[0].quue is not a known key; did you mean 'queue'?",
      "tasks/order.yaml:8: environments.test.steps[0].name is 'py', which is no step of the task; did you mean 'pay'?",
    ]);
  });

  it('are cut after ten', () => {
    const lines = refusal(() => files.read(`name: a\nsteps: []\n${Array.from({ length: 13 }, (_, n) => `x${n}: 1\n`).join('')}`)).split(
      '\n',
    );
    expect(lines).toHaveLength(11);
    expect(lines.slice(9)).toEqual(['tasks/order.yaml:12: x9 is not a known key', 'and 3 more']);
  });

  it('that one mistake makes on one line are told once', () => {
    expect(refusal(() => files.read('name: a\n  b: 1')).split('\n')).toHaveLength(1);
  });

  it('that environments share are told once', () => {
    const change = '{steps: [{name: pay, queue: slow}]}';
    const environments = `environments:\n  test: ${change}\n  qa: ${change}`;
    expect(refusal(() => files.read(`${config('type: api', 'url: "https://[::"')}\n${environments}`)).split('\n')).toHaveLength(1);
  });

  it('stay on one line each, however long the quoted text', () => {
    const message = refusal(() => files.read(`name: a\nsteps: []\nnamespace: 1.${'9'.repeat(5_000)}\nschema: "a\\nb${'c'.repeat(5_000)}"`));
    expect(message.split('\n')).toHaveLength(2);
    expect(message.length).toBeLessThan(400);
    expect(refusal(() => files.read(`%${'X'.repeat(5_000)}\n---\nname: a`)).length).toBeLessThan(700);
  });
});

describe('a hostile file', () => {
  it('leaves the length of traces as it was', () => {
    const { stackTraceLimit } = Error;
    try {
      Error.stackTraceLimit = 7;
      expect(() => files.read(`name: ${'}'.repeat(1_000)}`)).toThrow(ConfigurationError);
      expect(Error.stackTraceLimit).toBe(7);
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  });

  it('with errors in every one of its steps is counted to the end', () => {
    const message = refusal(() => files.read(`name: a\nsteps: [${'{a},'.repeat(500)}]`));
    expect(message.split('\n').at(-1)).toBe('and 990 more');
  });
});
