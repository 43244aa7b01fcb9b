import { Injectable } from '@nestjs/common';
import { ApiStepHandler, PermanentError, StepHandler, TaskHandler, type ApiStepExecution, type StepExecution } from 'nestjs-tasker';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { HttpService } from '../../support/http.service.js';
import { workflow } from '../../support/workflows.js';

/** With characters that JSON and URLs write in another way. */
const SECRET = 'hush"\\hush/ä b&c-0123456789';
const SHORT = 'pin7';

describe('a secret in handlerConfig', () => {
  const engine = useEngine();
  const service: { current?: HttpService } = {};
  beforeEach(() => {
    process.env['SPEC_API_TOKEN'] = SECRET;
    process.env['SPEC_API_PIN'] = SHORT;
  });
  afterEach(async () => {
    delete process.env['SPEC_API_TOKEN'];
    delete process.env['SPEC_API_PIN'];
    await service.current?.close();
  });
  const handlerConfig = { token: 'Bearer ${SPEC_API_TOKEN}', list: [{ pin: '${SPEC_API_PIN}' }], kept: '$${SPEC_API_TOKEN}' };

  /** Every row of every table as text; an escaped form of a secret would be found too. */
  async function rowsThatHold(text: string): Promise<string[]> {
    const tables = await engine.rows<{ name: string }>(
      "select format('%I.%I', table_schema, table_name) as name from information_schema.tables where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'",
    );
    expect(tables.length).toBeGreaterThan(12);
    const forms = [text, JSON.stringify(text).slice(1, -1), encodeURIComponent(text), new URLSearchParams({ a: text }).toString().slice(2)];
    const found: string[] = [];
    for (const { name } of tables) {
      const rows = await engine.rows<{ row: string }>(
        `select to_jsonb(t)::text as row from ${name} t where exists (select from unnest($1::text[]) f where position(f in to_jsonb(t)::text) > 0)`,
        [forms.flatMap((form) => [form, JSON.stringify(form).slice(1, -1)])],
      );
      found.push(...rows.map(({ row }) => `${name}: ${row}`));
    }
    return found;
  }

  const expectNowhere = async () => {
    for (const secret of [SECRET, SHORT]) {
      expect(await rowsThatHold(secret)).toEqual([]);
      expect(engine.logs.with(secret)).toEqual([]);
      expect(engine.logs.with(JSON.stringify(secret).slice(1, -1))).toEqual([]);
    }
  };

  it('is found by what looks for it', async () => {
    await engine.app([], { worker: false });
    await engine.rows("insert into tasker.annotation_types (name, description) values ('leak', $1)", [
      `{"a": ${JSON.stringify(`x${SECRET}y`)}}`,
    ]);
    expect(await rowsThatHold(SECRET)).toHaveLength(1);
    await engine.rows('delete from tasker.annotation_types');
  });

  it('is read by the handler and written nowhere when the step succeeds; the definition holds the placeholder', async () => {
    const read: unknown[] = [];
    const Handler = workflow('secretive', { only: { handlerConfig, run: ({ step }) => void read.push(step.config) } });
    const { run } = await engine.app([Handler]);
    expect((await run(Handler)).state).toBe('complete');
    expect(read).toEqual([{ token: `Bearer ${SECRET}`, list: [{ pin: SHORT }], kept: '${SPEC_API_TOKEN}' }]);
    const [row] = await engine.rows('select configuration, definition_hash from tasker.named_tasks');
    expect(row!.configuration.steps[0].handlerConfig).toEqual(handlerConfig);
    await expectNowhere();
  });

  it('does not change the hash of the definition', async () => {
    const Handler = () => workflow('secretive', { only: { handlerConfig } });
    const hashes: unknown[] = [];
    for (const token of ['one', 'another']) {
      process.env['SPEC_API_TOKEN'] = token;
      const app = await engine.app([Handler()], { worker: false });
      hashes.push((await engine.rows('select definition_hash from tasker.named_tasks'))[0]!.definition_hash);
      await app.close();
    }
    expect(hashes[0]).toBe(hashes[1]);
  });

  it.each<[string, (step: StepExecution['step']) => never]>([
    ['message', ({ config }) => { throw new Error(`refused with ${String(config['token'])}`); }], // prettier-ignore
    ['message of a PermanentError', ({ config }) => { throw new PermanentError(`refused with ${String(config['token'])}`); }], // prettier-ignore
    ['error code', ({ config }) => { throw new PermanentError('no', { errorCode: String(config['token']) }); }], // prettier-ignore
    ['context', ({ config }) => { throw new PermanentError('no', { context: { sent: { header: config['token'], [String(config['token'])]: [config] } } }); }], // prettier-ignore
    ['stack', ({ config }) => { throw Object.assign(new Error('no'), { stack: `Error: no\n    at send (${String(config['token'])}:1:1)` }); }], // prettier-ignore
    ['name', ({ config }) => { throw Object.assign(new Error('no'), { name: config['token'] }); }], // prettier-ignore
    ['thrown text', ({ config }) => { throw config['token']; }], // prettier-ignore
    ['JSON in the message', ({ config }) => { throw new Error(JSON.stringify(config)); }], // prettier-ignore
    ['address in the message', ({ config }) => { throw new Error(`no answer: http://x/?t=${encodeURIComponent(String(config['token']))}`); }], // prettier-ignore
    ['query in the message', ({ config }) => { throw new Error(`sent ${new URLSearchParams({ t: String(config['token']) }).toString()}`); }], // prettier-ignore
  ])('is blacked out in the %s of a failure', async (_, run) => {
    const Handler = workflow('secretive', { only: { handlerConfig, retryable: false, run: ({ step }) => run(step) } });
    const app = await engine.app([Handler]);
    const done = await app.run(Handler);
    expect(done.state).toBe('error');
    expect(JSON.stringify(done.steps[0])).toContain('[FILTERED]');
    await expectNowhere();
  });

  it('goes out with a request and comes back with no error of it', async () => {
    service.current = await HttpService.start((response, { headers }) => {
      response.writeHead(422, { 'content-type': 'application/json' }).end(JSON.stringify({ refused: headers['authorization'] }));
    });
    @Injectable()
    class Call extends ApiStepHandler {
      override process({ http }: ApiStepExecution) {
        return http.get('/');
      }
    }
    @TaskHandler({
      name: 'calling',
      steps: [
        {
          name: 'call',
          handler: Call,
          handlerConfig: {
            url: service.current.url,
            headers: { authorization: 'Bearer ${SPEC_API_PIN}' },
            params: { token: '${SPEC_API_TOKEN}' },
          },
        },
      ],
    })
    class Calling {}
    StepHandler()(Call);
    const { run } = await engine.app([Calling, Call]);
    const done = await run(Calling);
    expect(done.steps[0]).toMatchObject({ state: 'error', attempts: 1, error: { errorCode: 'HTTP_422' } });
    expect(service.current.requests[0]!.headers['authorization']).toBe(`Bearer ${SHORT}`);
    expect(new URL(service.current.requests[0]!.url, service.current.url).searchParams.get('token')).toBe(SECRET);
    await expectNowhere();
  });
});
