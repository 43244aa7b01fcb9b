// Applications in a process of its own, each with another cache, made of data: CACHE_PLAN holds it. It reports to its parent by messages.
import 'reflect-metadata';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CacheModule } from '@nestjs/cache-manager';
import { createKeyv } from '@keyv/redis';
import { CacheCapabilities, CacheFetcher, CacheStrategy, TaskerModule } from 'nestjs-tasker';

const plan = JSON.parse(process.env.CACHE_PLAN);
const say = (message) => process.connected && process.send({ ...message, pid: process.pid });

/** Files in a directory: what several processes see. */
class SharedFiles {
  path(key) {
    return join(plan.directory, encodeURIComponent(key));
  }
  async get(key) {
    try {
      return JSON.parse(readFileSync(this.path(key), 'utf8'));
    } catch {
      return undefined;
    }
  }
  async set(key, value) {
    const draft = `${this.path(key)}.${process.pid}`;
    writeFileSync(draft, JSON.stringify(value));
    renameSync(draft, this.path(key));
    return true;
  }
  async delete(key) {
    writeFileSync(this.path(key), 'null');
    return true;
  }
}
/** Knows of no lock, as Memcached does not through a cache; stops where the right to compute is looked for. */
class MarkedFiles extends SharedFiles {
  async get(key) {
    const found = await super.get(key);
    if (plan.stopAtMark && key.endsWith(`${plan.stopAtMark}:flight`) && found == null && !gates.has('mark')) {
      say({ kind: 'unmarked' });
      await gate('mark').opened;
    }
    return found;
  }
}
CacheCapabilities({ distributed: true, atomicIncrement: true, locking: false })(MarkedFiles);

const gates = new Map();
function gate(name) {
  if (!gates.has(name)) {
    let open;
    const opened = new Promise((resolve) => (open = resolve));
    gates.set(name, { opened, open });
  }
  return gates.get(name);
}

const inModule = (useFactory) => ({ module: class HostModule {}, providers: [{ provide: 'CACHE_MANAGER', useFactory }] });
const hostCaches = {
  ...(plan.redis && { redis: CacheModule.register({ isGlobal: true, stores: [createKeyv(plan.redis)] }) }),
  files: inModule(() => new SharedFiles()),
  marked: inModule(() => new MarkedFiles()),
};

async function application(hostCache) {
  class ProcessModule {}
  const tasker = TaskerModule.forRoot({ api: false, worker: false, database: { url: plan.url }, cache: plan.cache ?? {} });
  Module({ imports: [tasker, hostCache] })(ProcessModule);
  return NestFactory.createApplicationContext(ProcessModule, { logger: ['error'], abortOnError: false });
}

const names = Object.keys(hostCaches);
const apps = await Promise.all(names.map((name) => application(hostCaches[name])));

async function fetch(store, key) {
  const cache = apps[names.indexOf(store)].get(CacheFetcher);
  const found = await cache.fetch(key, { group: 'test', ttlSeconds: 60 }, async () => {
    say({ kind: 'computing', key });
    await gate(key).opened;
    return { by: process.pid };
  });
  say({ ...found, kind: 'fetched', key });
}

process.on('message', async ({ open, store, fetch: key }) => {
  if (open !== undefined) gate(open).open();
  if (key !== undefined) await fetch(store, key);
});
// The parent is gone: nobody will end this process any more.
process.on('disconnect', () => process.exit(0));
const strategies = await Promise.all(apps.map(async (app, at) => [names[at], (await app.get(CacheStrategy).describe()).strategy]));
say({ kind: 'ready', strategies: Object.fromEntries(strategies) });
