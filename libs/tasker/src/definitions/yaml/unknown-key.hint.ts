import { nearNames, suggestion } from '../../model/near-names.js';
import { taskFileSchema, type SchemaNode } from './task-file.schema.js';

/** Shorter beginnings fit too many keys. */
const SHORTEST_BEGINNING = 4;

/** What the author of an unknown key may have meant: a key of this map, a longer one, or a key that belongs somewhere else. */
export function unknownKeyHint(key: string, schema: SchemaNode): string {
  const known = Object.keys(schema.properties ?? {});
  const word = key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replaceAll('-', '_');
  if (nearNames(word, known).length > 0) return suggestion(word, known);
  if (known.includes(`default_${word}`)) return `; did you mean 'default_${word}'?`;
  const homes = homesOf(word);
  if (homes.length > 0) return `; it is a key of ${homes.join(' and of ')}`;
  const longer = word.length < SHORTEST_BEGINNING ? [] : known.filter((name) => name.startsWith(word));
  return longer.length === 0 ? '' : `; did you mean ${longer.map((name) => `'${name}'`).join(' or ')}?`;
}

function homesOf(key: string): string[] {
  const { properties = {}, definitions = {} } = taskFileSchema();
  const homes: readonly (readonly [string, SchemaNode | undefined])[] = [
    ['the task', { properties }],
    ['configuration', properties['configuration']],
    ['a step', definitions['step']],
    ['backoff', definitions['backoff']],
    ['handler_config', definitions['apiConfig']],
  ];
  return homes.filter(([, home]) => home?.properties !== undefined && Object.hasOwn(home.properties, key)).map(([name]) => name);
}
