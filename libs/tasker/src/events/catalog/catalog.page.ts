import { snakeCase, type EventField, type EventFields } from './event.fields.js';
import { ENGINE_EVENT_NAMES, ENGINE_EVENTS, engineEvent } from './engine.events.js';
import type { EventInfo } from './event.info.js';
import { STEP } from './step.fields.js';
import { TASK } from './task.fields.js';

/** Fields that many events share: the page shows them once. */
const BASES: readonly { readonly title: string; readonly fields: EventFields }[] = [
  { title: 'base of a task', fields: TASK },
  { title: 'base of a step', fields: STEP },
];

const INTRODUCTION = `# Events

What the engine tells, and what each event contains. This page is made from the catalogue (\`npm run docs:events\`); an application gets the
same with its own events from \`eventBus.catalog()\`: \`byName\`, \`byCategory\`, \`byNamespace\`, \`search\`, \`markdown\`.

- An event is published after the commit of what it tells, by the process that has committed it, once under each of its names.
- Names of fields are those of TypeScript; in JSON they are snake_case (\`eventJson\`), moments are ISO 8601. What is not known is null.
- Durations are seconds with three decimals. Values under sensitive keys are masked, also where messages repeat them.
- Durable: \`@OnTaskerEvent(name, { durable: true })\` can have it. An attempt is told durably when it ends: its beginning too.
- Statistics of a task describe the moment in which they are read: of a durable event, its delivery.
- A process that gets no answer to a call does not know what was committed: what that call did is told durably only.`;

/** The catalogue as a page in Markdown. */
export function catalogPage(events: readonly EventInfo[]): string {
  const fired = events.filter(({ replacedBy }) => replacedBy === null);
  const categories = [...new Set(fired.map(({ category }) => category))];
  const sections = [
    INTRODUCTION,
    ...BASES.map(({ title, fields }) => `## ${capital(title)}\n\n${tableOf(fields)}`),
    ...categories.map((category) =>
      sectionOf(
        category,
        fired.filter((event) => event.category === category),
      ),
    ),
    replacedSection(events.filter(({ replacedBy }) => replacedBy !== null)),
  ];
  return `${sections.join('\n\n')}\n`;
}

function sectionOf(category: string, events: readonly EventInfo[]): string {
  return [`## ${capital(category)}`, ...events.map(entryOf)].join('\n\n');
}

function entryOf({ name, description, aliases, firedBy, durable }: EventInfo): string {
  const also = aliases.length === 0 ? '' : ` Also subscribed to as ${aliases.map(code).join(', ')}.`;
  const facts = `Fired by: ${firedBy.join(', ')}. ${durable ? 'Durable' : 'Not durable'}.${also}`;
  const fields = engineEvent(name)?.fields;
  const same = fields === undefined ? undefined : sameAs(name, fields);
  const shown =
    fields === undefined
      ? []
      : same === undefined
        ? fieldsOf(fields)
        : [`The fields of ${same}, \`eventType\` ${typeOf(fields.eventType!.schema)}.`];
  return [`### ${name}`, `${description} ${facts}`, ...shown].join('\n\n');
}

/** An earlier event with the same fields, whose table need not be shown twice. */
function sameAs(name: string, fields: EventFields): string | undefined {
  const meaning = meaningOf(fields);
  const earlier = ENGINE_EVENT_NAMES.slice(
    0,
    ENGINE_EVENT_NAMES.findIndex((one) => one === name),
  );
  return fields.eventType === undefined ? undefined : earlier.find((one) => meaningOf(ENGINE_EVENTS[one].fields) === meaning);
}

function meaningOf({ eventType: _, ...fields }: EventFields): string {
  return JSON.stringify(fields);
}

function fieldsOf(fields: EventFields): string[] {
  const base = BASES.find((one) => Object.keys(one.fields).every((name) => name in fields));
  if (base === undefined) return [tableOf(fields)];
  const { eventType, ...others } = fields;
  const rest = Object.fromEntries(Object.entries(others).filter(([name]) => !(name in base.fields)));
  const intro = `The [${base.title}](#${base.title.replaceAll(' ', '-')}) with \`eventType\` ${typeOf(eventType!.schema)}`;
  return Object.keys(rest).length === 0 ? [`${intro}.`] : [`${intro}, and:`, tableOf(rest)];
}

function tableOf(fields: EventFields): string {
  const rows = Object.entries(fields).flatMap(([name, field]) => rowsOf({ name, json: snakeCase(name), field }));
  return ['| field | in JSON | type | what it says |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

/** A field, then what it consists of. */
function rowsOf({ name, json, field }: { name: string; json: string; field: EventField }): string[] {
  const { description, schema, fields, items } = field;
  const inner = Object.entries(fields ?? items?.fields ?? {}).flatMap(([key, part]) => {
    return rowsOf({ name: `${name}.${key}`, json: `${json}.${snakeCase(key)}`, field: part });
  });
  return [`| \`${name}\` | \`${json}\` | ${typeOf(schema)} | ${description} |`, ...inner];
}

/** A JSON Schema in words. */
function typeOf(schema: Readonly<Record<string, unknown>>): string {
  const {
    type,
    enum: words,
    const: only,
    format,
    items,
  } = schema as {
    type?: string | string[];
    enum?: (string | null)[];
    const?: string;
    format?: string;
    items?: Record<string, unknown>;
  };
  if (only !== undefined) return code(only);
  if (words !== undefined) return words.map((word) => (word === null ? 'null' : code(word))).join(' or ');
  if (type === undefined) return 'any JSON';
  const nullable = Array.isArray(type);
  const bare = nullable ? type[0]! : type;
  const shown = bare === 'array' ? `list of ${typeOf(items ?? {})}` : (format ?? bare);
  return nullable ? `${shown} or null` : shown;
}

function replacedSection(events: readonly EventInfo[]): string {
  const rows = events.map(({ name, description, replacedBy }) => {
    return `| \`${name}\` | ${replacedBy!.map(code).join(', ')} | ${description.replace('Nothing fires it. ', '')} |`;
  });
  const intro =
    'Names of the specification that mean nothing in this engine. To subscribe to one is an error at start that says what follows.';
  return ['## Names that nothing fires', intro, ['| name | instead | why |', '| --- | --- | --- |', ...rows].join('\n')].join('\n\n');
}

function code(text: string): string {
  return `\`${text}\``;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
