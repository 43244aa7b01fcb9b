import { BenchServer } from '../server/bench.server.js';
import { startPgBouncer, type PgBouncer } from './pgbouncer.server.js';
import { launchPostgres15, postgres15Programs } from './postgres-15.server.js';
import type { ScalePoint } from './scale.studies.js';

/** Where a point runs. */
interface PointServer {
  readonly server: BenchServer;
  /** The URL that workers are given for a database. */
  readonly workerUrl?: (url: string) => string;
}

/** The servers of a bench of scale, each started when the first point asks for it. */
export class ScaleServers {
  private postgres15: BenchServer | null | undefined;
  private bouncer: PgBouncer | null | undefined;

  private constructor(readonly own: BenchServer) {}

  static async launch(): Promise<ScaleServers> {
    return new ScaleServers(await BenchServer.launch({ profile: false }));
  }

  /** The server of a point, or a sentence that says why there is none. */
  async of({ server = 'own' }: ScalePoint): Promise<PointServer | string> {
    switch (server) {
      case 'own':
        return { server: this.own };
      case 'postgres-15':
        return this.older();
      case 'pgbouncer':
        this.bouncer ??= await startPgBouncer(this.own.urlOf('postgres'));
        if (this.bouncer === null) return 'PgBouncer is not installed';
        return { server: this.own, workerUrl: this.bouncer.through };
    }
  }

  private async older(): Promise<PointServer | string> {
    if (this.postgres15 === undefined) {
      const programs = postgres15Programs();
      this.postgres15 =
        programs === null ? null : await BenchServer.launch({ profile: false, start: (options) => launchPostgres15(programs, options) });
    }
    return this.postgres15 === null ? 'the programs of PostgreSQL 15 could not be installed' : { server: this.postgres15 };
  }

  async stop(): Promise<void> {
    this.bouncer?.stop();
    await this.postgres15?.stop();
    await this.own.stop();
  }
}
