import type { RegisteredExporter } from './registered.exporter.js';

const MOST_POPULAR = 5;

/** The registry of exporters in figures (specification: surface §6.3). */
export interface PluginStatistics {
  readonly totalPlugins: number;
  readonly totalFormats: number;
  readonly supportedFormats: readonly string[];
  /** Names of the exporters of each format, in order of registration. */
  readonly pluginsByFormat: Readonly<Record<string, readonly string[]>>;
  readonly averageFormatsPerPlugin: number;
  /** At most five, those with the most exporters first. */
  readonly mostPopularFormats: readonly string[];
  /** How many formats each exporter writes. */
  readonly pluginDistribution: Readonly<Record<string, number>>;
}

/** Counts what is registered. */
export function pluginStatistics(plugins: readonly RegisteredExporter[]): PluginStatistics {
  const formats = [...new Set(plugins.flatMap(({ supportedFormats }) => supportedFormats))].sort();
  const writers = (format: string) => plugins.filter(({ supportedFormats }) => supportedFormats.includes(format)).map(({ name }) => name);
  const byFormat = Object.fromEntries(formats.map((format) => [format, writers(format)]));
  const popular = [...formats].sort((left, right) => byFormat[right]!.length - byFormat[left]!.length);
  const pairs = plugins.reduce((sum, { supportedFormats }) => sum + supportedFormats.length, 0);
  return {
    totalPlugins: plugins.length,
    totalFormats: formats.length,
    supportedFormats: formats,
    pluginsByFormat: byFormat,
    averageFormatsPerPlugin: plugins.length === 0 ? 0 : pairs / plugins.length,
    mostPopularFormats: popular.slice(0, MOST_POPULAR),
    pluginDistribution: Object.fromEntries(plugins.map(({ name, supportedFormats }) => [name, supportedFormats.length])),
  };
}
