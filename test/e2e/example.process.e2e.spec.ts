import { createServer } from 'node:net';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readOrders } from '../../apps/example/src/demo/orders.file.js';
import { TaskerClient } from '../../apps/example/src/demo/tasker.client.js';
import { projectRoot } from '../../apps/example/src/project.root.js';
import { eventually, freePort } from './example.process.js';
import { useExample } from './example.runs.js';

const ORDERS = readOrders(join(projectRoot(), 'apps/example/orders.json'));
const { start, testDatabase, temporaryDirectory } = useExample();

describe('the built example application', () => {
  it('keeps its orders in an embedded database, also when it is killed', { timeout: 120_000 }, async () => {
    const cwd = temporaryDirectory();
    const environment = { PORT: String(await freePort()) };
    const client = new TaskerClient(`http://127.0.0.1:${environment.PORT}`);
    const first = start('main', { cwd, environment });
    await first.written('Listening:');
    expect(first.output()).toContain(join(cwd, '.tasker/postgres'));
    const { task_id: id } = await client.create(ORDERS[0]!.order);
    expect(await first.end('SIGKILL')).toBe('SIGKILL');

    const second = start('main', { cwd, environment });
    await second.written('Listening:');
    await eventually(async () => ((await client.show(id)).status === 'complete' ? true : undefined));
    expect(await second.end('SIGTERM')).toBe(0);

    const third = start('main', { cwd, environment });
    await third.written('Listening:');
    expect((await client.show(id)).status).toBe('complete');
    expect(await third.end('SIGINT')).toBe(0);
  });

  it('says in its log that nobody is asked who they are', async () => {
    const example = start('main', { environment: { DATABASE_URL: await testDatabase(), PORT: String(await freePort()) } });
    await example.written('Listening:');
    expect(example.output()).toMatch(/auth.{0,20}none/i);
  });

  it.each([
    ['production without a database', { NODE_ENV: 'production' }, 'NODE_ENV is production and DATABASE_URL is not set'],
    ['a port that is none', { PORT: 'http' }, 'PORT is "http"'],
  ])('refuses %s in one line', async (_, environment, message) => {
    const example = start('main', { environment });
    expect(await example.ended()).toBe(1);
    expect(example.output().trim().split('\n')).toEqual([expect.stringContaining(message)]);
  });

  it('refuses a taken port in one line, before it touches a database', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const { port } = server.address() as { port: number };
    const cwd = temporaryDirectory();
    const example = start('main', { cwd, environment: { PORT: String(port) } });
    expect(await example.ended()).toBe(1);
    expect(example.output().trim().split('\n')).toEqual([expect.stringContaining(`Port ${port} of 127.0.0.1 is taken`)]);
  });
});

describe('the built demo', () => {
  it('says in one line that no application runs', async () => {
    const demo = start('demo', { environment: { PORT: String(await freePort()) } });
    expect(await demo.ended()).toBe(2);
    expect(demo.output().trim().split('\n')).toEqual([expect.stringMatching(/^demo: no application answers at .*ECONNREFUSED.*npm start/)]);
  });

  it.each([
    ['the line of a fault in the JSON', '[\n{"order": {,\n', ', line 2: not JSON at ",'],
    ['the field that is wrong', '[{"order": {"orderId": 7}}]', ', [0].order.orderId: '],
  ])('names %s of the orders file in one line', async (_, text, message) => {
    const file = join(temporaryDirectory(), 'orders.json');
    writeFileSync(file, text);
    const demo = start('demo', { args: ['--file', file], environment: {} });
    expect(await demo.ended()).toBe(2);
    expect(demo.output().trim().split('\n')).toEqual([expect.stringContaining(`${file}${message}`)]);
  });

  it('sends orders to the running application and ends with 0', { timeout: 120_000 }, async () => {
    const environment = { DATABASE_URL: await testDatabase(), PORT: String(await freePort()) };
    await start('main', { environment }).written('Listening:');
    const demo = start('demo', { args: ['--orders', '3'], environment: { PORT: environment.PORT } });
    expect(await demo.ended()).toBe(0);
    expect(demo.output()).toContain('3 complete, 0 in error as expected, 0 not as expected');
  });
});
