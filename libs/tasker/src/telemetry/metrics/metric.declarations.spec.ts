import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { dashboard, dashboardQueries } from '../../../../../test/support/dashboard.js';
import { METRIC, type MetricDeclaration } from './metric.declarations.js';

const declared: readonly MetricDeclaration[] = Object.values(METRIC);

/** Names that a query of the exposition format may use. */
const shown = new Map(
  declared.flatMap((one) => {
    const name = `tasker_${one.name}`;
    const names = one.type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name];
    return names.map((word) => [word, one] as const);
  }),
);

/** What Grafana asks of a dashboard, as far as this one goes. */
const target = {
  type: 'object',
  required: ['refId', 'expr', 'datasource', 'legendFormat', 'instant', 'range'],
  properties: { refId: { pattern: '^[A-Z]$' }, expr: { type: 'string', minLength: 1 }, datasource: { $ref: '#/$defs/datasource' } },
};
const SCHEMA = {
  $defs: {
    datasource: {
      type: 'object',
      required: ['type', 'uid'],
      properties: { type: { const: 'prometheus' }, uid: { const: '${datasource}' } },
    },
  },
  type: 'object',
  required: ['uid', 'title', 'schemaVersion', 'panels', 'templating', 'time', 'annotations'],
  properties: {
    id: { type: 'null' },
    schemaVersion: { type: 'integer', minimum: 36 },
    templating: {
      type: 'object',
      required: ['list'],
      properties: { list: { type: 'array', items: { type: 'object', required: ['name', 'type', 'query'] } } },
    },
    panels: {
      type: 'array',
      items: {
        type: 'object',
        required: ['id', 'type', 'title', 'gridPos'],
        properties: {
          id: { type: 'integer', minimum: 1 },
          type: { enum: ['row', 'stat', 'timeseries'] },
          title: { type: 'string', minLength: 1 },
          description: { type: 'string', minLength: 1 },
          targets: { type: 'array', minItems: 1, items: target },
          gridPos: {
            type: 'object',
            required: ['h', 'w', 'x', 'y'],
            properties: { h: { minimum: 1 }, w: { minimum: 1, maximum: 24 }, x: { minimum: 0, maximum: 23 }, y: { minimum: 0 } },
          },
        },
        if: { properties: { type: { const: 'row' } } },
        else: { required: ['targets', 'datasource', 'description', 'fieldConfig', 'options'] },
      },
    },
  },
};

function alertQueries(): string[] {
  const { groups } = parse(readFileSync(new URL('../../../../../docs/alerts.rules.yml', import.meta.url), 'utf8')) as {
    groups: { rules: { expr: string }[] }[];
  };
  return groups.flatMap(({ rules }) => rules.map(({ expr }) => expr));
}

const namesIn = (expression: string) => [...new Set(expression.match(/\btasker_\w+/g))];

describe('the list of metrics', () => {
  it('has each name once, with the ending of its type and unit', () => {
    expect(new Set(declared.map(({ name }) => name)).size).toBe(declared.length);
    for (const { name, type, buckets = [] } of declared) {
      expect(name).toMatch(/^[a-z]+(?:_[a-z]+)*$/);
      expect(name.endsWith('_total'), name).toBe(type === 'counter');
      expect(buckets.length > 0, name).toBe(type === 'histogram');
      expect(
        [...buckets].sort((one, other) => one - other),
        name,
      ).toEqual(buckets);
    }
  });

  it('is all that the dashboard and the alerts ask for', () => {
    const asked = [...dashboardQueries().map(({ expression }) => expression), ...alertQueries()].flatMap(namesIn);
    expect([...new Set(asked)].filter((name) => !shown.has(name))).toEqual([]);
    const onDashboard = new Set(dashboardQueries().flatMap(({ expression }) => namesIn(expression).map((name) => shown.get(name))));
    expect(declared.filter((one) => !onDashboard.has(one)).map(({ name }) => name)).toEqual(['figures_failures_total', 'figures_capped']);
  });

  it('is the one of docs/metrics.md, with type, labels and meaning', () => {
    const text = readFileSync(new URL('../../../../../docs/metrics.md', import.meta.url), 'utf8');
    const rows = [...text.matchAll(/^\| `tasker_(\w+)`\s*\| (\w+)\s*\| ([^|]*?)\s*\| ([^|]*?)\s*\|/gm)];
    const described = rows.map(([, name, type, labels, help]) => ({
      name,
      type,
      labels: [...labels!.matchAll(/`(\w+)`/g)].map(([, one]) => one),
      help,
    }));
    const byName = (one: { name?: string | undefined }, other: { name?: string | undefined }) => (one.name! < other.name! ? -1 : 1);
    expect(described.sort(byName)).toEqual(declared.map(({ name, type, labels, help }) => ({ name, type, labels, help })).sort(byName));
  });

  it('has the labels that the dashboard and the alerts group by', () => {
    for (const expression of [...dashboardQueries().map((query) => query.expression), ...alertQueries()]) {
      const labels = [...expression.matchAll(/by \(([^)]*)\)/g)].flatMap(([, list]) => list!.split(', '));
      const known = namesIn(expression).flatMap((name) => shown.get(name)!.labels);
      expect(
        labels.filter((label) => !['le', ...known].includes(label)),
        expression,
      ).toEqual([]);
    }
  });
});

describe('the dashboard', () => {
  it('has what Grafana asks of one', () => {
    const ajv = new Ajv({ allErrors: true, strict: false });
    expect(ajv.validate(SCHEMA, dashboard()) ? [] : ajv.errors).toEqual([]);
  });

  it('has panels with ids of their own that do not overlap, and targets with letters of their own', () => {
    const panels = dashboard().panels as unknown as {
      id: number;
      gridPos: Record<'x' | 'y' | 'w' | 'h', number>;
      targets?: { refId: string }[];
    }[];
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const taken = new Set<string>();
    for (const { id, gridPos, targets = [] } of panels) {
      expect(gridPos.x + gridPos.w, `panel ${id}`).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
          expect(taken.has(`${x}/${y}`), `panel ${id} covers another one`).toBe(false);
          taken.add(`${x}/${y}`);
        }
      }
      expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
    }
  });
});
