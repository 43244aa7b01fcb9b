import { ParameterFilter } from '../../libs/tasker/src/events/parameter.filter.js';
import { Section } from '../../libs/tasker/src/options.section.js';
import { filterSettings } from '../../libs/tasker/src/telemetry.section.js';

/** The filter of an application that says nothing about it, or these `telemetry` options. */
export function parameterFilter(
  options: { readonly filterParameters?: readonly (string | RegExp)[]; readonly filterMask?: string } = {},
): ParameterFilter {
  return new ParameterFilter(filterSettings(new Section('telemetry', options)));
}
