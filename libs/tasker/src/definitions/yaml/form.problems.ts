import type { ErrorObject } from 'ajv';
import type { FileProblem } from './file.problem.js';
import { unknownKeyHint } from './unknown-key.hint.js';
import type { FormError, SchemaNode } from './task-file.schema.js';
import { nearestNode, type YamlNode } from './yaml.node.js';
import { placeBelow, shortText, shownText } from './yaml.place.js';

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'a string',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
};

/** What the differences between a tree and the schema mean to the author of the file. */
export function formProblems(errors: readonly FormError[], root: YamlNode): FileProblem[] {
  return errors.flatMap(({ error, path }) => formProblem(error, nearestNode(root, path)) ?? []);
}

function formProblem(error: ErrorObject, node: YamlNode): FileProblem | undefined {
  const params = error.params as Readonly<Record<string, string>>;
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownKey(error, node, params['additionalProperty']!);
    case 'required':
      // Of the two names of a key, neither is required alone; the sentence about both comes with anyOf.
      return error.schemaPath.includes('/anyOf/') ? undefined : missing(node, params['missingProperty']!);
    case 'anyOf':
      return missing(node, (error.schema as { required: string[] }[]).map(({ required }) => required[0]).join(' or '));
    case 'not':
      // Of what is no map, the error about its type says enough.
      return node.kind !== 'map' ? undefined : twoNames(node, (error.schema as { required: [string, string] }).required);
    case 'propertyNames':
    case 'if':
      return undefined; // each comes beside the error that says why
    case 'maxProperties':
      return { line: node.line, text: `${node.place} must have ${error.schema as number} keys or less` };
    default:
      return badValue(error, node);
  }
}

function unknownKey(error: ErrorObject, node: YamlNode, key: string): FileProblem {
  const { line, place } = nearestNode(node, [key]);
  return { line, text: `${place} is not a known key`, hint: () => unknownKeyHint(key, error.parentSchema as SchemaNode) };
}

function missing(node: YamlNode, key: string): FileProblem {
  return { line: node.line, text: `${node.place === '' ? key : `${node.place}.${key}`} is missing` };
}

function twoNames(node: YamlNode, [one, other]: [string, string]): FileProblem {
  const line = Math.max(...[one, other].map((key) => nearestNode(node, [key]).line));
  return { line, text: `${node.place === '' ? 'the task' : node.place} has both ${one} and ${other}, two names of one key; keep one` };
}

function badValue(error: ErrorObject, node: YamlNode): FileProblem {
  const { propertyName } = error;
  if (propertyName !== undefined) {
    return { line: nearestNode(node, [propertyName]).line, text: `${placeBelow(node.place, propertyName)} ${demand(error)}` };
  }
  return { line: node.line, text: `${node.place === '' ? 'the file' : node.place} ${demand(error)}${found(error, node)}` };
}

/** What the value must be; `$comment` says it where a pattern would be read by nobody. */
function demand({ keyword, schema, parentSchema, message }: ErrorObject): string {
  switch (keyword) {
    case 'type':
      return `must be ${([schema].flat() as string[]).map((type) => TYPE_NAMES[type] ?? type).join(' or ')}`;
    case 'enum':
      return `must be ${listed(schema as string[])}`;
    case 'minimum':
      return `must be ${schema as number} or more`;
    case 'maximum':
      return `must be ${schema as number} or less`;
    default:
      return (parentSchema as SchemaNode).$comment ?? message ?? 'is not allowed';
  }
}

/** What stands there instead, and what to do when quotes would help. */
function found({ keyword, schema }: ErrorObject, node: YamlNode): string {
  if (node.kind !== 'scalar') return `, not a ${node.kind}`;
  const { value, source } = node;
  if (value === null) return ', but has no value; give one or take the key out';
  if (typeof value === 'string') return `, not ${shownText(value)}`;
  const written = shortText(source ?? String(value));
  if (keyword !== 'type') return `, not ${written}`;
  const quotes = [schema].flat().includes('string') ? `; write it in quotes: '${written}'` : '';
  return `, not ${typeof value === 'number' ? 'the number ' : ''}${written}${quotes}`;
}

function listed(values: readonly string[]): string {
  const quoted = values.map((value) => `'${value}'`);
  return quoted.length === 1 ? quoted.join() : `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
}
