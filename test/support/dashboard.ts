import { readFileSync } from 'node:fs';

/** A query of the dashboard, with the panel that shows it. */
export interface PanelQuery {
  readonly title: string;
  readonly expression: string;
  readonly instant: boolean;
}

interface Panel {
  readonly title: string;
  readonly targets?: readonly { readonly expr: string; readonly instant: boolean }[];
}

/** The dashboard of docs/ as it is. */
export function dashboard(): { readonly panels: readonly Panel[] } & Readonly<Record<string, unknown>> {
  return JSON.parse(readFileSync(new URL('../../docs/grafana-dashboard.json', import.meta.url), 'utf8'));
}

/** Its queries as Grafana sends them, for every namespace. */
export function dashboardQueries({ rateInterval = '1m' } = {}): PanelQuery[] {
  return dashboard().panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr, instant }) => ({
      title,
      instant,
      expression: expr.replaceAll('$__rate_interval', rateInterval).replaceAll('$namespace', '.*'),
    })),
  );
}
