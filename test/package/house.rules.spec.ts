import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { ESLint } from 'eslint';
import ts from 'typescript';
import tseslint from 'typescript-eslint';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const library = 'libs/tasker/src';
let tree: string;

beforeEach(() => {
  tree = realpathSync(mkdtempSync(join(tmpdir(), 'tasker-rules-')));
  symlinkSync(resolve('node_modules'), join(tree, 'node_modules'));
  writeFileSync(join(tree, 'package.json'), '{"name":"nestjs-tasker","type":"module"}');
});

afterEach(() => rmSync(tree, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(tree, path)), { recursive: true });
  writeFileSync(join(tree, path), text);
}

/** Names of the import rules that the tree breaks. */
function brokenImports(): string[] {
  const options = ['--config', resolve('.dependency-cruiser.cjs'), '--output-type', 'json', '.'];
  const script = resolve('node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  let text: string;
  try {
    text = execFileSync(process.execPath, [script, ...options], { cwd: tree, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    text = (error as { stdout: string }).stdout;
  }
  const { summary } = JSON.parse(text) as { summary: { violations: { rule: { name: string } }[] } };
  return [...new Set(summary.violations.map(({ rule }) => rule.name))].filter((name) => name !== 'declared-dependencies').sort();
}

/** Messages about one file of the given text, without the rules that need types. */
async function complaints(filePath: string, text: string): Promise<string[]> {
  const untyped = { ...tseslint.configs.disableTypeChecked, languageOptions: { parserOptions: { projectService: false } } };
  const eslint = new ESLint({ overrideConfig: [untyped as ESLint.ConfigData] as never });
  const [result] = await eslint.lintText(text, { filePath: resolve(filePath) });
  return (result?.messages ?? []).map(({ message }) => message);
}

describe('the import rules', () => {
  it('let every room import the rooms below it', () => {
    write(`${library}/model/states.ts`, 'export const states = 1;');
    write(`${library}/tasker.options.ts`, 'export interface Options { a: number }');
    write(
      `${library}/orchestration/orchestrator.ts`,
      "export { states } from '../model/states.js'; export type { Options } from '../tasker.options.js';",
    );
    write(`${library}/api/rest/tasks.ts`, "export { states } from '../../orchestration/orchestrator.js';");
    expect(brokenImports()).toEqual([]);
  });

  it.each([
    ['model', 'events', 'room-model'],
    ['database', 'definitions', 'room-database'],
    ['events', 'orchestration', 'room-events'],
    ['definitions', 'orchestration', 'room-definitions'],
    ['orchestration', 'api', 'room-orchestration'],
    ['orchestration', 'telemetry', 'room-orchestration'],
    ['health', 'orchestration', 'room-health'],
    ['embedded', 'database', 'entry-point-embedded'],
  ])('refuse an import from %s to %s', (from, to, rule) => {
    write(`${library}/${to}/noun.ts`, 'export const noun = 1;');
    write(`${library}/${from}/user.ts`, `export { noun } from '../${to}/noun.js';`);
    expect(brokenImports()).toEqual([rule]);
  });

  it('count type-only imports', () => {
    write(`${library}/orchestration/noun.ts`, 'export interface Noun { a: number }');
    write(`${library}/model/user.ts`, "import type { Noun } from '../orchestration/noun.js'; export type User = Noun;");
    expect(brokenImports()).toEqual(['room-model']);
  });

  it('keep the library from its entry points, and the library and its apps from each other', () => {
    write(`${library}/embedded/index.ts`, 'export const start = 1;');
    write(`${library}/index.ts`, "export { start } from './embedded/index.js';");
    write(`${library}/model/state.ts`, 'export const state = 1;');
    write('apps/example/src/main.ts', "export { state } from '../../../libs/tasker/src/model/state.js';");
    expect(brokenImports()).toEqual(['apps-use-the-package', 'entry-points-are-not-imported']);
  });

  it('refuse a cycle outside model', () => {
    write(`${library}/events/a.ts`, "import { b } from './b.js'; export const a = () => b;");
    write(`${library}/events/b.ts`, "import { a } from './a.js'; export const b = () => a;");
    expect(brokenImports()).toEqual(['no-cycles']);
  });

  it('let entities name each other', () => {
    write(`${library}/model/a.ts`, "import { b } from './b.js'; export const a = () => b;");
    write(`${library}/model/b.ts`, "import { a } from './a.js'; export const b = () => a;");
    expect(brokenImports()).toEqual([]);
  });

  it.each([
    ['@nestjs/graphql', 'graphql-in-its-room'],
    ['@apollo/server', 'graphql-in-its-room'],
    ['@nestjs/terminus', 'health-in-its-room'],
    ['prom-client', 'telemetry-in-its-room'],
    ['@opentelemetry/api', 'telemetry-in-its-room'],
  ])('keep %s in its room', (name, rule) => {
    write(`${library}/orchestration/user.ts`, `import * as it from '${name}'; export const user = it;`);
    expect(brokenImports()).toContain(rule);
  });

  it('let nothing but a mount that is loaded when it is on import a transport', () => {
    write(`${library}/api/rest/tasks.controller.ts`, 'export const tasks = 1;');
    write(`${library}/api/graphql/graphql.module.ts`, 'export const fields = 1;');
    write(`${library}/tasker.module.ts`, "export const later = () => import('./api/rest/tasks.controller.js');");
    expect(brokenImports()).toEqual([]);
    write(`${library}/index.ts`, "export { tasks } from './api/rest/tasks.controller.js';");
    write(`${library}/api/calls/calls.ts`, "export { fields } from '../graphql/graphql.module.js';");
    expect(brokenImports()).toEqual(['transports-are-loaded-when-on']);
  });
});

describe('the code rules', () => {
  const sql = 'export const text = `select task_id from tasks where state = $1`;\n';

  it('keep SQL text in database', async () => {
    expect(await complaints(`${library}/orchestration/sample.ts`, sql)).toEqual(['SQL text stands in database/ and migrations/ only.']);
    expect(await complaints(`${library}/database/sample.ts`, sql)).toEqual([]);
  });

  it('refuse enums', async () => {
    expect(await complaints(`${library}/model/sample.ts`, 'export enum State { Open }\n')).toEqual(['Use a union of string literals.']);
  });

  it('allow three parameters, and more only to a constructor', async () => {
    const parameters = '(a: number, b: number, c: number, d: number)';
    const method = `export class Sample { add${parameters} { return a + b + c + d; } }\n`;
    expect(await complaints(`${library}/model/sample.ts`, method)).toEqual(['At most three parameters: take an object.']);
    const constructor =
      'export class Sample { constructor(readonly a: number, readonly b: number, readonly c: number, readonly d: number) {} }\n';
    expect(await complaints(`${library}/model/sample.ts`, constructor)).toEqual([]);
  });

  it('stop a file at 250 lines of code and a function at 40', async () => {
    const file = Array.from({ length: 251 }, (_, n) => `export const n${n} = ${n};`).join('\n');
    expect(await complaints(`${library}/model/sample.ts`, file)).toEqual(['File has too many lines (251). Maximum allowed is 250.']);
    const body = Array.from({ length: 41 }, (_, n) => `  a(${n});`).join('\n');
    const [message] = await complaints(`${library}/model/sample.ts`, `export function f(a: (n: number) => void) {\n${body}\n}\n`);
    expect(message).toContain('too many lines');
  });
});

describe('the packages that the library needs', () => {
  const { dependencies, peerDependencies, peerDependenciesMeta } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    dependencies: Record<string, string>;
    peerDependencies: Record<string, string>;
    peerDependenciesMeta: Record<string, { optional: boolean }>;
  };
  const kindOf = (name: string) => (peerDependenciesMeta[name]?.optional ? 'optional peer' : 'required peer');
  const quoted = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, text]) => text!);

  it('stand in the table of docs/packages.md, with what they are and in which versions', () => {
    const rows = readFileSync('docs/packages.md', 'utf8').match(/^\| `.*$/gm) ?? [];
    const told = rows.flatMap((row) => {
      const [, names = '', kind, versions = ''] = row.split('|').map((cell) => cell.trim());
      const wanted = quoted(versions);
      return quoted(names).map((name, place) => [name, kind, wanted[place] ?? wanted[0]]);
    });
    const needed = [
      ...Object.keys(dependencies).map((name) => [name, 'dependency', undefined]),
      ...Object.entries(peerDependencies).map(([name, version]) => [name, kindOf(name), version]),
    ];
    expect(told.sort()).toEqual(needed.sort());
  });

  it.each(['README.md', 'docs/packages.md'])('stand in the command of %s, but for those that every application of Nest has', (file) => {
    const [, command = ''] = /^npm install nestjs-tasker (.*)$/m.exec(readFileSync(file, 'utf8')) ?? [];
    const always = ['@nestjs/common', '@nestjs/core', 'reflect-metadata', 'rxjs'];
    const required = Object.keys(peerDependencies).filter((name) => kindOf(name) === 'required peer');
    expect([...command.split(' '), ...always].sort()).toEqual(required.sort());
  });
});

describe('the types of the public API', () => {
  it('are held to what they accept and refuse by `npm run types`: it reads each file of test/types', () => {
    const { config } = ts.readConfigFile('tsconfig.json', (path) => ts.sys.readFile(path));
    const { fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, resolve('.'));
    const held = readdirSync('test/types').map((name) => resolve('test/types', name));
    expect(held.length).toBeGreaterThan(5);
    expect(fileNames).toEqual(expect.arrayContaining(held));
  });
});
