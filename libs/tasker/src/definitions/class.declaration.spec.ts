import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { definitionSettings } from '../../../../test/support/built.task.js';
import { ConfigurationError } from '../model/errors.js';
import { classDeclaration } from './class.declaration.js';

class Order {}

let root = '';
let settings = definitionSettings;
const at = (...parts: string[]) => join(root, ...parts);

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'tasker-files-'));
  for (const directory of ['code', 'tasks']) mkdirSync(at(directory));
  for (const place of ['code', 'tasks']) writeFileSync(at(place, 'both.yaml'), `name: in_${place}\nsteps: []`);
  writeFileSync(at('tasks', 'order.yaml'), 'name: order\nmodule_namespace: Shop\nschema: {type: object}\nsteps: []');
  settings = { ...definitionSettings, directory: at('tasks') };
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** What a class declares whose decorator was given `options` in the file `code/order.ts`. */
const declared = (options: unknown, handler: new () => object = Order) =>
  classDeclaration(handler, { options: options as never, file: at('code', 'order.ts') }, settings);

function refusal(options: unknown, handler?: new () => object): string {
  try {
    declared(options, handler);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return (error as Error).message;
  }
  throw new Error('nothing was refused');
}

describe('a definition in the decorator', () => {
  it('is taken as it is, and its places are named after the class', () => {
    const options = { name: 'order', steps: [{ name: 'pay' }, {}] };
    const { declaration, path, warnings } = declared(options);
    expect([declaration.options, declaration.declaredBy, declaration.source, path, warnings]).toEqual([
      options,
      'Order',
      undefined,
      undefined,
      [],
    ]);
    expect(
      [[], ['name'], ['customEvents', 0, 'name'], ['steps', 0], ['steps', 0, 'backoff', 'base'], ['steps', 1, 'name']].map((place) =>
        declaration.at(place),
      ),
    ).toEqual([
      'Order',
      "Order: 'name'",
      "Order: 'customEvents.0.name'",
      "step 'pay' of Order",
      "step 'pay' of Order: 'backoff.base'",
      "steps[1] of Order: 'name'",
    ]);
  });

  it.each([undefined, null, 'order', [], 7])('cannot be %o', (options) => {
    expect(refusal(options)).toBe("Order: @TaskHandler takes an object such as { name: 'process_order' }");
  });
});

describe('a definition in a file', () => {
  it('is looked for beside the file of the class first, then in the directory of definitions', () => {
    expect(declared({ yaml: './both.yaml' })).toMatchObject({
      path: at('code', 'both.yaml'),
      declaration: { options: { name: 'in_code' } },
    });
    expect(declared({ yaml: '../tasks/both.yaml' }).path).toBe(at('tasks', 'both.yaml'));
    expect(declared({ yaml: 'order.yaml' })).toMatchObject({ path: at('tasks', 'order.yaml'), moduleNamespace: 'Shop' });
    const elsewhere = classDeclaration(Order, { options: { yaml: 'both.yaml' }, file: undefined }, settings);
    expect(elsewhere.path).toBe(at('tasks', 'both.yaml'));
  });

  it('may be named by a file URL or an absolute path', () => {
    expect(declared({ yaml: pathToFileURL(at('code', 'both.yaml')) }).path).toBe(at('code', 'both.yaml'));
    expect(declared({ yaml: at('code', 'both.yaml') }).path).toBe(at('code', 'both.yaml'));
  });

  it('has its schema replaced by the context of the decorator', () => {
    class OrderContext {}
    expect(declared({ yaml: 'order.yaml' }).declaration.options.context).toEqual({ type: 'object' });
    expect(declared({ yaml: 'order.yaml', context: OrderContext }).declaration.options).toMatchObject({
      name: 'order',
      context: OrderContext,
    });
  });

  it('that is missing is refused with every place that was looked at', () => {
    expect(refusal({ yaml: 'ordr.yaml' })).toBe(
      `Order: there is no file 'ordr.yaml'; looked for ${at('code', 'ordr.yaml')} and ${at('tasks', 'ordr.yaml')}`,
    );
    expect(refusal({ yaml: at('none.yaml') })).toBe(`${at('none.yaml')}: there is no such file`);
    expect(refusal({ yaml: pathToFileURL(at('none.yaml')) })).toBe(`${at('none.yaml')}: there is no such file`);
    expect(refusal({ yaml: at('tasks') })).toBe(`${at('tasks')}: is a directory; name a file`);
  });

  it.each<[string, unknown, string]>([
    ['an http URL', new URL('https://example.com/order.yaml'), "Order: 'yaml' is a URL of https:; only files can be read"],
    ['a data URL', new URL('data:text/yaml,name:%20a'), "Order: 'yaml' is a URL of data:; only files can be read"],
    [
      'a file URL with a slash in a name',
      new URL('file:///a%2Fb.yaml'),
      "Order: 'yaml' is file:///a%2Fb.yaml, which names no file of this machine",
    ],
    [
      'a file of another machine',
      new URL('file://host/order.yaml'),
      "Order: 'yaml' is file://host/order.yaml, which names no file of this machine",
    ],
    ['nothing', '', "Order: 'yaml' must be a file name or a file URL"],
    ['a list', ['order.yaml'], "Order: 'yaml' must be a file name or a file URL"],
    ['undefined', undefined, "Order: 'yaml' must be a file name or a file URL"],
  ])('cannot be named by %s', (_, yaml, message) => {
    expect(refusal({ yaml })).toBe(message);
  });

  it('takes no other keys than context beside it', () => {
    expect(refusal({ yaml: 'order.yaml', version: '2.0.0' })).toBe(
      "Order: 'version' cannot stand beside 'yaml' in @TaskHandler: it belongs into the file",
    );
    expect(refusal({ yaml: 'order.yaml', contxt: class {} })).toBe(
      "Order: 'contxt' cannot stand beside 'yaml' in @TaskHandler: unknown option; did you mean 'context'?",
    );
    expect(refusal({ yaml: 'order.yaml', definition: {} })).toBe(
      "Order: 'definition' cannot stand beside 'yaml' in @TaskHandler: unknown option",
    );
  });

  it('may name the class that declares it, with and without its namespace, and no other', () => {
    class ShopRefund {}
    const naming = (name: string) =>
      writeFileSync(at('code', 'refund.yaml'), `name: refund\nmodule_namespace: Shop\ntask_handler_class: ${name}\nsteps: []`);
    for (const name of ['ShopRefund', 'Refund', 'Shop.ShopRefund']) {
      naming(name);
      expect(declared({ yaml: 'refund.yaml' }, ShopRefund).declaration.options.name).toBe('refund');
    }
    naming('Order');
    const file = at('code', 'refund.yaml');
    expect(refusal({ yaml: 'refund.yaml' }, ShopRefund)).toBe(
      `${file}:3: task_handler_class is 'Order', but class ShopRefund declares this file: write ShopRefund, or leave it out`,
    );
  });

  it('may name the class without the namespace of the options', () => {
    class ShopRefund {}
    writeFileSync(at('code', 'refund.yaml'), 'name: refund\ntask_handler_class: Refund\nsteps: []');
    const declaration = { options: { yaml: 'refund.yaml' }, file: at('code', 'order.ts') };
    expect(() => classDeclaration(ShopRefund, declaration, settings)).toThrow("task_handler_class is 'Refund', but class ShopRefund");
    const prefixed = { ...settings, moduleNamespace: 'Shop' };
    expect(classDeclaration(ShopRefund, declaration, prefixed).declaration.options.name).toBe('refund');
  });
});

describe('a definition that code makes', () => {
  const definition = { name: 'order', steps: [] };

  it('is an object, or what a function returns', () => {
    expect(declared({ definition }).declaration).toMatchObject({ options: definition, declaredBy: 'Order' });
    expect(declared({ definition: () => definition }).declaration.options).toEqual(definition);
    class OrderContext {}
    expect(declared({ definition, context: OrderContext }).declaration.options).toEqual({ ...definition, context: OrderContext });
    expect(definition).not.toHaveProperty('context');
  });

  it('that throws is refused with the reason, which stays its cause', () => {
    const cause = new Error('no such table');
    const failing = (thrown: unknown) => () => {
      throw thrown;
    };
    expect(refusal({ definition: failing(cause) })).toBe("Order: the function in 'definition' failed: no such table");
    expect(refusal({ definition: failing('nothing') })).toBe("Order: the function in 'definition' failed: nothing");
    expect(() => declared({ definition: failing(cause) })).toThrow(expect.objectContaining({ cause }));
  });

  it.each([undefined, null, 'order', [], 7, () => undefined, async () => ({ name: 'order' })])('cannot be %o', (made) => {
    expect(refusal({ definition: made })).toBe("Order: 'definition' must be, or return, an object such as { name, steps }");
  });

  it('takes no other keys than context beside it', () => {
    expect(refusal({ definition, name: 'order' })).toBe(
      "Order: 'name' cannot stand beside 'definition' in @TaskHandler: it belongs into the definition",
    );
  });
});
