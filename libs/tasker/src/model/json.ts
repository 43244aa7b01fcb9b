/** A JSON object, as declarations carry it. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** A JSON Schema (draft-07 or 2020-12) as an object. */
export type JsonSchema = JsonObject;
