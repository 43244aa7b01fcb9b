// #region jaeger
import type { INestApplicationContext } from '@nestjs/common';
import { Orchestrator, validateJaeger } from 'nestjs-tasker';

/** Of an application with VALIDATION_WORKFLOWS among the providers of one of its modules. */
export async function jaegerShowsOurTraces(app: INestApplicationContext): Promise<boolean> {
  const report = await validateJaeger({ engine: app.get(Orchestrator), url: 'http://localhost:16686', service: 'orders' });
  process.stdout.write(`${report.lines({ verbose: true }).join('\n')}\n`);
  return report.ok;
}
// #endregion
