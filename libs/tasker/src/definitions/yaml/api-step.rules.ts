import type { FileProblem } from './file.problem.js';
import { formProblems } from './form.problems.js';
import { apiConfigErrors } from './task-file.schema.js';
import { childOf, itemsOf, jsonOf, withEntries, type YamlMap, type YamlNode, type YamlScalar } from './yaml.node.js';
import { shownText } from './yaml.place.js';

/**
 * Everything wrong with the API settings of a task's steps, those of the task included. Takes trees with the keys of a definition.
 * With `checked`, a task whose problems are known: only what differs from it is looked at.
 */
export function apiProblems(task: YamlMap, checked?: YamlMap): FileProblem[] {
  const same = new Set(childOf(task, 'handlerConfig') === childOf(checked, 'handlerConfig') ? itemsOf(childOf(checked, 'steps')) : []);
  return itemsOf(childOf(task, 'steps')).flatMap((step) => (step.kind === 'map' && !same.has(step) ? stepProblems(task, step) : []));
}

function stepProblems(task: YamlMap, step: YamlMap): FileProblem[] {
  const config = apiConfigOf(task, step);
  if (config === undefined) return [];
  const own = childOf(step, 'handlerConfig');
  const formal = apiConfigErrors(jsonOf(config)).flatMap((error) => {
    const key = String(error.path[0] ?? (error.error.params as { additionalProperty?: string }).additionalProperty);
    const inherited = childOf(own, key) === undefined && config.entries.has(key);
    const end = inherited ? '; API steps take it over' : '';
    return formProblems([error], config).map((problem) => ({ ...problem, text: `${problem.text}${end}` }));
  });
  return formal.length > 0 ? formal : [...urlProblems(config), ...retryProblems(step)];
}

/** The settings of an API step with those of its task below them, key by key; undefined for every other step. */
function apiConfigOf(task: YamlMap, step: YamlMap): YamlMap | undefined {
  const own = childOf(step, 'handlerConfig');
  const below = childOf(task, 'handlerConfig');
  const config =
    own?.kind === 'map' && below?.kind === 'map' ? withEntries({ ...own, entries: below.entries }, own.entries) : (own ?? below);
  const type = childOf(config, 'type');
  return config?.kind === 'map' && type?.kind === 'scalar' && type.value === 'api' ? config : undefined;
}

/** The schema knows what an address looks like; whether it is one is left to whoever parses it. */
function urlProblems(config: YamlMap): FileProblem[] {
  const url = childOf(config, 'url');
  if (url?.kind !== 'scalar' || typeof url.value !== 'string' || url.value.includes('${') || URL.canParse(url.value)) return [];
  return [{ line: url.line, text: `${url.place} must be an absolute http or https URL, not ${shownText(url.value)}` }];
}

/** Attempts in total stand in the step's retry limit, attempts after the first one in its settings: both given must agree. */
function retryProblems(step: YamlMap): FileProblem[] {
  const retries = childOf(childOf(step, 'handlerConfig'), 'retries');
  const limit = childOf(step, 'retryLimit');
  const total = attemptsOf(retries);
  if (retries === undefined || limit?.kind !== 'scalar' || total === undefined || limit.value === total) return [];
  const said = `${retries.place} means ${total} attempts in total, but ${limit.place} on line ${limit.line} says ${limit.value}`;
  return [{ line: retries.line, text: `${said}; keep one of them` }];
}

/**
 * How many attempts the settings of an API step allow, as a value that stands where the settings stand.
 * The retries of the task hold for the steps that say nothing.
 */
export function retryLimitOfApi(task: YamlMap, step: YamlMap): YamlScalar | undefined {
  const retries = childOf(apiConfigOf(task, step), 'retries');
  const value = attemptsOf(retries);
  return retries === undefined || value === undefined ? undefined : { kind: 'scalar', line: retries.line, place: retries.place, value };
}

function attemptsOf(retries: YamlNode | undefined): number | undefined {
  return retries?.kind === 'scalar' && typeof retries.value === 'number' ? retries.value + 1 : undefined;
}
