/** What the room gives to users of the package. */
export { TaskerMetrics, type MetricsPage } from './metrics/tasker.metrics.js';
export { MetricsPort } from './metrics/metrics.port.js';
export type { Labels, MetricContent, MetricLine, MetricsRegistry, RegisteredMetric } from './metrics/metrics.library.js';
export { MetricsExporter, type ExportEnd, type ExportRequest, type MetricsExporterOptions } from './exporters/metrics.exporter.js';
export type { MetricSample, MetricsSnapshot, SnapshotMetric } from './exporters/metrics.snapshot.js';
export { PluginRegistry } from './exporters/plugin.registry.js';
export type { RegisteredExporter, RegisterOptions } from './exporters/registered.exporter.js';
export type { PluginStatistics } from './exporters/plugin.statistics.js';
export { ExportFailedError, PluginRefusedError, UnknownFormatError } from './exporters/plugin.errors.js';
export { MetricsExports, type ExportTerms, type MetricsExport } from './exporters/metrics.exports.js';
export type { ExportStatistics } from './exporters/export.counts.js';
export type { CsvExportOptions } from './exporters/csv.exporter.js';
export type { JsonExportOptions } from './exporters/json.exporter.js';
export { validateJaeger, type JaegerValidation } from './validation/jaeger.validation.js';
export { VALIDATION_WORKFLOWS } from './validation/validation.workflows.js';
export { ValidationReport, type Found, type ReportStyle, type ValidationCheck } from './validation/validation.report.js';
export type { ValidationEngine } from './validation/validation.engine.js';
export { validatePrometheus, type PrometheusValidation } from './validation/prometheus.validator.js';
