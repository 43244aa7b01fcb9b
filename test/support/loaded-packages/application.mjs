// Starts one application after the other from the built package, as LOADED_PLAN says, and prints what each of them has loaded by then:
// the packages, and the files of this one.
import 'reflect-metadata';
import { createRequire, register } from 'node:module';
import { MessageChannel } from 'node:worker_threads';

const { url, applications } = JSON.parse(process.env.LOADED_PLAN);
const { port1: hooks, port2: port } = new MessageChannel();
register('./resolve.hooks.mjs', { parentURL: import.meta.url, data: { port }, transferList: [port] });

async function loaded() {
  const imported = await new Promise((resolve) => hooks.once('message', resolve).postMessage('tell'));
  const files = [...imported, ...Object.keys(createRequire(import.meta.url).cache)];
  const named = (pattern) => [...new Set(files.map((file) => pattern.exec(file)?.[1]).filter((name) => name !== undefined))].sort();
  return { packages: named(/node_modules\/((?:@[^/]+\/)?[^/]+)(?!.*node_modules)/), files: named(/dist\/libs\/tasker\/src\/(.+)\.js$/) };
}

const [{ Module }, { NestFactory }, { TaskerModule }] = await Promise.all([
  import('@nestjs/common'),
  import('@nestjs/core'),
  import('nestjs-tasker'),
]);
const report = [await loaded()];
const nobody = { authenticate: () => null };
for (const { api, rateLimit } of applications) {
  const auth = rateLimit === undefined ? 'none' : { authenticator: nobody, rateLimit };
  class Application {}
  Module({ imports: [TaskerModule.forRoot({ database: { url, poolSize: 4 }, worker: false, auth, api })] })(Application);
  const app = await NestFactory.create(Application, { logger: ['error'], abortOnError: false });
  await app.init();
  report.push(await loaded());
  await app.close();
}
hooks.close();
console.log(JSON.stringify(report));
