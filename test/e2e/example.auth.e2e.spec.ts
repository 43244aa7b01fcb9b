import { describe, expect, it } from 'vitest';
import { freePort } from './example.process.js';
import { useExample } from './example.runs.js';

const { start, testDatabase } = useExample();

describe('the built example application with TASKER_AUTH=api_key', () => {
  it('works for whoever has the key that it prints; others see health and the documentation', { timeout: 120_000 }, async () => {
    const PORT = String(await freePort());
    const example = start('main', { environment: { DATABASE_URL: await testDatabase(), PORT, TASKER_AUTH: 'api_key' } });
    await example.written('TASKER_API_KEY_HASHES');
    const key = /API key of this run: (\S+)/.exec(example.output())![1]!;
    const args = ['--orders', '1'];
    const [refused, served] = [
      start('demo', { args, environment: { PORT } }),
      start('demo', { args, environment: { PORT, TASKER_TOKEN: key } }),
    ];

    const at = (path: string, init: RequestInit = {}) => fetch(`http://127.0.0.1:${PORT}/tasker/${path}`, init);
    const query = { method: 'POST', body: JSON.stringify({ query: '{ tasks { totalCount } }' }) };
    const json = { 'content-type': 'application/json' };
    for (const path of ['health/live', 'health/ready', 'api-docs', 'openapi.json'])
      expect([path, (await at(path)).status]).toEqual([path, 200]);
    for (const path of ['tasks', 'health/status', 'metrics', 'tasks/events']) expect([path, (await at(path)).status]).toEqual([path, 401]);
    expect(await (await at('graphql', { ...query, headers: json })).json()).toMatchObject({
      data: null,
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });

    expect(await refused.ended()).toBe(2);
    expect(refused.output().trim().split('\n')).toEqual([
      expect.stringMatching(/^demo: GET \S+\/tasker\/tasks\?limit=1 was answered with 401: /),
    ]);
    expect(await served.ended()).toBe(0);
    expect(served.output()).toContain('1 complete, 0 in error as expected, 0 not as expected');
    const asked = await at('graphql', { ...query, headers: { ...json, 'x-api-key': key } });
    expect(await asked.json()).toEqual({ data: { tasks: { totalCount: 1 } } });
    expect(example.output()).not.toMatch(/auth.{0,20}none/i);
  });
});
