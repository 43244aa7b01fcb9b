import { describe, expect, it } from 'vitest';
import { useTaskFiles } from '../../../../../test/support/task.files.js';

const files = useTaskFiles();

const lines = (content: string): string[] => {
  try {
    files.read(content);
  } catch (error) {
    return (error as Error).message.split('\n');
  }
  return [];
};
const stray = (place: string, name: string) =>
  `tasks/order.yaml:${place} holds \${${name}}, but placeholders are read in handler_config only; write the value`;

describe('a placeholder', () => {
  it.each([
    ['a queue', 'name: a\nsteps:\n  - name: b\n    queue: ${Q}', ['4: steps[0].queue']],
    ['a part of a text', 'name: a\nnamespace: shop_${Q}_x\nsteps: [{name: b}]', ['2: namespace']],
    ['a default of a schema', 'name: a\nschema: {properties: {s: {default: "${Q}"}}}\nsteps: [{name: b}]', ['2: schema.properties.s.default']],
    ['a result schema', 'name: a\nsteps:\n- {name: b, result_schema: {enum: [x, "${Q}"]}}', ['3: steps[0].result_schema.enum[1]']],
    ['a property that is called description', 'name: a\nschema: {properties: {description: {default: "${Q}"}}}\nsteps: [{name: b}]', ['2: schema.properties.description.default']],
    ['configuration', 'name: a\nconfiguration: {handler_config: {x: "${Q}"}}\nsteps: [{name: b}]', ['2: configuration.handler_config.x']],
    ['a list of names', 'name: a\nnamed_steps: [b, "${Q}"]\nsteps: [{name: b}]', ['2: named_steps[1]']],
    ['an environment', 'name: a\nsteps: [{name: b}]\nenvironments:\n  test:\n    namespace: "${Q}"\n    steps: [{name: b, dependent_system: "${Q}"}]', ['5: environments.test.namespace', '6: environments.test.steps[0].dependent_system']],
    ['a description and beside it', 'name: a\ndescription: "${A}"\nsteps: [{name: b, timeout: "${Q}"}]', ['3: steps[0].timeout']],
  ])('outside of handler_config is refused where it stands: %s', (_, content, places) => {
    expect(lines(content)).toEqual(places.map((place) => stray(place, 'Q')));
  }); // prettier-ignore

  it.each([
    ['settings of a task and of a step, at any depth', 'name: a\nhandler_config: {url: "${A}"}\nsteps: [{name: b, handler_config: {x: [{y: "${B}"}]}}]'],
    ['settings of an environment', 'name: a\nsteps: [{name: b}]\nenvironments: {test: {handler_config: {x: "${A}"}, steps: [{name: b, handler_config: {x: "${A}"}}]}}'],
    ['texts for people', 'name: a\ndescription: needs ${A}\ncustom_events: [{name: x.y, description: "${A}"}]\nschema: {description: "${A}"}\nsteps: [{name: b, description: "${A}"}]'],
    ['a pattern that looks alike', String.raw`{name: a, schema: {properties: {s: {pattern: '^\$\{NAME\}$'}}}, steps: [{name: b}]}`],
    ['what is no placeholder', 'name: a\nconfiguration: ["$${A}", "${}", "${1A}", "$A", "$ {A}", "${ A }"]\nsteps: [{name: b}]'.replace('[', '{list: [').replace(']\n', ']}\n')],
    ['a key', 'name: a\nconfiguration: {"${A}": 1}\nsteps: [{name: b}]'],
  ])('may stand in %s', (_, content) => {
    expect(lines(content)).toEqual([]);
  }); // prettier-ignore

  it('is told beside the other problems, but not of a key that is unknown', () => {
    expect(lines('name: a\nnamespace: "${Q}"\nsteps:\n  - {name: b, quue: "${Q}"}')).toEqual([
      stray('2: namespace', 'Q'),
      "tasks/order.yaml:4: steps[0].quue is not a known key; did you mean 'queue'?",
    ]);
  });

  it('cannot decide the kind of settings', () => {
    const rest = 'must be written out, not ${K}: it decides how the other settings are checked';
    const content =
      'name: a\nhandler_config: {type: "${K}"}\nsteps:\n  - name: b\n    handler_config: {type: "x${K}"}\nenvironments:\n  test: {steps: [{name: b, handler_config: {type: "${K}"}}]}';
    expect(lines(content)).toEqual([
      `tasks/order.yaml:2: handler_config.type ${rest}`,
      `tasks/order.yaml:5: steps[0].handler_config.type ${rest}`,
      `tasks/order.yaml:7: environments.test.steps[0].handler_config.type ${rest}`,
    ]);
    expect(lines('name: a\nsteps: [{name: b, handler_config: {inner: {type: "${K}"}}}]')).toEqual([]);
  });
});
