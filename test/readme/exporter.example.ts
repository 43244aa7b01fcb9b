import { MetricsExporter, type MetricsExports, type MetricsSnapshot } from 'nestjs-tasker';

/** Stands for a socket to a StatsD daemon. */
export const statsd = { sent: [] as string[] };

// #region exporter
@MetricsExporter({ name: 'statsd' })
export class StatsdExporter implements MetricsExporter {
  readonly supportedFormats = ['statsd'];

  supportsFormat(format: string) {
    return format === 'statsd';
  }

  export({ metrics }: MetricsSnapshot) {
    for (const { name, value } of metrics.flatMap(({ samples }) => samples)) statsd.sent.push(`${name}:${value}|g`);
  }
}
// #endregion

export async function spreadsheet(exports: MetricsExports): Promise<string> {
  // #region now
  const { data, metricsCount } = await exports.exportNow('csv', { flattenLabels: true });
  // #endregion
  return `${metricsCount}\n${String(data)}`;
}
