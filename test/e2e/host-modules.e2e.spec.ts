import { CacheModule } from '@nestjs/cache-manager';
import { Controller, Get, Inject, Injectable } from '@nestjs/common';
import { Cron, ScheduleModule, SchedulerRegistry } from '@nestjs/schedule';
import { InjectRepository, TypeOrmModule } from '@nestjs/typeorm';
import { makeCounterProvider, PrometheusModule } from '@willsoto/nestjs-prometheus';
import { Keyv } from 'keyv';
import { LoggerModule } from 'nestjs-pino';
import { CacheFetcher } from 'nestjs-tasker';
import { type Counter, register } from 'prom-client';
import { Column, Entity, PrimaryGeneratedColumn, type Repository } from 'typeorm';
import { afterEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { forgetPinoRoot } from '../support/pino.lines.js';
import { ADAPTERS, GREETING, startHost, type HostApplication } from './host.application.js';

/** Named like an entity of the package. */
@Entity({ name: 'chores' })
class Task {
  @PrimaryGeneratedColumn()
  id!: number;
  @Column('text')
  title!: string;
}

@Injectable()
class Nightly {
  runs = 0;
  @Cron('0 0 1 1 *', { name: 'nightly' })
  tick() {
    this.runs += 1;
  }
}

@Controller('chores')
class ChoresController {
  constructor(
    @InjectRepository(Task) private readonly chores: Repository<Task>,
    @Inject('PROM_METRIC_CHORES_LISTED_TOTAL') private readonly listed: Counter,
  ) {}

  @Get()
  list() {
    this.listed.inc();
    return this.chores.find();
  }
}

describe.each(ADAPTERS)('a host on %s with the modules that the package uses as well', (adapter) => {
  let host: HostApplication | undefined;
  let own: TestDatabase | undefined;
  afterEach(async () => {
    await host?.close();
    await own?.drop();
    register.clear();
  });

  it('keeps its routes, entities, cron jobs, metrics, cache and log lines, each once', async () => {
    await forgetPinoRoot();
    own = await createTestDatabase({ empty: true });
    const kept = new Map<string, unknown>();
    const lines: string[] = [];
    host = await startHost({
      adapter,
      imports: [
        TypeOrmModule.forRoot({ type: 'postgres', url: own.url, entities: [Task], synchronize: true }),
        TypeOrmModule.forFeature([Task]),
        ScheduleModule.forRoot(),
        CacheModule.register({ isGlobal: true, stores: [new Keyv({ store: kept })] }),
        PrometheusModule.register({ defaultMetrics: { enabled: false } }),
        LoggerModule.forRoot({ pinoHttp: { stream: { write: (line: string) => lines.push(line) } } }),
      ],
      controllers: [ChoresController],
      providers: [Nightly, makeCounterProvider({ name: 'chores_listed_total', help: 'Lists' })],
    });
    const { app, http } = host;

    await http.post('/tasker/tasks').send(GREETING).expect(201);
    expect((await http.get('/tasker/tasks').expect(200)).body.tasks).toHaveLength(1);
    expect((await http.get('/chores').expect(200)).body).toEqual([]);

    const registry = app.get(SchedulerRegistry, { strict: false });
    expect([...registry.getCronJobs().keys()]).toEqual(['nightly']);
    await registry.getCronJob('nightly').fireOnTick();
    expect(app.get(Nightly).runs).toBe(1);

    const { text } = await http.get('/metrics').expect(200);
    expect(text.match(/^chores_listed_total 1$/gm)).toHaveLength(1);
    expect(text).toContain('# TYPE tasker_');
    for (const [, name] of text.matchAll(/^# TYPE (\S+) /gm))
      expect(text.match(new RegExp(`^# TYPE ${name} `, 'gm')), name).toHaveLength(1);

    await app.get(CacheFetcher).fetch('k', { group: 'g', ttlSeconds: 60 }, () => 1);
    expect([...kept.keys()].some((key) => key.includes('k'))).toBe(true);

    // nestjs-pino has no middleware for every route on Fastify.
    if (adapter === 'fastify') return;
    const requests = lines
      .map((line) => JSON.parse(line) as { req?: { url: string }; msg: string })
      .filter(({ msg }) => msg === 'request completed');
    expect(requests.filter(({ req }) => req?.url === '/chores')).toHaveLength(1);
  });
});
