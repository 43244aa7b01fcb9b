import type { JsonObject, JsonSchema } from '../../../model/json.js';

const COMPONENT = '#/components/schemas/';

/**
 * Examples of a document. The first one of a named schema stands with the schema, and an operation names none that is the same: a task
 * written out wherever one is answered would be most of the document.
 */
export class SharedExamples {
  private readonly byName = new Map<string, string>();

  /** What a place that has this schema says of its example. */
  at(schema: JsonSchema, example: unknown): JsonObject {
    if (example === undefined) return {};
    const name = nameOf(schema);
    if (name === undefined) return { example };
    const text = JSON.stringify(example);
    const first = this.byName.get(name) ?? text;
    this.byName.set(name, first);
    return first === text ? {} : { example };
  }

  /** Named schemas with their examples. */
  in(schemas: Readonly<Record<string, JsonSchema>>): Readonly<Record<string, JsonSchema>> {
    const withExample = ([name, schema]: [string, JsonSchema]): [string, JsonSchema] => {
      const text = this.byName.get(name);
      return [name, text === undefined ? schema : { ...schema, examples: [JSON.parse(text)] }];
    };
    return Object.fromEntries(Object.entries(schemas).map(withExample));
  }
}

function nameOf({ $ref: place }: JsonSchema): string | undefined {
  return typeof place === 'string' && place.startsWith(COMPONENT) ? place.slice(COMPONENT.length) : undefined;
}
