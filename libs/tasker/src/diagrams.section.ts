import type { DiagramSettings } from './analysis/diagram/diagram.settings.js';
import { ConfigurationError } from './model/errors.js';
import type { Section } from './options.section.js';

/** The checked `diagrams` options. */
export function diagramSettings(section: Section): DiagramSettings {
  const base = section.text('linkBase');
  return { linkBase: base === undefined ? null : checked(base) };
}

/** Everybody who sees a diagram sees it: no credentials, and nothing that would end up behind the path. */
function checked(base: string): string {
  const url = URL.canParse(base) ? new URL(base) : null;
  const isUsable = url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
  if (!isUsable || base.includes('?') || base.includes('#')) {
    const example = "'https://ops.example.com/tasker'";
    throw new ConfigurationError(
      `diagrams.linkBase: must be the address of the API such as ${example}, without credentials, query and fragment`,
    );
  }
  return url.href.replace(/\/+$/, '');
}
