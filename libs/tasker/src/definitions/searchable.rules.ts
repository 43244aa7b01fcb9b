import type { ParameterFilter } from '../events/parameter.filter.js';
import { ConfigurationError } from '../model/errors.js';
import type { TaskDefinition } from './task-definition.js';

/**
 * What is hidden in logs and events must not stand as it is in a table that lists are filtered by, nor in the address of a request.
 *
 * @throws ConfigurationError naming each path under which `telemetry.filterParameters` hides what it finds
 */
export function refuseHiddenPaths({ declaredBy, searchable = [] }: TaskDefinition, filter: ParameterFilter): void {
  const hidden = searchable.filter((path) => isHidden(path, filter));
  if (hidden.length === 0) return;
  const paths = hidden.map((path) => `'${path}'`).join(', ');
  throw new ConfigurationError(
    `${declaredBy}: 'searchable': telemetry.filterParameters hides what stands under ${paths}, so tasks cannot be looked for by it; take it out of one of the two lists.`,
  );
}

/** Also as a path that leads through lists, whose places the patterns of the filter do not name. */
function isHidden(path: string, filter: ParameterFilter): boolean {
  const names = path.split('.');
  return [names, names.filter((name) => !/^\d+$/.test(name))].some((way) => {
    const content = way.reduceRight<unknown>((inner, name) => ({ [name]: inner }), 0);
    return filter.content(content) !== content;
  });
}
