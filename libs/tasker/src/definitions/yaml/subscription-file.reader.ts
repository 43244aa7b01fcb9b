import type { JsonObject } from '../../model/json.js';
import { malformedPlaceholders, missingVariables, type Variables } from '../config.variables.js';
import type { DeclarationPath } from '../task-declaration.js';
import { fileRefusal, type FileProblem } from './file.problem.js';
import { formProblems } from './form.problems.js';
import { strayPlaceholders } from './placeholder.rules.js';
import { subscriptionFileErrors } from './subscription-file.schema.js';
import { readYamlText } from './task-file.text.js';
import { readYaml } from './yaml.document.js';
import { childOf, jsonOf, nearestNode, type YamlNode } from './yaml.node.js';

const KIND = { one: 'all subscriptions under one key', beginning: "a file of subscriptions begins with 'subscriptions:'" };

/** A plain value of a file. */
export type PlainValue = string | number | boolean | null;

/** A subscription of a file. */
export interface FileSubscription {
  readonly name: string;
  /** Name of the provider's class. */
  readonly className: string;
  /** False: the class is not subscribed, whatever it says itself. */
  readonly enabled: boolean;
  /** Absent: those of the class. */
  readonly events?: readonly string[];
  /** By the snake_case name of a field: what it must be, or one of what. */
  readonly filter: Readonly<Record<string, PlainValue | readonly PlainValue[]>>;
  /** With its placeholders. Absent: none. */
  readonly config?: JsonObject;
  /** `file:line: subscriptions.mail.events[1]`, or the nearest place above that exists. */
  readonly at: (path: DeclarationPath) => string;
}

/**
 * Reads the subscriptions of a YAML file. The form is checked, and that variables of what is enabled are set; classes and events are left
 * to whoever subscribes.
 *
 * @throws ConfigurationError with one line for each problem: file, line, place and what to do
 */
export function readSubscriptionFile(path: string, { shown, variables }: { shown: string; variables: Variables }): FileSubscription[] {
  const outcome = readYaml(readYamlText(path, shown), KIND);
  if (outcome.kind === 'refused') throw fileRefusal(shown, outcome.problems);
  const { root } = outcome;
  const problems = formProblems(subscriptionFileErrors(jsonOf(root)), root);
  const declared = childOf(root, 'subscriptions');
  const nodes = declared?.kind === 'map' ? [...declared.entries] : [];
  problems.push(...nodes.flatMap(([, node]) => placeholderProblems(node, variables)));
  if (problems.length > 0) throw fileRefusal(shown, problems);
  return nodes.map(([name, node]) => subscriptionOf(name, node, shown));
}

function subscriptionOf(name: string, node: YamlNode, file: string): FileSubscription {
  const { class: className, enabled = true, events, filter = {}, config } = jsonOf(node) as Written;
  const at = (path: DeclarationPath) => {
    const { line, place } = nearestNode(node, path);
    return `${file}:${line}: ${place}`;
  };
  return { name, className, enabled, filter, at, ...(events && { events }), ...(config && { config }) };
}

/** What the form allows. */
interface Written extends Partial<Pick<FileSubscription, 'enabled' | 'events' | 'filter' | 'config'>> {
  readonly class: string;
}

function placeholderProblems(node: YamlNode, variables: Variables): FileProblem[] {
  const stray = ['class', 'events', 'filter'].flatMap((key) => {
    const value = childOf(node, key);
    return value === undefined ? [] : strayPlaceholders(value, { key, home: 'config' });
  });
  const config = childOf(node, 'config');
  if (config?.kind !== 'map') return stray;
  const enabled = childOf(node, 'enabled');
  const disabled = enabled?.kind === 'scalar' && enabled.value === false;
  const written = jsonOf(config) as JsonObject;
  const problem = (path: DeclarationPath, text: string): FileProblem => {
    const { line, place } = nearestNode(config, path);
    return { line, text: `${place} ${text}` };
  };
  return [
    ...stray,
    ...malformedPlaceholders(written).map(({ path, message }) => problem(path, message)),
    ...(disabled ? [] : missingVariables(written, variables)).map(({ name, path }) => {
      return problem(path, `needs the environment variable ${name}, which is not set`);
    }),
  ];
}
