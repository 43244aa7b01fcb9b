import { createRequire } from 'node:module';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest.first.js';

const conditions = ['@nestjs-tasker/source'];
const { resolve } = createRequire(import.meta.url);
const globalSetup = ['test/support/global-setup.ts'];

/** One part of the tests. `npx vitest run --project sql` runs one of them. */
function part(name: string, include: string[], options: { timeout: number; database: boolean; isolate?: boolean; execArgv?: string[] }) {
  return {
    extends: true as const,
    test: {
      name,
      include,
      testTimeout: options.timeout,
      hookTimeout: Math.max(options.timeout, 60_000),
      isolate: options.isolate ?? true,
      // What decorators write into: loaded with the process where it may be, else again for each file.
      ...(options.execArgv === undefined ? { setupFiles: ['reflect-metadata'] } : { execArgv: options.execArgv }),
      ...(options.database ? { globalSetup } : {}),
    },
  };
}

export default defineConfig({
  // Without these options a decorated class loses the metadata that dependency injection reads.
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  resolve: {
    // `nestjs-tasker` and its subpaths are imported by self-reference, from source: no build is needed to test.
    conditions: [...conditions, 'module', 'node', 'development|production'],
    // The file that Node itself takes: there is another copy for bundlers, whose types are strangers to those that @nestjs/graphql makes.
    alias: [{ find: /^graphql$/, replacement: resolve('graphql') }],
  },
  // Without `module`: Node itself runs with these conditions, and the files that some packages have for bundlers cannot be loaded by it.
  ssr: { resolve: { conditions: [...conditions, 'node', 'development|production'] } },
  test: {
    // Processes: a thread has four times the stack, and what recurses without end would not be found.
    pool: 'forks',
    // Two: every database test runs against one server, and a run must behave alike on a laptop and on a small CI machine.
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    // What is translated once is read by the parts that come after, and by the next run: a quarter of the time of the unit part.
    experimental: { fsModuleCache: true },
    projects: [
      part('unit', ['libs/**/*.spec.ts', 'apps/**/*.spec.ts', 'bench/**/*.spec.ts'], {
        timeout: 10_000,
        database: false,
        // Pure functions and fakes: a process for each file costs more than the tests.
        isolate: false,
        // They make much that lives shortly: with more room for it, less is moved about.
        execArgv: ['--import', resolve('reflect-metadata'), '--max-semi-space-size=64'],
      }),
      // What these tests share is in databases of their own; loading the engine for each file took half of the time.
      part('sql', ['test/sql/**/*.spec.ts'], { timeout: 30_000, database: true, isolate: false }),
      // Limits for what hangs, twice what the longest takes on a machine that is five times as busy.
      part('integration', ['test/integration/**/*.spec.ts'], { timeout: 120_000, database: true, isolate: false }),
      part('e2e', ['test/e2e/**/*.spec.ts'], { timeout: 120_000, database: true, isolate: false }),
      part('package', ['test/package/**/*.spec.ts'], { timeout: 300_000, database: false }),
      part('long', ['test/long/**/*.spec.ts'], { timeout: 3_600_000, database: true }),
    ],
  },
});
