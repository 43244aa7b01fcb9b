import { placeholdersIn } from '../config.variables.js';
import type { FileProblem } from './file.problem.js';
import { STEP_KEYS, TASK_KEYS } from './key.spellings.js';
import { childOf, itemsOf, type YamlNode } from './yaml.node.js';
import { shortText } from './yaml.place.js';

/**
 * Placeholders of a file, its environments included, that nobody would fill in: outside of `handler_config`, and in the `type` of one.
 * Texts for people, under any key `description`, may hold what looks like one; unknown keys are left to the schema.
 */
export function placeholderProblems(file: YamlNode): FileProblem[] {
  const environments = childOf(file, 'environments');
  return [file, ...(environments?.kind === 'map' ? environments.entries.values() : [])].flatMap(taskProblems);
}

function taskProblems(task: YamlNode): FileProblem[] {
  const lists = ['step_templates', 'steps'];
  const steps = lists.flatMap((key) => itemsOf(childOf(task, key)));
  return [
    ...levelProblems(
      task,
      Object.keys(TASK_KEYS).filter((key) => !lists.includes(key)),
    ),
    ...steps.flatMap((step) => levelProblems(step, Object.keys(STEP_KEYS))),
  ];
}

/** Problems in the keys of a task or of a step. */
function levelProblems(level: YamlNode, keys: readonly string[]): FileProblem[] {
  return keys.flatMap((key) => {
    const node = childOf(level, key);
    if (node === undefined) return [];
    return key === 'handler_config' ? typeProblems(childOf(node, 'type')) : strayPlaceholders(node, { key, home: 'handler_config' });
  });
}

/** What decides how the other settings are checked must be known when they are. */
function typeProblems(type: YamlNode | undefined): FileProblem[] {
  const shown = placeholderOf(type);
  if (type === undefined || shown === undefined) return [];
  return [{ line: type.line, text: `${type.place} must be written out, not ${shown}: it decides how the other settings are checked` }];
}

/** Placeholders in a value that nobody fills in; `home`: where they are read. Texts under a key `description` are left. */
export function strayPlaceholders(node: YamlNode, { key = '', home }: { key?: string; home: string }): FileProblem[] {
  switch (node.kind) {
    case 'map':
      return Array.from(node.entries).flatMap(([inner, value]) => strayPlaceholders(value, { key: inner, home }));
    case 'list':
      return node.items.flatMap((item) => strayPlaceholders(item, { home }));
    case 'scalar': {
      const shown = key === 'description' ? undefined : placeholderOf(node);
      if (shown === undefined) return [];
      return [{ line: node.line, text: `${node.place} holds ${shown}, but placeholders are read in ${home} only; write the value` }];
    }
  }
}

/** The first placeholder of a text. */
function placeholderOf(node: YamlNode | undefined): string | undefined {
  if (node?.kind !== 'scalar' || typeof node.value !== 'string') return undefined;
  const [name] = placeholdersIn({ text: node.value });
  return name === undefined ? undefined : `\${${shortText(name)}}`;
}
