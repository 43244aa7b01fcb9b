import 'reflect-metadata';
import { join } from 'node:path';
import { readArguments, USAGE } from './demo/demo.arguments.js';
import { DemoError } from './demo/demo.error.js';
import { runDemo } from './demo/demo.run.js';
import { readOrders, takeOrders } from './demo/orders.file.js';
import { projectRoot } from './project.root.js';

async function main(): Promise<number> {
  const {
    help,
    file,
    orders: count,
    token,
    url,
  } = readArguments(process.argv.slice(2), process.env, join(projectRoot(), 'apps/example/orders.json'));
  if (help) {
    console.log(USAGE);
    return 0;
  }
  const orders = readOrders(file);
  return runDemo({ url, token, orders: takeOrders(orders, count ?? orders.length), output: process.stdout });
}

main()
  .then((code) => (process.exitCode = code))
  .catch((error: unknown) => {
    console.error(error instanceof DemoError ? `demo: ${error.message}` : error);
    process.exitCode = 2;
  });
