import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Injectable, Scope, type Provider, type Type } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { COMMON, order, Pay, Ship } from '../../../../test/support/declarations/faulty.classes.js';
import { refusal, started, type Declared } from '../../../../test/support/declarations/start.up.js';
import { StepHandler } from './step-handler.decorator.js';
import { TaskHandler } from './task-handler.decorator.js';

const FILE = 'name: order\nsteps: [{name: pay, handler: Pay}]';
const STEPS = { steps: [{ name: 'pay', handler: Pay }] };
const loose = { TaskHandler: TaskHandler as (given: unknown) => ClassDecorator, StepHandler: StepHandler as (given?: unknown) => any };

@TaskHandler({ name: 'order' })
class Circle {
  @StepHandler({ dependsOn: 'second' }) first() {}
  @StepHandler({ dependsOn: 'first' }) second() {}
}

@TaskHandler({ name: 'order' })
class Undecorated {
  validate() {}
  @StepHandler({ dependsOn: 'validate' }) pay() {}
}

@TaskHandler({ name: 'order' })
class Capital {
  @StepHandler() Pay() {}
  @StepHandler() pay_now() {}
}

@TaskHandler({ name: 'order', steps: [{ name: 'pay', handler: Pay }] })
class Twice {
  @StepHandler() pay() {}
}

@TaskHandler({ name: 'order' })
@Injectable({ scope: Scope.REQUEST })
class Scoped {
  schema() {}
  @StepHandler() pay() {}
}

@TaskHandler({ name: 'order' })
class TextAsHook {
  readonly establishStepDependenciesAndDefaults = 'later';
  @StepHandler() pay() {}
}

@TaskHandler({ name: 'order' })
class BrokenSchema {
  schema() {
    return { type: 'objekt' };
  }
  @StepHandler() pay() {}
}

@TaskHandler({ name: 'order' })
class LaterSchema {
  async schema() {
    return { type: 'object' };
  }
  @StepHandler() pay() {}
}

@TaskHandler({ name: 'order' })
class FailingEvents {
  static customEventConfiguration() {
    throw new Error('no such file');
  }
  @StepHandler() pay() {}
}

class WrongStepClass {
  static customEventConfiguration() {
    return { name: 'order.paid' };
  }
  process() {}
}

class WrongResult {
  process() {}
}
loose.StepHandler({ result: 'Receipt', customEvents: [{ name: 'Order.Paid' }] })(WrongResult);

/** A second class of the same declaration. */
function another(options: unknown): Type<unknown> {
  class Another {}
  loose.TaskHandler(options)(Another);
  return Another;
}

const listing = (...handlers: Type<unknown>[]) =>
  order({ name: 'order', steps: handlers.map((handler, n) => ({ name: `s${n}`, handler })) });
const bomb = ['name: order', 'configuration:', '  a: &a [x, x, x, x, x, x, x, x, x, x]', ...'bcdefghi'.split('').map((name, n) => `  ${name}: &${name} [${Array(10).fill(`*${'abcdefgh'[n]}`).join(', ')}]`)].join('\n'); // prettier-ignore

interface Row {
  readonly fault: string;
  readonly providers?: readonly Provider[];
  readonly files?: Declared['files'];
  readonly settings?: Declared['settings'];
  /** Its lines. */
  readonly message: string | readonly string[];
}

const ROWS: readonly Row[] = [
  // Two declarations of one task
  {
    fault: 'one task in two files',
    files: { 'a.yaml': FILE, 'b.yml': FILE },
    message:
      "tasks/a.yaml and tasks/b.yml both declare task 'order' 0.1.0 in namespace 'default': give one of them another name, namespace or version",
  },
  {
    fault: 'one task in a file and in a class',
    providers: [order({ name: 'order', ...STEPS })],
    files: { 'a.yaml': FILE },
    message:
      "Order and tasks/a.yaml both declare task 'order' 0.1.0 in namespace 'default': give one of them another name, namespace or version",
  },
  {
    fault: 'one task in two classes',
    providers: [order({ name: 'order', ...STEPS }), another({ name: 'order', version: '0.1.0', ...STEPS })],
    message:
      "Order and Another both declare task 'order' 0.1.0 in namespace 'default': give one of them another name, namespace or version",
  },
  {
    fault: 'one file that two classes name',
    providers: [order({ yaml: 'a.yaml' }), another({ yaml: 'a.yaml' })],
    files: { 'a.yaml': FILE },
    message:
      "Order (tasks/a.yaml) and Another (tasks/a.yaml) both declare task 'order' 0.1.0 in namespace 'default': give one of them another name, namespace or version",
  },

  // Where a definition is looked for
  {
    fault: 'a file that is not there',
    providers: [order({ yaml: 'ordr.yaml' })],
    message: "Order: there is no file 'ordr.yaml'; looked for ./test/support/declarations/ordr.yaml and tasks/ordr.yaml",
  },
  {
    fault: 'a file of the web',
    providers: [order({ yaml: new URL('https://example.com/order.yaml') })],
    message: "Order: 'yaml' is a URL of https:; only files can be read",
  },
  {
    fault: 'a file beside options',
    providers: [order({ yaml: 'a.yaml', retries: 3 })],
    files: { 'a.yaml': FILE },
    message: "Order: 'retries' cannot stand beside 'yaml' in @TaskHandler: unknown option",
  },
  {
    fault: 'a name beside a definition',
    providers: [order({ name: 'order', definition: { name: 'order', ...STEPS } })],
    message: "Order: 'name' cannot stand beside 'definition' in @TaskHandler: it belongs into the definition",
  },
  { fault: 'a definition that fails', providers: [order({ definition: () => { throw new Error('no such table'); } })], message: "Order: the function in 'definition' failed: no such table" }, // prettier-ignore
  {
    fault: 'a definition that comes later',
    providers: [order({ definition: async () => ({ name: 'order', ...STEPS }) })],
    message: "Order: 'definition' must be, or return, an object such as { name, steps }",
  },
  {
    fault: 'a decorator without options',
    providers: [order(undefined)],
    message: "Order: @TaskHandler takes an object such as { name: 'process_order' }",
  },
  {
    fault: 'a file that names another class',
    providers: [order({ yaml: 'a.yaml' })],
    files: { 'a.yaml': `task_handler_class: Oder\n${FILE}` },
    message: "tasks/a.yaml:1: task_handler_class is 'Oder', but class Order declares this file: write Order, or leave it out",
  },
  {
    fault: 'a context of the decorator that cannot be used',
    providers: [order({ yaml: 'a.yaml', context: 'OrderContext' })],
    files: { 'a.yaml': FILE },
    message: "Order: 'context' must be a class with class-validator decorators or a JSON Schema",
  },
  {
    fault: 'a directory that is not there',
    settings: { directory: '/missing/tasks', directoryRequired: true },
    message: 'there is no directory /missing/tasks; create it or name another one',
  },

  // Files that cannot be read
  {
    fault: 'a file that is not UTF-8',
    files: { 'a.yaml': Buffer.from('name: Gr\xfc\xdfe', 'latin1') },
    message: 'tasks/a.yaml: is not UTF-8 text; save it as UTF-8',
  },
  { fault: 'an empty file', files: { 'a.yaml': '' }, message: 'tasks/a.yaml: is empty; a definition begins with its name' },
  {
    fault: 'a tab',
    files: { 'a.yaml': 'name: order\nsteps:\n\t- name: pay' },
    message: 'tasks/a.yaml:3: is not valid YAML: a tab indents this line; YAML takes spaces only',
  },
  {
    fault: 'a key given twice',
    files: { 'a.yaml': 'name: order\nname: other\nsteps: []' },
    message: 'tasks/a.yaml:2: name is given twice; the first one is on line 1',
  },
  {
    fault: 'two documents',
    files: { 'a.yaml': `${FILE}\n---\n${FILE}` },
    message: "tasks/a.yaml:3: a second document begins here ('---'); a file holds one definition",
  },
  {
    fault: 'a YAML bomb',
    files: { 'a.yaml': bomb },
    message: 'tasks/a.yaml:7: configuration.e[2] stands for *d: the aliases of this file stand for more than 50000 values',
  },
  {
    fault: 'an environment with a fault',
    files: { 'a.yaml': `${FILE}\nenvironments: {production: {steps: [{name: pay, retry_limit: many}]}}` },
    message: "tasks/a.yaml:3: environments.production.steps[0].retry_limit must be a whole number, not 'many'",
  },

  // Classes
  {
    fault: 'methods in a circle',
    providers: [Circle],
    message: 'the steps of Circle depend on each other in a circle: first -> second -> first',
  },
  {
    fault: 'a dependency on a method that is no step',
    providers: [Undecorated],
    message: "step 'pay' of Undecorated depends on 'validate', which is not a step of it: Undecorated.validate carries no @StepHandler()",
  },
  {
    fault: 'methods whose names say no step name',
    providers: [Capital],
    message: [
      'Capital.Pay: a step method starts in lower case and has no underscore, so that its step name is its snake_case',
      'Capital.pay_now: a step method starts in lower case and has no underscore, so that its step name is its snake_case',
    ],
  },
  {
    fault: 'a method and a class of one step name',
    providers: [Twice],
    message: "Twice has more than one step 'pay' (Twice.pay, Pay): give each a name of its own",
  },
  {
    fault: 'schema() of a request-scoped class',
    providers: [Scoped],
    message: "Scoped.schema() cannot be called at start-up, because the class is made for each attempt: give 'context' instead",
  },
  { fault: 'a hook that is a text', providers: [TextAsHook], message: 'TextAsHook.establishStepDependenciesAndDefaults must be a method' },
  {
    fault: 'schema() that gives a broken schema',
    providers: [BrokenSchema],
    message: `BrokenSchema.schema at 'type' must be a list, not a string, or must be one of "array", "boolean", "integer", "null", "number", "object", "string"; did you mean 'object'?`,
  },
  { fault: 'schema() that gives a promise', providers: [LaterSchema], message: 'LaterSchema.schema must give a JSON Schema as an object' },
  {
    fault: 'customEventConfiguration() that fails',
    providers: [FailingEvents],
    message: 'FailingEvents.customEventConfiguration() failed: no such file',
  },
  {
    fault: 'customEventConfiguration() of a step class that gives no list',
    providers: [WrongStepClass, listing(WrongStepClass)],
    message: "WrongStepClass.customEventConfiguration() must return a list of { name: 'order.shipped', description }",
  },
  {
    fault: 'a step class that declares wrong things, said once',
    providers: [WrongResult, listing(WrongResult, WrongResult)],
    message: [
      "WrongResult: 'result' must be a class with class-validator decorators or a JSON Schema",
      "WrongResult: 'customEvents.0.name' 'Order.Paid' must be words of a-z, 0-9, '_' and '-' joined by single dots",
    ],
  },

  // Several faults
  {
    fault: 'several faults of one task in code',
    providers: [
      order({
        name: 'my order',
        version: 'one',
        nam: 1,
        steps: [{ name: 'pay', handler: 'Py', retryLimit: 0, backoff: { type: 'linear', base: 'x', max: 'y' } }, { name: '7' }],
      }),
    ],
    message: [
      "Order: 'nam' is not an option; did you mean 'name'?",
      "Order: 'name' 'my order' must not contain white space, control characters, '@' or '/'",
      "Order: 'version' 'one' is not a semantic version; write it like 1.2.3 or 1.2.3-beta.1, without 'v' and without build metadata",
      "step 'pay' of Order: 'retryLimit' must be a whole number of 1 or more: the first attempt counts",
      "step 'pay' of Order: 'backoff.base' 'x' is not a duration; give whole milliseconds or a string such as '250ms', '10s', '5m', '2h' or '1d'",
      "step 'pay' of Order: 'backoff.max' 'y' is not a duration; give whole milliseconds or a string such as '250ms', '10s', '5m', '2h' or '1d'",
      "step 'pay' of Order: 'handler' names 'Py', which no provider goes by: give a class name or the name in @StepHandler('…'), and provide the class; did you mean 'Pay'?",
      "step '7' of Order: 'name' '7' must not be a number: steps are also looked up by id",
    ],
  },
  {
    fault: 'several faults of one file',
    files: { 'a.yaml': 'name: my order\nversion: one\nsteps:\n  - {name: pay, handler: Py, retry_limit: 0}\n  - {name: "7"}' },
    message: [
      "tasks/a.yaml:1: name 'my order' must not contain white space, control characters, '@' or '/'",
      "tasks/a.yaml:2: version 'one' is not a semantic version; write it like 1.2.3 or 1.2.3-beta.1, without 'v' and without build metadata",
      'tasks/a.yaml:4: steps[0].retry_limit must be a whole number of 1 or more: the first attempt counts',
      "tasks/a.yaml:4: steps[0].handler names 'Py', which no provider goes by: give a class name or the name in @StepHandler('…'), and provide the class; did you mean 'Pay'?",
      "tasks/a.yaml:5: steps[1].name '7' must not be a number: steps are also looked up by id",
    ],
  },
  {
    fault: 'several faults of schemas',
    providers: [order({ name: 'order', context: { type: 'objekt' }, steps: [{ name: 'pay', handler: Pay, result: { type: 'lst' } }] })],
    message: [
      `Order: 'context' at 'type' must be a list, not a string, or must be one of "array", "boolean", "integer", "null", "number", "object", "string"; did you mean 'object'?`,
      `step 'pay' of Order: 'result' at 'type' must be a list, not a string, or must be one of "array", "boolean", "integer", "null", "number", "object", "string"`,
    ],
  },
  {
    fault: 'faults of classes and files together',
    providers: [order({ name: '', ...STEPS }), another({ yaml: 'gone.yaml' })],
    files: { 'a.yaml': 'name: a\nsteps: [{name: pay}]', 'b.yaml': '' },
    message: [
      "Another: there is no file 'gone.yaml'; looked for ./libs/tasker/src/definitions/gone.yaml and tasks/gone.yaml",
      'tasks/b.yaml: is empty; a definition begins with its name',
      "Order: 'name' must be a string that is not empty",
      'tasks/a.yaml:2: steps[0] has no handler_class, and the file names no task_handler_class whose method could run it',
    ],
  },
  {
    fault: 'a broken file that a class declares, said once',
    providers: [order({ yaml: 'a.yaml' })],
    files: { 'a.yaml': 'name: order\nsteps: [{name: pay}]\nversoin: 1' },
    message: "tasks/a.yaml:3: versoin is not a known key; did you mean 'version'?",
  },
  {
    fault: 'more than ten faults',
    providers: [
      order({ name: 'order', steps: Array.from({ length: 15 }, (_, n) => ({ name: `s${n}`, handler: Ship, dependsOn: 'nowhere' })) }),
    ],
    message: [
      "step 's0' of Order depends on 'nowhere', which is not a step of it",
      "step 's1' of Order depends on 'nowhere', which is not a step of it",
      "step 's2' of Order depends on 'nowhere', which is not a step of it",
      "step 's3' of Order depends on 'nowhere', which is not a step of it",
      "step 's4' of Order depends on 'nowhere', which is not a step of it",
      "step 's5' of Order depends on 'nowhere', which is not a step of it",
      "step 's6' of Order depends on 'nowhere', which is not a step of it",
      "step 's7' of Order depends on 'nowhere', which is not a step of it",
      "step 's8' of Order depends on 'nowhere', which is not a step of it",
      "step 's9' of Order depends on 'nowhere', which is not a step of it",
      'and 5 more',
    ],
  },
];

describe('what an application declares is refused at start-up with every fault named', () => {
  it.each(ROWS)('$fault', async ({ providers = [], files, settings, message }) => {
    expect(await refusal({ providers: [...COMMON, ...providers], ...(files && { files }), ...(settings && { settings }) })).toBe(
      [message].flat().join('\n'),
    );
  });
});

describe('what only looks like a clash starts', () => {
  it('a file of the directory that a class declares too', async () => {
    const factory = await started({ providers: [...COMMON, order({ yaml: 'a.yaml' })], files: { 'a.yaml': FILE } });
    expect(factory.list().map(({ definition, handler }) => [definition.name, handler?.name])).toEqual([['order', 'Order']]);
  });

  it('the same file that a class reaches by another path', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'tasker-files-'));
    mkdirSync(join(directory, 'real'));
    writeFileSync(join(directory, 'real/a.yaml'), FILE);
    symlinkSync(join(directory, 'real'), join(directory, 'linked'));
    try {
      const providers = [...COMMON, order({ yaml: pathToFileURL(join(directory, 'real/a.yaml')) })];
      const factory = await started({ providers, settings: { directory: join(directory, 'linked') } });
      expect(factory.list()).toHaveLength(1);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });

  it('versions and namespaces of one name, in files and classes', async () => {
    const files = { 'a.yaml': FILE, 'b.yaml': `version: 2.0.0\n${FILE}`, 'c.yaml': `namespace: shop\n${FILE}` };
    const factory = await started({ providers: [...COMMON, order({ name: 'order', version: '3.0.0', ...STEPS })], files });
    expect(factory.list().map(({ definition }) => `${definition.namespace}/${definition.version}`)).toEqual([
      'default/3.0.0',
      'default/2.0.0',
      'default/0.1.0',
      'shop/0.1.0',
    ]);
  });
});
