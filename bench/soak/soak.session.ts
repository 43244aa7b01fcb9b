import { join } from 'node:path';
import { writeHeapSnapshot } from 'node:v8';
import type { StatementProbe } from '../measure/statement.probe.js';
import type { BenchApplication } from '../workflows/bench.application.js';
import { collectedMemory } from './collected.memory.js';
import { heard, openSoak, type SoakOptions } from './soak.application.js';
import type { SoakProgress, SoakReport } from './soak.messages.js';
import { soaked } from './soak.workflows.js';

/** What a worker process of the soak does on orders. */
export class SoakSession {
  private application: BenchApplication | undefined;
  private cpu = process.cpuUsage();
  private before = { attempts: 0, failures: 0, durable: 0, statements: 0 };

  constructor(private readonly probe: StatementProbe) {}

  async open(options: SoakOptions): Promise<void> {
    this.application = await openSoak(options);
  }

  progress(): SoakProgress {
    return { restedTasks: heard.rested, completedSteps: soaked.attempts - soaked.failures };
  }

  report(): SoakReport {
    const { user, system } = process.cpuUsage(this.cpu);
    const milliseconds = heard.milliseconds;
    heard.milliseconds = [];
    const counted = { ...soaked, durable: heard.durable, statements: this.probe.sentInAll };
    const { before } = this;
    this.before = counted;
    this.probe.takeCounts();
    const memory = collectedMemory();
    // The collection is not the engine's.
    this.cpu = process.cpuUsage();
    return {
      attempts: counted.attempts - before.attempts,
      failures: counted.failures - before.failures,
      durable: counted.durable - before.durable,
      statements: counted.statements - before.statements,
      cpuSeconds: (user + system) / 1e6,
      milliseconds,
      memory,
    };
  }

  heap({ directory }: { directory: string }): string {
    return writeHeapSnapshot(join(directory, `soak-${process.pid}-${soaked.attempts}.heapsnapshot`));
  }

  async close(): Promise<void> {
    await this.application?.context.close();
    this.application = undefined;
  }
}
