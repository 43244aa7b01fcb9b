import { relative } from 'node:path';
import { suggestion } from '../../model/near-names.js';
import type { DeclarationPath, TaskDeclaration } from '../task-declaration.js';
import { apiProblems } from './api-step.rules.js';
import { environmentsOf, mergedTask, stepNames, strangeSteps } from './environment.overrides.js';
import { fileRefusal, type FileProblem } from './file.problem.js';
import { formProblems } from './form.problems.js';
import { taskWithOptionKeys } from './key.spellings.js';
import { placeholderProblems } from './placeholder.rules.js';
import { arrangedTask, contentOf } from './task-file.conversion.js';
import { fileErrors } from './task-file.schema.js';
import { readYamlText } from './task-file.text.js';
import { readYaml } from './yaml.document.js';
import { jsonOf, nearestNode, type YamlMap, type YamlNode } from './yaml.node.js';
import { shownText } from './yaml.place.js';

/** What decides how a file is read. */
export interface YamlSettings {
  /** Name of the environment whose changes apply. */
  readonly environment: string;
  /** Names that an environment may have without a warning, besides the current one. */
  readonly environments: readonly string[];
  /** How a path is shown in messages. Default: relative to the working directory. */
  readonly shown?: (path: string) => string;
}

/** A definition that was read from a file. */
export interface TaskFile {
  readonly declaration: TaskDeclaration;
  /** Class name of the provider whose methods are steps and hooks. Absent: the file names none. */
  readonly taskHandlerClass?: string;
  /** Prefix of the names of handlers. */
  readonly moduleNamespace?: string;
  /** What is allowed but is hardly meant. */
  readonly warnings: readonly string[];
}

/**
 * Reads a definition from a YAML file, with the changes of the current environment applied. Only the form is checked, of every environment;
 * the meaning (names, versions, the graph, handlers) is checked like that of a definition in code.
 *
 * @throws ConfigurationError with one line for each problem: file, line, place and what to do
 * @example readTaskFile('config/tasker/tasks/order.yaml', { environment: 'production', environments: ['test'] }).declaration.options.name
 */
export function readTaskFile(path: string, settings: YamlSettings): TaskFile {
  const file = (settings.shown ?? shownPath)(path);
  const outcome = readYaml(readYamlText(path, file));
  if (outcome.kind === 'refused') throw fileRefusal(file, outcome.problems);

  const { root } = outcome;
  const problems = [...formProblems(fileErrors(jsonOf(root)), root), ...placeholderProblems(root)];
  if (root.kind !== 'map') throw fileRefusal(file, problems);
  const base = taskWithOptionKeys(root);
  const environments = Array.from(environmentsOf(root), ([name, task]) => ({ name, changes: taskWithOptionKeys(task) }));
  const steps = stepNames(base);
  problems.push(...environments.flatMap(({ changes }) => strangeSteps(changes, steps)));
  if (problems.length > 0) throw fileRefusal(file, problems);

  const merged = new Map(environments.map(({ name, changes }) => [name, mergedTask(base, changes)]));
  const apiSteps = apiProblems(base);
  for (const [name, task] of merged) apiSteps.push(...problemsOf(name, apiProblems(task, base), apiSteps));
  if (apiSteps.length > 0) throw fileRefusal(file, apiSteps);

  const task = arrangedTask(merged.get(settings.environment) ?? base);
  const { options, ...named } = contentOf(task);
  const at = (place: DeclarationPath) => located(file, nearestNode(task, place));
  return { declaration: { options, declaredBy: file, source: path, at }, ...named, warnings: unknownEnvironments(root, file, settings) };
}

/** The problems that are new in an environment; one that shows in a line of the task says which environment it is. */
function problemsOf(environment: string, problems: readonly FileProblem[], known: readonly FileProblem[]): FileProblem[] {
  const texts = new Set(known.map(({ text }) => text));
  const inside = (text: string) => (text.startsWith('environments') ? text : `${text} in the environment ${shownText(environment)}`);
  return problems.filter(({ text }) => !texts.has(text)).map((problem) => ({ ...problem, text: inside(problem.text) }));
}

function located(file: string, { line, place }: YamlNode): string {
  return `${file}:${line}${place === '' ? '' : `: ${place}`}`;
}

function unknownEnvironments(root: YamlMap, file: string, { environment, environments }: YamlSettings): string[] {
  const known = [...new Set([environment, ...environments])];
  const unknown = Array.from(environmentsOf(root)).filter(([name]) => !known.includes(name));
  return unknown.map(([name, node]) => {
    return `${located(file, node)} is never used: ${shownText(name)} is no known environment${suggestion(name, known)}`;
  });
}

/** Relative where that is shorter to read: a file outside the working directory keeps its path. */
export function shownPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short === '' || short.startsWith('..') ? path : short;
}
