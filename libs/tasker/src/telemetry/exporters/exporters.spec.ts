import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../model/errors.js';
import type { MetricContent } from '../metrics/metrics.library.js';
import { CsvExporter } from './csv.exporter.js';
import { JsonExporter } from './json.exporter.js';
import { snapshotOf, type MetricsSnapshot } from './metrics.snapshot.js';
import { PrometheusExporter } from './prometheus.exporter.js';

const TAKEN = new Date('2026-03-01T10:00:00.250Z');

/** A registry of prom-client with one metric of each kind, and with labels that hold what formats write in another way. */
function filled(): Registry {
  const registry = new Registry();
  const counter = new Counter({ name: 'steps_total', help: 'Steps\nby "name" \\', labelNames: ['step'], registers: [registry] });
  counter.inc({ step: 'a,"b"\n\\c' }, 3);
  new Gauge({ name: 'age', help: 'Age', registers: [registry] }).set(-0.5);
  const histogram = new Histogram({ name: 'took', help: 'Took', labelNames: ['step'], buckets: [0.1, 1], registers: [registry] });
  histogram.observe({ step: 'x' }, 0.05);
  histogram.observe({ step: 'x' }, 5);
  return registry;
}

async function snapshot(registry = filled()): Promise<MetricsSnapshot> {
  const metrics = (await registry.getMetricsAsJSON()) as unknown as MetricContent[];
  return snapshotOf(metrics, { takenAt: TAKEN, instance: 'host-7' });
}

describe('the Prometheus exporter', () => {
  it('writes what prom-client writes', async () => {
    const registry = filled();
    expect(new PrometheusExporter().export(await snapshot(registry))).toBe(await registry.metrics());
  });

  it('writes nothing for nothing, and infinity by its name there', async () => {
    expect(new PrometheusExporter().export(await snapshot(new Registry()))).toBe('');
    const metrics = [
      {
        name: 'x',
        help: 'X',
        type: 'gauge' as const,
        samples: [Infinity, -Infinity, NaN].map((value) => ({ name: 'x', labels: {}, value })),
      },
    ];
    expect(new PrometheusExporter().export({ takenAt: TAKEN, instance: 'i', metrics })).toBe(
      '# HELP x X\n# TYPE x gauge\nx +Inf\nx -Inf\nx Nan\n',
    );
  });
});

describe('the JSON exporter', () => {
  const exported = async (options: object = {}) => JSON.parse(new JsonExporter().export(await snapshot(), options));

  it('writes every metric with its values, histograms with their buckets', async () => {
    expect(await exported()).toEqual({
      timestamp: TAKEN.toISOString(),
      instance: 'host-7',
      metrics: {
        steps_total: {
          name: 'steps_total',
          type: 'counter',
          help: 'Steps\nby "name" \\',
          values: [{ labels: { step: 'a,"b"\n\\c' }, value: 3 }],
        },
        age: { name: 'age', type: 'gauge', help: 'Age', values: [{ labels: {}, value: -0.5 }] },
        took: {
          ...{ name: 'took', type: 'histogram', help: 'Took' },
          values: [{ labels: { step: 'x' }, count: 2, sum: 5.05, buckets: { '0.1': 1, '1': 1, '+Inf': 2 } }],
        },
      },
      total_metrics: 3,
      metadata: { exporter: 'json', version: expect.stringMatching(/^\d/), exported_at: TAKEN.toISOString(), field_mapping: {} },
    });
  });

  it('gives fields other names', async () => {
    const { metrics, metadata } = await exported({ fieldMapping: { name: 'metric', value: 'v' } });
    expect(metrics.age).toEqual({ metric: 'age', type: 'gauge', help: 'Age', values: [{ labels: {}, v: -0.5 }] });
    expect(metadata.field_mapping).toEqual({ name: 'metric', value: 'v' });
  });

  it('adds fields, which replace nothing, and leaves out its metadata', async () => {
    const written = await exported({ additionalFields: { site: 'north', metrics: 'none' }, includeMetadata: false });
    expect(written).toMatchObject({ site: 'north', metrics: { age: {} } });
    expect(written).not.toHaveProperty('metadata');
  });

  it('writes one line, or several', async () => {
    expect(new JsonExporter().export(await snapshot(), {})).not.toContain('\n');
    expect(new JsonExporter().export(await snapshot(), { pretty: true })).toContain('\n  "metrics": {\n');
  });

  it('writes what is no JSON number as text', () => {
    const metrics = [{ name: 'x', help: '', type: 'gauge' as const, samples: [{ name: 'x', labels: {}, value: Infinity }] }];
    expect(new JsonExporter().export({ takenAt: TAKEN, instance: 'i', metrics }, {})).toContain('"value":"Infinity"');
  });
});

describe('the CSV exporter', () => {
  const AT = TAKEN.toISOString();
  const exported = async (options: object = {}) => new CsvExporter().export(await snapshot(), options);

  it('writes a row for each figure, quoted by RFC 4180', async () => {
    expect(await exported()).toBe(
      [
        'timestamp,name,type,value,labels',
        `${AT},steps_total,counter,3,"{""step"":""a,\\""b\\""\\n\\\\c""}"`,
        `${AT},age,gauge,-0.5,{}`,
        `${AT},took_bucket,histogram,1,"{""le"":0.1,""step"":""x""}"`,
        `${AT},took_bucket,histogram,1,"{""le"":1,""step"":""x""}"`,
        `${AT},took_bucket,histogram,2,"{""le"":""+Inf"",""step"":""x""}"`,
        `${AT},took_sum,histogram,5.05,"{""step"":""x""}"`,
        `${AT},took_count,histogram,2,"{""step"":""x""}"`,
        '',
      ].join('\r\n'),
    );
  });

  it('gives each label a column', async () => {
    const rows = (await exported({ columns: ['name', 'labels', 'value'], flattenLabels: true })).split('\r\n');
    expect(rows[0]).toBe('name,label_le,label_step,value');
    expect(rows[1]).toBe('steps_total,,"a,""b""\n\\c",3');
    expect(rows).toContain(`took_bucket,'+Inf,x,2`);
  });

  it('has the columns, separators and headers that it is told', async () => {
    const options = { columns: ['instance', 'name', 'help', 'value'], separator: ';', rowSeparator: '\n', includeHeaders: false };
    expect((await exported(options)).split('\n').at(2)).toBe('host-7;age;Age;-0.5');
  });

  it.each(['=1+1', '+1', '-1', '@cmd', '\tx', '\rx'])('lets no spreadsheet run %j', (formula) => {
    const metrics = [{ name: 'x', help: '', type: 'gauge' as const, samples: [{ name: 'x', labels: { step: formula }, value: 1 }] }];
    const row = new CsvExporter().export(
      { takenAt: TAKEN, instance: 'i', metrics },
      { columns: ['labels'], flattenLabels: true, includeHeaders: false },
    );
    expect(row).toMatch(/^"?'/);
  });
});

describe('options of the exporters', () => {
  it.each<[JsonExporter | CsvExporter | PrometheusExporter, object, string]>([
    [new JsonExporter(), { prety: true }, "option 'prety' of the json exporter is unknown; did you mean 'pretty'?; known are fieldMapping"],
    [new JsonExporter(), { pretty: 'yes' }, "option 'pretty' of the json exporter must be true or false"],
    [new JsonExporter(), { additionalFields: [] }, "option 'additionalFields' of the json exporter must be an object"],
    [new CsvExporter(), { columns: ['name', 'colour'] }, "option 'columns' of the csv exporter has 'colour'; known are timestamp"],
    [new CsvExporter(), { columns: [] }, "option 'columns' of the csv exporter must be a list of texts"],
    [new CsvExporter(), { separator: '' }, "option 'separator' of the csv exporter must be one character"],
    [new CsvExporter(), { separator: '"' }, "option 'separator' of the csv exporter must be one character"],
    [new CsvExporter(), { rowSeparator: ';' }, "option 'rowSeparator' of the csv exporter must be a line end"],
    [new PrometheusExporter(), { prefix: 'x' }, "option 'prefix' of the prometheus exporter is unknown; known are none"],
  ])('%# are refused with what is wrong', (exporter, options, message) => {
    const check = () => exporter.checkOptions({ ...options });
    expect(check).toThrow(ConfigurationError);
    expect(check).toThrow(message);
  });
});
