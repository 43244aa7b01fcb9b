import { describe, expect, it } from 'vitest';
import { documentedTaskFile, useTaskFiles } from '../../../../../test/support/task.files.js';
import type { DeclarationPath } from '../task-declaration.js';

const files = useTaskFiles();

const EXAMPLE = {
  name: 'process_order',
  namespace: 'shop',
  version: '1.2.0',
  description: 'Takes an order from the cart to the parcel',
  concurrent: true,
  concurrencyKey: 'customer.id',
  concurrencyLimit: 4,
  defaultDependentSystem: 'shop_backend',
  defaultRetryLimit: 4,
  defaultRetryable: true,
  namedSteps: ['validate_order', 'reserve_stock', 'charge_payment', 'ship_order'],
  context: { type: 'object', required: ['order_id'], properties: { order_id: { type: 'string' } } },
  customEvents: [{ name: 'order.fulfilled', description: 'The parcel has left the house' }],
  handlerConfig: { timeout: '20s' },
  searchable: ['order.customer_id', 'order.country'],
  configuration: { owner: 'orders team', max_execution_time: '2d', priority: 5 },
  maxExecutionTime: '2d',
  staleness: { waiting: '30m', lifetime: '1d', lostAttempts: 5, action: 'warn' },
  retention: { after: '90d', action: 'archive' },
  priority: 5,
  steps: [
    {
      name: 'validate_order',
      description: 'Looks for what is missing',
      skippable: false,
      result: { type: 'object', required: ['total'] },
    },
    {
      name: 'reserve_stock',
      handler: 'ReserveStock',
      dependsOn: ['validate_order'],
      dependentSystem: 'warehouse',
      retryable: true,
      retryLimit: 6,
      queue: 'stock',
      concurrencyKey: 'warehouse_id',
      concurrencyLimit: 2,
      priority: 20,
      timeout: '90s',
      backoff: { type: 'exponential', base: '500ms', multiplier: 3, max: '1m', jitter: 0.2 },
      handlerConfig: { warehouses: ['north', 'south'] },
    },
    {
      name: 'charge_payment',
      handler: 'charge_payment',
      dependsOn: ['validate_order'],
      retryLimit: 3,
      customEvents: [{ name: 'payment.reviewed' }],
      handlerConfig: {
        type: 'api',
        url: '${PAYMENTS_URL}/charges',
        method: 'POST',
        params: { currency: 'EUR', page: 1 },
        headers: { Authorization: 'Bearer ${PAYMENTS_TOKEN}' },
        body: { capture: true },
        ssl: {
          ca: '${PAYMENTS_CA}',
          cert: '${PAYMENTS_CERT}',
          key: '${PAYMENTS_KEY}',
          passphrase: '${PAYMENTS_PASSPHRASE}',
          servername: 'payments.example.com',
          reject_unauthorized: true,
        },
        timeout: '5s',
        retries: 2,
        enable_exponential_backoff: true,
        retry_delay: '500ms',
        jitter_factor: 0.2,
        follow_redirects: 3,
        max_response_bytes: 65536,
        allowed_response_headers: ['content-type', 'x-request-id'],
        statuses: { '409': 'success', '5xx': 'permanent' },
      },
    },
    {
      name: 'ship_order',
      handler: 'ShipOrder',
      dependsOn: ['reserve_stock', 'charge_payment'],
      backoff: { type: 'fixed', waits: ['1s', '10s', 60000] },
    },
  ],
};

describe('a definition file', () => {
  it('with every key, the example of docs/yaml.md, gives the whole definition', () => {
    const path = files.write(documentedTaskFile());
    const { declaration, ...file } = files.open(path);
    expect(declaration.options).toEqual(EXAMPLE);
    expect(declaration).toMatchObject({ declaredBy: 'tasks/order.yaml', source: path });
    expect(file).toEqual({ taskHandlerClass: 'ProcessOrder', moduleNamespace: 'Shop', warnings: [] });
  });

  it('may spell the keys of two names the other way', () => {
    const read = files.read(`
name: a
namespace: shop
steps:
  - name: pay
    handler: Pay
    retry_limit: 2
    retryable: false
`);
    expect(read.declaration.options).toEqual({
      name: 'a',
      namespace: 'shop',
      steps: [{ name: 'pay', handler: 'Pay', retryLimit: 2, retryable: false }],
    });
  });

  it('holds nothing that it does not say', () => {
    const read = files.read('name: a\nsteps:\n  - name: pay');
    expect(read).toStrictEqual({ declaration: expect.anything() as unknown, warnings: [] });
    expect(read.declaration.options).toStrictEqual({ name: 'a', steps: [{ name: 'pay' }] });
  });

  it('may begin with a byte order mark and end its lines the Windows way', () => {
    expect(files.read('\ufeffname: a\r\ndescription: b\r\nsteps: []\r\n').declaration.options).toEqual({
      name: 'a',
      description: 'b',
      steps: [],
    });
  });

  it('may let an alias stand for a value, each time as a value of its own', () => {
    const { options } = files.read(`
name: a
steps:
  - name: b
    backoff: &slow { type: fixed, waits: [1s] }
  - name: c
    backoff: *slow
`).declaration;
    const [first, second] = options.steps!;
    expect(second!.backoff).toEqual({ type: 'fixed', waits: ['1s'] });
    expect(second!.backoff).not.toBe(first!.backoff);
  });

  it('lets an alias stand for the last anchor of its name that comes before it, inside of copies too', () => {
    const { options } = files.read('name: a\nsteps: []\nconfiguration:\n  a: &x 1\n  b: &y [*x]\n  c: &x 2\n  d: [*y, *x]').declaration;
    expect(options.configuration).toEqual({ a: 1, b: [1], c: 2, d: [[1], 2] });
  });

  it('keeps every value as YAML 1.2 reads it, and keys as they are written', () => {
    const { options } = files.read(`
name: a
steps: []
configuration:
  yes: no
  0x1f: 0x1F
  1.0: 1.0
  ~: ~
  true: 1e3
  "": -0
  date: 2024-05-01
  text: !!str 1.0
  lines: |
    one
    two
`).declaration;
    expect(options.configuration).toEqual({
      yes: 'no',
      '0x1f': 31,
      '1.0': 1,
      '~': null,
      true: 1000,
      '': 0,
      date: '2024-05-01',
      text: '1.0',
      lines: 'one\ntwo\n',
    });
  });

  it('leaves the keys of free settings as they are, without looking at them', () => {
    const config = { type: 'mock', retries: 'many', Url: 1, depends_on_step: ['x'], deep: [{ handler_config: null }] };
    const read = files.read(JSON.stringify({ name: 'a', steps: [{ name: 'b', handler_config: config }] }));
    expect(read.declaration.options.steps![0]).toEqual({ name: 'b', handlerConfig: config });
  });

  it('is shown relative to the working directory, or by its path when it lies outside', () => {
    const path = files.write('name: a\nsteps: []');
    expect(files.open(path, { shown: undefined }).declaration.at([])).toBe(`${path}:1`);
    const shown = relativeRead('docs/none.yaml');
    expect(shown).toBe('docs/none.yaml: there is no such file');
  });
});

function relativeRead(path: string): string {
  try {
    files.open(`${process.cwd()}/${path}`, { shown: undefined });
  } catch (error) {
    return (error as Error).message;
  }
  return 'read';
}

describe('retries of an API step', () => {
  const call = 'type: api, url: "https://pay.example.com"';
  const limits = (content: string) => files.read(content).declaration.options.steps!.map(({ retryLimit }) => retryLimit);

  it('are one less than the attempts in total', () => {
    expect(limits(`{name: a, steps: [{name: b, handler_config: {${call}, retries: 0}}]}`)).toEqual([1]);
  });

  it('may stand beside a retry limit that says the same', () => {
    expect(limits(`{name: a, steps: [{name: b, retry_limit: 4, handler_config: {${call}, retries: 3}}]}`)).toEqual([4]);
  });

  it('of the task hold for its API steps that say nothing themselves', () => {
    const steps =
      '[{name: b}, {name: c, retry_limit: 1}, {name: d, handler_config: {retries: 8}}, {name: e, handler_config: {type: mock}}]';
    expect(limits(`{name: a, handler_config: {${call}, retries: 5}, steps: ${steps}}`)).toEqual([6, 1, 9, undefined]);
  });

  it('mean nothing without the type', () => {
    expect(limits('{name: a, steps: [{name: b, handler_config: {retries: 3}}]}')).toEqual([undefined]);
  });
});

describe('a url of an API step', () => {
  const step = (config: string) =>
    files.read(`{name: a, handler_config: {type: api, url: "https://a"}, steps: [{name: b, handler_config: ${config}}]}`);

  it.each(['http://localhost:3000', 'HTTPS://Pay.example.com/a?b=c', '${HOST}', '${SCHEME}://${HOST}/x'])('may be %s', (url) => {
    expect(() => step(`{type: api, url: "${url}"}`)).not.toThrow();
  });

  it('may stand in the settings of the task', () => {
    expect(() => step('{type: api, method: POST}')).not.toThrow();
  });
});

describe('the place of a value', () => {
  const CONTENT = `# yaml-language-server: $schema=x
name: order
task_handler_class: Order
namespace: shop
schema:
  properties:
    id: { type: string }
configuration:
  max_execution_time: 1h
  priority: 3
steps:
  - name: a
  - name: b
    default_retry_limit: 2
    handler: B
    depends_on_step: a
    backoff: &slow
      type: fixed
      waits:
        - 1s
        - 2s
  - name: c
    depends_on_step: a
    depends_on_steps:
      - a
      - b
    backoff: *slow
    result_schema: {}
    handler_config:
      type: api
      url: https://c.example.com
      retries: 4
      headers:
        X Y: z
    custom_events:
      - name: c.d
environments:
  test:
    namespace_name: trial
    steps:
      - name: c
        timeout: 1s
        handler_config:
          url: https://test.example.com
`;
  const at = (path: DeclarationPath, environment = 'development') => files.read(CONTENT, { environment }).declaration.at(path);

  it.each<[DeclarationPath, string]>([
    [[], 'tasks/order.yaml:2'],
    [['name'], 'tasks/order.yaml:2: name'],
    [['taskHandlerClass'], 'tasks/order.yaml:3: task_handler_class'],
    [['namespace'], 'tasks/order.yaml:4: namespace'],
    [['version'], 'tasks/order.yaml:2'],
    [['context'], 'tasks/order.yaml:5: schema'],
    [['context', 'properties', 'id', 'type'], 'tasks/order.yaml:7: schema.properties.id.type'],
    [['maxExecutionTime'], 'tasks/order.yaml:9: configuration.max_execution_time'],
    [['priority'], 'tasks/order.yaml:10: configuration.priority'],
    [['configuration', 'priority'], 'tasks/order.yaml:10: configuration.priority'],
    [['steps'], 'tasks/order.yaml:11: steps'],
    [['steps', 0], 'tasks/order.yaml:12: steps[0]'],
    [['steps', 0, 'name'], 'tasks/order.yaml:12: steps[0].name'],
    [['steps', 0, 'retryLimit'], 'tasks/order.yaml:12: steps[0]'],
    [['steps', 1, 'retryLimit'], 'tasks/order.yaml:14: steps[1].default_retry_limit'],
    [['steps', 1, 'handler'], 'tasks/order.yaml:15: steps[1].handler'],
    [['steps', 1, 'dependsOn'], 'tasks/order.yaml:16: steps[1].depends_on_step'],
    [['steps', 1, 'dependsOn', 0], 'tasks/order.yaml:16: steps[1].depends_on_step'],
    [['steps', 1, 'backoff', 'waits', 1], 'tasks/order.yaml:21: steps[1].backoff.waits[1]'],
    [['steps', 2, 'dependsOn'], 'tasks/order.yaml:23: steps[2].depends_on_step'],
    [['steps', 2, 'dependsOn', 0], 'tasks/order.yaml:23: steps[2].depends_on_step'],
    [['steps', 2, 'dependsOn', 1], 'tasks/order.yaml:26: steps[2].depends_on_steps[1]'],
    [['steps', 2, 'backoff'], 'tasks/order.yaml:27: steps[2].backoff'],
    [['steps', 2, 'backoff', 'type'], 'tasks/order.yaml:18: steps[2].backoff.type'],
    [['steps', 2, 'result'], 'tasks/order.yaml:28: steps[2].result_schema'],
    [['steps', 2, 'handlerConfig', 'url'], 'tasks/order.yaml:31: steps[2].handler_config.url'],
    [['steps', 2, 'handlerConfig', 'headers', 'X Y'], 'tasks/order.yaml:34: steps[2].handler_config.headers["X Y"]'],
    [['steps', 2, 'retryLimit'], 'tasks/order.yaml:32: steps[2].handler_config.retries'],
    [['steps', 2, 'customEvents', 0, 'name'], 'tasks/order.yaml:36: steps[2].custom_events[0].name'],
    [['steps', 3, 'name'], 'tasks/order.yaml:11: steps'],
    [['nothing', 'at', 'all'], 'tasks/order.yaml:2'],
  ])('%j is %s', (path, place) => {
    expect(at(path)).toBe(place);
  });

  it.each<[DeclarationPath, string]>([
    [['namespace'], 'tasks/order.yaml:39: environments.test.namespace_name'],
    [['steps', 2], 'tasks/order.yaml:22: steps[2]'],
    [['steps', 2, 'name'], 'tasks/order.yaml:41: environments.test.steps[0].name'],
    [['steps', 2, 'timeout'], 'tasks/order.yaml:42: environments.test.steps[0].timeout'],
    [['steps', 2, 'handlerConfig', 'url'], 'tasks/order.yaml:44: environments.test.steps[0].handler_config.url'],
    [['steps', 2, 'handlerConfig', 'retries'], 'tasks/order.yaml:32: steps[2].handler_config.retries'],
  ])('%j that an environment changes is %s', (path, place) => {
    expect(at(path, 'test')).toBe(place);
  });
});
