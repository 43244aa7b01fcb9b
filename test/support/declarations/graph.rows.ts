import {
  Declares,
  FailingSchema,
  ListsWrongEvents,
  NoProcess,
  OwnHandle,
  PayTwin,
  ScopedSchema,
  Ship,
  TextAsHook,
  TextAsSchema,
} from './faulty.classes.js';
import { graph, graphLines, one, step, type Row } from './faulty.rows.js';

/** Faults of the graph, of who runs a step, of names and versions. */
export const GRAPH_ROWS: readonly Row[] = [
  // The graph
  {
    fault: 'a step that depends on itself',
    code: [graph({ a: 'a' }), "step 'a' of Order depends on itself"],
    file: [graphLines({ a: 'a' }), "tasks/order.yaml:3: steps[0].depends_on_steps: step 'a' depends on itself"],
  },
  {
    fault: 'a circle of two',
    code: [graph({ a: 'b', b: 'a' }), 'the steps of Order depend on each other in a circle: a -> b -> a'],
    file: [graphLines({ a: 'b', b: 'a' }), 'the steps of tasks/order.yaml:1 depend on each other in a circle: a -> b -> a'],
  },
  {
    fault: 'a circle of three beside sound steps',
    code: [graph({ x: '', a: 'c x', b: 'a', c: 'b', y: 'c' }), 'the steps of Order depend on each other in a circle: a -> c -> b -> a'],
    file: [
      graphLines({ x: '', a: 'c x', b: 'a', c: 'b', y: 'c' }),
      'the steps of tasks/order.yaml:1 depend on each other in a circle: a -> c -> b -> a',
    ],
  },
  {
    fault: 'a dependency with a typing error',
    code: [
      graph({ validate: '', ship: 'validat' }),
      "step 'ship' of Order depends on 'validat', which is not a step of it; did you mean 'validate'?",
    ],
    file: [
      graphLines({ validate: '', ship: 'validat' }),
      "tasks/order.yaml:4: steps[1].depends_on_steps: step 'ship' depends on 'validat', which is not a step of it; did you mean 'validate'?",
    ],
  },
  { fault: 'a dependency named twice', code: [graph({ a: '', b: 'a a' }), "step 'b' of Order depends on 'a' twice: name it once"] },
  {
    fault: 'two steps of one name',
    code: [
      { steps: [...graph({ a: '' }).steps, { name: 'a', handler: Ship }] },
      "Order has more than one step 'a' (Pay, Ship): give each a name of its own",
    ],
    file: [
      `${graphLines({ a: '' })}\n  - {name: a, handler: Ship}`,
      "tasks/order.yaml:1 has more than one step 'a' (tasks/order.yaml:3: steps[0].name, tasks/order.yaml:4: steps[1].name): give each a name of its own",
    ],
  },
  {
    fault: 'no steps',
    code: [{}, "Order has no steps: decorate methods with @StepHandler() or list step classes in 'steps' of @TaskHandler"],
    file: ['steps: []', 'tasks/order.yaml:2: steps is empty: list at least one step'],
  },
  {
    fault: 'steps that are no list',
    code: [{ steps: { pay: {} } }, "Order: 'steps' must be a list"],
    file: ['steps: {pay: {}}', 'tasks/order.yaml:2: steps must be a list, not a map'],
  },
  {
    fault: 'a step that is a name',
    code: [{ steps: ['pay'] }, 'steps[0] of Order must be an object with a name and a handler'],
    file: ['steps: [pay]', "tasks/order.yaml:2: steps[0] must be a map, not 'pay'"],
  },
  {
    fault: 'a step that namedSteps does not list',
    code: [{ namedSteps: ['charge'], ...step({}) }, "step 'pay' of Order: 'pay' is not in the list of Order: 'namedSteps'"],
    file: [`named_steps: [charge]\n${one}`, "tasks/order.yaml:4: steps[0]: 'pay' is not in the list of tasks/order.yaml:2: named_steps"],
  },
  {
    fault: 'a dependency that namedSteps does not list',
    code: [{ namedSteps: ['a'], steps: [...graph({ a: 'b' }).steps] }, "step 'a' of Order: 'b' is not in the list of Order: 'namedSteps'"],
    file: [
      `named_steps: [a]\n${graphLines({ a: 'b' })}`,
      "tasks/order.yaml:4: steps[0]: 'b' is not in the list of tasks/order.yaml:2: named_steps",
    ],
  },
  {
    fault: 'namedSteps with a name twice',
    code: [{ namedSteps: ['pay', 'pay'], ...step({}) }, "Order: 'namedSteps.1' 'pay' stands twice"],
    file: [`named_steps: [pay, pay]\n${one}`, "tasks/order.yaml:2: named_steps[1] 'pay' stands twice"],
  },

  // Who runs a step
  {
    fault: 'an unknown handler',
    code: [
      step({ handler: 'Shp' }),
      "step 'pay' of Order: 'handler' names 'Shp', which no provider goes by: give a class name or the name in @StepHandler('…'), and provide the class; did you mean 'Ship'?",
    ],
    file: [
      'steps:\n  - name: pay\n    handler_class: Shp',
      "tasks/order.yaml:4: steps[0].handler_class names 'Shp', which no provider goes by: give a class name or the name in @StepHandler('…'), and provide the class; did you mean 'Ship'?",
    ],
  },
  {
    fault: 'a handler that two classes go by',
    providers: [PayTwin],
    code: [
      step({ handler: 'Pay' }),
      "step 'pay' of Order: 'handler' names 'Pay', which 2 providers go by: class Pay, class Pay; give each a name by @StepHandler('…')",
    ],
    file: [
      one,
      "tasks/order.yaml:4: steps[0].handler_class names 'Pay', which 2 providers go by: class Pay, class Pay; give each a name by @StepHandler('…')",
    ],
  },
  {
    fault: 'a class that nobody provides',
    code: [step({ handler: PayTwin }), "Pay (step 'pay' of Order) is not a provider: add it to the providers of OrdersModule"],
  },
  {
    fault: 'a class without process()',
    code: [step({ handler: NoProcess }), "step 'pay' of Order is handled by NoProcess, which has no method process()"],
    file: [
      'steps: [{name: pay, handler: NoProcess}]',
      'tasks/order.yaml:2: steps[0].handler is handled by NoProcess, which has no method process()',
    ],
  },
  {
    fault: 'a class that overrides handle()',
    code: [
      step({ handler: OwnHandle }),
      "step 'pay' of Order is handled by OwnHandle, which overrides handle(): that one is the engine's; write process() and processResults()",
    ],
    file: [
      'steps: [{name: pay, handler: OwnHandle}]',
      "tasks/order.yaml:2: steps[0].handler is handled by OwnHandle, which overrides handle(): that one is the engine's; write process() and processResults()",
    ],
  },
  {
    fault: 'nobody to run a step',
    code: [step({ handler: undefined }), "step 'pay' of Order has no handler: give the class that runs it, or write the method Order.pay"],
    file: [
      'steps: [{name: pay}]',
      'tasks/order.yaml:2: steps[0] has no handler_class, and the file names no task_handler_class whose method could run it',
    ],
  },
  {
    fault: 'a number as handler',
    code: [step({ handler: 7 }), "step 'pay' of Order has no handler: give the class that runs it"],
    file: [
      'steps: [{name: pay, handler: 7}]',
      "tasks/order.yaml:2: steps[0].handler must be a string, not the number 7; write it in quotes: '7'",
    ],
  },
  {
    fault: 'a handler that the prefix hides',
    code: undefined,
    file: [
      'module_namespace: Shop\nsteps: [{name: pay, handler: Payy}]',
      "tasks/order.yaml:3: steps[0].handler names 'Payy', which no provider goes by (also looked for: Shop.Payy, ShopPayy): give a class name or the name in @StepHandler('…'), and provide the class; did you mean 'Pay'?",
    ],
  },
  {
    fault: 'a hook that is no method',
    providers: [TextAsHook],
    file: ['task_handler_class: TextAsHook\nsteps: [{name: pay}]', 'TextAsHook.updateAnnotations must be a method'],
  },
  {
    fault: 'schema() of a request-scoped class',
    providers: [ScopedSchema],
    file: [
      'task_handler_class: ScopedSchema\nsteps: [{name: pay}]',
      "ScopedSchema.schema() cannot be called at start-up, because the class is made for each attempt: give 'context' instead",
    ],
  },
  {
    fault: 'schema() that fails',
    providers: [FailingSchema],
    file: ['task_handler_class: FailingSchema\nsteps: [{name: pay}]', 'FailingSchema.schema() failed: no such table'],
  },
  {
    fault: 'a schema that is a text',
    providers: [TextAsSchema],
    file: ['task_handler_class: TextAsSchema\nsteps: [{name: pay}]', 'TextAsSchema.schema must give a JSON Schema as an object'],
  },
  {
    fault: 'customEventConfiguration() with a wrong name',
    providers: [ListsWrongEvents],
    file: [
      'task_handler_class: ListsWrongEvents\nsteps: [{name: pay}]',
      "ListsWrongEvents.customEventConfiguration(): '0.name' 'paid' must have two or more words joined by dots, such as 'order.shipped'",
    ],
  },
  {
    fault: 'a task_handler_class that is no provider',
    file: [
      'task_handler_class: ProcesOrder\nsteps: [{name: pay}]',
      "tasks/order.yaml:2: task_handler_class names 'ProcesOrder', which is no provider: provide the class, or leave the key out",
    ],
  },
  {
    fault: 'a task_handler_class that declares a task itself',
    providers: [Declares],
    file: [
      'task_handler_class: Declares\nsteps: [{name: pay}]',
      'tasks/order.yaml:2: task_handler_class names Declares, which declares a task of its own: declare it with @TaskHandler({ yaml }) or without a decorator',
    ],
  },
  {
    fault: 'a task_handler_class that two classes go by',
    providers: [PayTwin],
    file: [
      'task_handler_class: Pay\nsteps: [{name: pay}]',
      "tasks/order.yaml:2: task_handler_class names 'Pay', which 2 providers go by: rename all but one",
    ],
  },

  // Names and versions
  {
    fault: 'no name',
    code: [{ name: undefined, ...step({}) }, "Order: 'name' must be given"],
    file: [`name: \n${one}`, 'tasks/order.yaml:1: name must be a string, but has no value; give one or take the key out'],
  },
  {
    fault: 'an empty name',
    code: [{ name: '', ...step({}) }, "Order: 'name' must be a string that is not empty"],
    file: [`name: ""\n${one}`, 'tasks/order.yaml:1: name must be a string that is not empty'],
  },
  {
    fault: 'a name of 65 characters',
    code: [{ name: 'n'.repeat(65), ...step({}) }, "Order: 'name' has 65 characters; at most 64 are allowed"],
    file: [`name: ${'n'.repeat(65)}\n${one}`, 'tasks/order.yaml:1: name has 65 characters; at most 64 are allowed'],
  },
  {
    fault: 'a name with a space',
    code: [{ name: 'my order', ...step({}) }, "Order: 'name' 'my order' must not contain white space, control characters, '@' or '/'"],
    file: [`name: my order\n${one}`, "tasks/order.yaml:1: name 'my order' must not contain white space, control characters, '@' or '/'"],
  },
  {
    fault: 'a name with NUL',
    code: [{ name: 'a\0b', ...step({}) }, "Order: 'name' 'a\\x00b' must not contain white space, control characters, '@' or '/'"],
    file: [`name: "a\\0b"\n${one}`, 'tasks/order.yaml:1: name holds a NUL character or a lone surrogate, which cannot be stored'],
  },
  {
    fault: 'a namespace with a slash',
    code: [{ namespace: 'a/b', ...step({}) }, "Order: 'namespace' 'a/b' must not contain white space, control characters, '@' or '/'"],
    file: [`namespace: a/b\n${one}`, "tasks/order.yaml:2: namespace 'a/b' must not contain white space, control characters, '@' or '/'"],
  },
  {
    fault: 'a step called by a number',
    code: [step({ name: '12' }), "step '12' of Order: 'name' '12' must not be a number: steps are also looked up by id"],
    file: [
      'steps: [{name: "12", handler: Pay}]',
      "tasks/order.yaml:2: steps[0].name '12' must not be a number: steps are also looked up by id",
    ],
  },
  {
    fault: 'a step name of 129 characters',
    code: [step({ name: 's'.repeat(129) }), `step '${'s'.repeat(129)}' of Order: 'name' has 129 characters; at most 128 are allowed`],
    file: [
      `steps: [{name: ${'s'.repeat(129)}, handler: Pay}]`,
      'tasks/order.yaml:2: steps[0].name has 129 characters; at most 128 are allowed',
    ],
  },
  {
    fault: 'a step without a name',
    code: [step({ name: undefined }), "steps[0] of Order: 'name' must be a string that is not empty"],
    file: ['steps: [{handler: Pay}]', 'tasks/order.yaml:2: steps[0].name is missing'],
  },
  {
    fault: 'the version 1.0 as a number',
    code: [
      { version: 1.0, ...step({}) },
      "Order: 'version' 1 is not a semantic version; write it like 1.2.3 or 1.2.3-beta.1, without 'v' and without build metadata",
    ],
    file: [`version: 1.0\n${one}`, "tasks/order.yaml:2: version must be a string, not the number 1.0; write it in quotes: '1.0'"],
  },
  {
    fault: 'the version v1.0.0',
    code: [
      { version: 'v1.0.0', ...step({}) },
      "Order: 'version' 'v1.0.0' is not a semantic version; write it like 1.2.3 or 1.2.3-beta.1, without 'v' and without build metadata",
    ],
    file: [
      `version: v1.0.0\n${one}`,
      "tasks/order.yaml:2: version 'v1.0.0' is not a semantic version; write it like 1.2.3 or 1.2.3-beta.1, without 'v' and without build metadata",
    ],
  },
  {
    fault: 'the version 1.2',
    code: [
      { version: '1.2', ...step({}) },
      "Order: 'version' '1.2' is not a semantic version; write it like 1.2.3 or 1.2.3-beta.1, without 'v' and without build metadata",
    ],
    file: [
      `version: "1.2"\n${one}`,
      "tasks/order.yaml:2: version '1.2' is not a semantic version; write it like 1.2.3 or 1.2.3-beta.1, without 'v' and without build metadata",
    ],
  },
  {
    fault: 'a version with build metadata',
    code: [
      { version: '1.0.0+7', ...step({}) },
      "Order: 'version' '1.0.0+7' is not a semantic version; write it like 1.2.3 or 1.2.3-beta.1, without 'v' and without build metadata",
    ],
    file: [
      `version: 1.0.0+7\n${one}`,
      "tasks/order.yaml:2: version '1.0.0+7' is not a semantic version; write it like 1.2.3 or 1.2.3-beta.1, without 'v' and without build metadata",
    ],
  },
];
