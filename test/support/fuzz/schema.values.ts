import fc from 'fast-check';
import { hostileJson, hostileText } from './hostile.values.js';

type Schema = Readonly<Record<string, any>>;

/** How values are made. */
interface Manner {
  /** Texts that mean something in the application, by the name of the field. */
  readonly words: Readonly<Record<string, readonly string[]>>;
  /** Whether some are wrong: deep inside, or as a whole. */
  readonly hostile: boolean;
}

/** Schemas within schemas beyond this are any JSON: some contain themselves. */
const DEEPEST = 8;

/** Values of the schemas of an OpenAPI document. */
export class SchemaValues {
  constructor(
    private readonly document: Readonly<Record<string, any>>,
    private readonly manner: Manner,
  ) {}

  /** Values for a field of this name. */
  of(schema: Schema, field = '', depth = 0): fc.Arbitrary<unknown> {
    const fitting = depth > DEEPEST ? fc.jsonValue({ maxDepth: 1 }) : this.fitting(schema, field, depth);
    return this.manner.hostile ? fc.oneof({ weight: 12, arbitrary: fitting }, { weight: 1, arbitrary: hostileJson() }) : fitting;
  }

  private fitting(schema: Schema, field: string, depth: number): fc.Arbitrary<unknown> {
    if (typeof schema.$ref === 'string') return this.fitting(this.resolved(schema.$ref), field, depth);
    const choices = schema.anyOf ?? schema.oneOf;
    if (choices !== undefined) return fc.oneof(...(choices as Schema[]).map((choice) => this.fitting(choice, field, depth)));
    if (schema.enum !== undefined) return fc.constantFrom(...(schema.enum as unknown[]));
    if (schema.const !== undefined) return fc.constant(schema.const);
    const types = [schema.type ?? 'any'].flat() as string[];
    return fc.oneof(...types.map((type) => this.ofType(type, { schema, field, depth })));
  }

  private ofType(type: string, { schema, field, depth }: { schema: Schema; field: string; depth: number }): fc.Arbitrary<unknown> {
    switch (type) {
      case 'string':
        return this.text(schema, field);
      case 'integer':
        return fc.integer(boundsOf(schema));
      case 'number':
        return fc.double({ ...boundsOf(schema), noNaN: true });
      case 'boolean':
      case 'null':
        return fc.constantFrom(...(type === 'null' ? [null] : [true, false]));
      case 'array':
        return fc.array(this.of(schema.items ?? {}, field, depth + 1), { minLength: Math.min(schema.minItems ?? 0, 3), maxLength: 3 });
      case 'object':
        return this.object(schema, field, depth);
      default:
        return fc.jsonValue({ maxDepth: 3 });
    }
  }

  private text({ format, examples, example }: Schema, field: string): fc.Arbitrary<string> {
    const { words, hostile } = this.manner;
    const known = [...(words[field] ?? []), ...(examples ?? []), ...(example === undefined ? [] : [example])] as string[];
    if (format === 'uuid') known.push(...(words.task_id ?? []));
    if (format === 'date-time') known.push('2026-03-01T10:00:00.000Z', '2030-01-01T00:00:00+05:30');
    const plain = fc.stringMatching(/^[a-z][a-z0-9_]{0,11}$/);
    const free = hostile ? fc.oneof(plain, fc.string({ maxLength: 12 }), hostileText()) : plain;
    if (known.length === 0) return free;
    return fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...known) }, { weight: 1, arbitrary: free });
  }

  private object({ properties = {}, required = [], additionalProperties }: Schema, field: string, depth: number): fc.Arbitrary<unknown> {
    const fields = Object.entries<Schema>(properties).map(
      ([name, schema]) => [name, this.field(name, schema, { required, depth })] as const,
    );
    const known = fc.record(Object.fromEntries(fields), { noNullPrototype: true });
    if (additionalProperties === false && !this.manner.hostile) return known;
    const keys = this.manner.hostile ? fc.oneof(fc.string({ maxLength: 8 }), hostileText()) : fc.stringMatching(/^[a-z]{1,8}$/);
    const values =
      typeof additionalProperties === 'object' ? this.of(additionalProperties as Schema, field, depth + 1) : fc.jsonValue({ maxDepth: 2 });
    const more = fc.oneof(
      { weight: additionalProperties === false ? 30 : 1, arbitrary: fc.constant({}) },
      { weight: 1, arbitrary: fc.dictionary(keys, values, { maxKeys: 2, noNullPrototype: true }) },
    );
    return fc.tuple(known, more).map(([fixed, further]) => ({ ...further, ...fixed }));
  }

  /** Undefined where the field is left out; what means something to the application seldom is. */
  private field(name: string, schema: Schema, { required, depth }: { required: readonly string[]; depth: number }): fc.Arbitrary<unknown> {
    const isWanted = required.includes(name) || this.manner.words.always?.includes(name) === true;
    const given = this.of(schema, name, depth + 1);
    return fc.oneof({ weight: isWanted ? 1 : 100, arbitrary: fc.constant(undefined) }, { weight: 25, arbitrary: given });
  }

  private resolved(ref: string): Schema {
    return (
      ref
        .slice(2)
        .split('/')
        .reduce<any>((inner, key) => inner?.[key], this.document) ?? {}
    );
  }
}

function boundsOf({ minimum = -5, maximum = 200 }: Schema): { min: number; max: number } {
  return { min: minimum, max: Math.max(minimum, maximum) };
}
