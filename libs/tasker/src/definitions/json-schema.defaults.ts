import type { Ajv } from 'ajv';
import type { JsonSchema } from '../model/json.js';
import { pathTo } from './content.issues.js';
import type { Dialect } from './json-schema.dialect.js';
import { schemaIssues } from './json-schema.issues.js';
import { subschemasOf, type SchemaProblem, type Subschema } from './json-schema.problems.js';

/** Name of the whole schema in the engine that checks its defaults; relative, so that it is the `$id` of none. */
const DECLARED = 'declared';

/** Defaults that are checked at once: Ajv runs out of stack when one schema has some thousands of references. */
const AT_ONCE = 500;

/** What binds a schema to the one it stands in. */
const BONDS: readonly string[] = ['$ref', '$dynamicRef', '$id'];

/**
 * Defaults that break the schema they stand in: content that leaves such a value out would always be refused. Takes a schema that
 * compiles; what is filled into a default is filled in before the default is judged, as in content.
 */
export function defaultProblems(schema: JsonSchema, dialect: Dialect): SchemaProblem[] {
  const parts = Array.from(subschemasOf(schema)).filter((part) => Object.hasOwn(part.schema, 'default'));
  if (parts.length === 0) return [];
  // What is bound is compiled as if it stood alone, where a default would be one that is never applied.
  const engine = dialect.engine({ strictSchema: false });
  engine.addSchema(schema, DECLARED);
  const problems: SchemaProblem[] = [];
  for (let first = 0; first < parts.length; first += AT_ONCE) problems.push(...problemsOf(parts.slice(first, first + AT_ONCE), engine));
  return problems;
}

function problemsOf(parts: readonly Subschema[], engine: Ajv): SchemaProblem[] {
  const issuesOf = checkOfAll(parts, engine);
  // One look at all of them is enough almost always; one by one they tell which is wrong.
  if (issuesOf(Object.fromEntries(parts.map(({ schema }, index) => [index, schema['default']]))).length === 0) return [];
  return parts.flatMap(({ schema, path }, index) =>
    issuesOf({ [index]: schema['default'] }).map((issue) => ({ path: pathTo(path, 'default'), message: sentence(issue, String(index)) })),
  );
}

function sentence({ path, message }: SchemaProblem, index: string): string {
  const inside = path.slice(index.length + 1);
  return `breaks the schema it stands in${inside === '' ? '' : ` at '${inside}'`}: it ${message}`;
}

/** Checks an object that has the default of each part at its number. */
function checkOfAll(parts: readonly Subschema[], engine: Ajv): (values: object) => SchemaProblem[] {
  const validate = engine.compile({ properties: Object.fromEntries(parts.map((part, index) => [index, schemaOf(part)])) });
  return (values) => {
    try {
      return validate(structuredClone(values)) ? [] : schemaIssues(validate.errors ?? []);
    } catch (error) {
      if (error instanceof RangeError) return [{ path: '', message: 'is filled in without end' }];
      throw error;
    }
  };
}

/** References are slow to compile, and seldom needed: most parts mean the same wherever they stand. */
function schemaOf({ schema, keys }: Subschema): JsonSchema {
  const bound = Array.from(subschemasOf(schema)).some((part) => BONDS.some((bond) => Object.hasOwn(part.schema, bond)));
  if (bound) return { $ref: `${DECLARED}#${keys.map(pointerPart).join('')}` };
  return Object.fromEntries(Object.entries(schema).filter(([keyword]) => keyword !== 'default'));
}

function pointerPart(key: string): string {
  return `/${encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'))}`;
}
