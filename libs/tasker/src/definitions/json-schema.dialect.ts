import { Ajv, type Options } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formatsPlugin from 'ajv-formats';
import { canonicalJson } from '../model/canonical.json.js';

const addFormats = formatsPlugin.default;

const OPTIONS: Options = {
  allErrors: true,
  verbose: true,
  useDefaults: true,
  // A key that content inherits, such as `constructor`, is not content.
  ownProperties: true,
  // 1.13 is a multiple of 0.01, although the division says 112.99999999999999.
  multipleOfPrecision: 9,
  // A definition that is used everywhere and copied into each place would make code of the square of the schema's size.
  inlineRefs: 10,
  strictSchema: true,
  strictTypes: false,
  strictTuples: false,
  logger: false,
};

/** A draft of JSON Schema. */
export interface Dialect {
  /** What `$schema` says for it. */
  readonly uri: string;
  readonly keywords: ReadonlySet<string>;
  readonly formats: ReadonlySet<string>;
  /** What is wrong with a schema by the draft's own schema. */
  readonly meta: Ajv;
  /** An engine for one schema: schemas that share an engine would share their `$id`s. */
  engine(options?: Options): Ajv;
}

const DRAFTS: Readonly<Record<string, typeof Ajv>> = {
  'http://json-schema.org/draft-07/schema': Ajv,
  'https://json-schema.org/draft/2020-12/schema': Ajv2020,
};

/** Drafts that can be used, the default first. */
export const DRAFT_URIS: readonly string[] = Object.keys(DRAFTS);

const made = new Map<string, Dialect>();

/** The draft that `$schema` names; undefined for one that cannot be used. */
export function dialectFor(schemaUri: unknown = DRAFT_URIS[0]): Dialect | undefined {
  const uri = typeof schemaUri === 'string' ? DRAFT_URIS.find((known) => bare(known) === bare(schemaUri)) : undefined;
  if (uri === undefined) return undefined;
  const dialect = made.get(uri) ?? make(uri, DRAFTS[uri]!);
  made.set(uri, dialect);
  return dialect;
}

function make(uri: string, Engine: typeof Ajv): Dialect {
  const engine = (options?: Options) => withUniqueItems(addFormats(new Engine({ ...OPTIONS, ...options, validateSchema: false })));
  const meta = addFormats(new Engine({ ...OPTIONS, useDefaults: false }));
  return { uri, keywords: new Set(Object.keys(meta.RULES.keywords)), formats: new Set(Object.keys(meta.formats)), meta, engine };
}

function bare(uri: string): string {
  return uri.replace(/^https?:/, '').replace(/#$/, '');
}

/** Ajv compares every two entries: 100,000 small objects would take minutes. */
function withUniqueItems(ajv: Ajv): Ajv {
  ajv.removeKeyword('uniqueItems');
  return ajv.addKeyword({
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    error: { message: 'must not hold an entry twice' },
    validate: (unique: boolean, data: unknown[]) => !unique || new Set(data.map(canonicalJson)).size === data.length,
  });
}
