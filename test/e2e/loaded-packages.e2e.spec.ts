import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { TaskerStructure } from 'nestjs-tasker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { buildIfStale } from '../support/worker.process.js';

/** What a process had loaded at one moment: names of packages, and files of this one. */
interface Loaded {
  readonly packages: readonly string[];
  readonly files: readonly string[];
}

/** An application that a process starts. */
interface Started {
  readonly api?: TaskerStructure['api'];
  readonly rateLimit?: { readonly limit: number; readonly per: string };
}

/** Packages that transports are made of. */
const GRAPHQL = ['@nestjs/graphql', 'dataloader', 'graphql'];
const APOLLO = ['@apollo/server', '@as-integrations/express5', '@nestjs/apollo'];
const PACKAGES = [...GRAPHQL, ...APOLLO, '@as-integrations/fastify', '@nestjs/terminus', '@nestjs/throttler', 'swagger-ui-dist'];

/** Files of this package that are part of one transport only, and the transport. */
const FILES: readonly [part: string, file: RegExp][] = [
  ['rest', /^api\/rest\/.*(controller|presenter|mount)$/],
  ['docs', /^api\/rest\/openapi\/(documentation\.|swagger\.)/],
  ['graphql', /^api\/graphql\/(?!graphql\.settings$)/],
  ['own', /^api\/graphql\/own\./],
];

describe('what a process loads', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    buildIfStale();
    database = await createTestDatabase();
  }, 240_000);
  afterAll(() => database?.drop());

  /** What is loaded after the import of this package, and after the start of each application in one process. */
  const after = async (...applications: Started[]) => {
    const plan = JSON.stringify({ url: database.url, applications });
    const script = 'test/support/loaded-packages/application.mjs';
    const { stdout } = await promisify(execFile)(process.execPath, [script], { env: { ...process.env, LOADED_PLAN: plan } });
    return (JSON.parse(stdout) as Loaded[]).map(({ packages, files }) => ({
      packages: PACKAGES.filter((name) => packages.includes(name)).sort(),
      parts: FILES.filter(([, pattern]) => files.some((file) => pattern.test(file))).map(([part]) => part),
    }));
  };

  it('of REST is nothing that is switched off: no GraphQL, no documentation page, no rate limit', async () => {
    const docs = { docs: true };
    const moments = await after({ api: false }, {}, { api: docs }, { api: docs, rateLimit: { limit: 5, per: '1m' } });
    expect(moments).toEqual([
      { packages: [], parts: [] },
      { packages: [], parts: [] },
      { packages: ['@nestjs/terminus'], parts: ['rest'] },
      { packages: ['@nestjs/terminus'], parts: ['rest', 'docs'] },
      { packages: ['@nestjs/terminus', '@nestjs/throttler'], parts: ['rest', 'docs'] },
    ]);
  });

  it('of GraphQL is no REST, and Apollo only for an endpoint of its own', async () => {
    const [, within, own] = await after({ api: { rest: false, graphql: 'host' } }, { api: { rest: false, graphql: 'own' } });
    expect(within).toEqual({ packages: GRAPHQL, parts: ['graphql'] });
    expect(own).toEqual({ packages: [...GRAPHQL, ...APOLLO].sort(), parts: ['graphql', 'own'] });
  });
});
