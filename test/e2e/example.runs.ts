import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach } from 'vitest';
import { createTestDatabase } from '../support/database.js';
import { startExample, type ExampleProcess } from './example.process.js';

/** What the tests of a file start and make of the example; after each test it is ended and removed, or after all of them where they run at once. */
export function useExample({ atOnce = false } = {}) {
  const running: ExampleProcess[] = [];
  const leftovers: (() => unknown)[] = [];

  (atOnce ? afterAll : afterEach)(async () => {
    await Promise.all(running.splice(0).map((example) => example.end('SIGTERM')));
    for (const remove of leftovers.splice(0)) await remove();
  });

  return {
    start(program: 'main' | 'demo', options: Parameters<typeof startExample>[1]): ExampleProcess {
      const example = startExample(program, options);
      running.push(example);
      return example;
    },
    async testDatabase(): Promise<string> {
      const database = await createTestDatabase();
      leftovers.push(() => database.drop());
      return database.url;
    },
    temporaryDirectory(): string {
      const directory = mkdtempSync(join(tmpdir(), 'tasker-example-'));
      chmodSync(directory, 0o755);
      leftovers.push(() => rmSync(directory, { recursive: true, force: true }));
      return directory;
    },
  };
}
