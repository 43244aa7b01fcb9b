import type { GraphQLWsSubscriptionsConfig } from '@nestjs/graphql';
import {
  GraphQLError,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql';
import type { WebSocketServer } from 'ws';

/** Words and signs of an operation. Contexts and results belong into variables; what is nested without end would use up the stack. */
export const MOST_TOKENS = 10_000;
/** Of a message over a socket: it is read before anybody has said who they are. */
const MOST_MESSAGE_BYTES = 262_144;
/** For how long a socket may have no operation under way. */
const MOST_IDLE_MS = 60_000;
const NORMAL_CLOSURE = 1000;

/** What is read of a connection of graphql-ws. */
export interface Connection {
  readonly subscriptions: object;
  readonly extra: object;
}

/**
 * Options of graphql-ws. Nest hands all of them on; its type names a few. What Apollo refuses over HTTP, a socket would answer: it has its own
 * rules, and as many words. The refusal is an answer: what is thrown here would close the socket.
 */
export function socketOptions(introspection: boolean): GraphQLWsSubscriptionsConfig {
  const onSubscribe = (_: unknown, __: string, { query }: { readonly query: string }) => refusalOf(query);
  const told = introspection ? {} : { validate: withoutIntrospection };
  return { onSubscribe, ...idleSockets(MOST_IDLE_MS), ...told } as GraphQLWsSubscriptionsConfig;
}

function refusalOf(query: string): [GraphQLError] | undefined {
  try {
    parse(query, { maxTokens: MOST_TOKENS, noLocation: true });
    return undefined;
  } catch (error) {
    if (error instanceof GraphQLError) return [new GraphQLError(error.message, { extensions: { code: 'GRAPHQL_PARSE_FAILED' } })];
    throw error;
  }
}

function withoutIntrospection(schema: GraphQLSchema, document: DocumentNode) {
  return validate(schema, document, [...specifiedRules, NoSchemaIntrospectionCustomRule], { hideSuggestions: true });
}

/** Closes sockets on which nothing goes on: otherwise anybody could keep any number of them open, unknown, for ever. */
export function idleSockets(mostIdleMs: number) {
  const timers = new WeakMap<object, NodeJS.Timeout>();
  return {
    onConnect: ({ subscriptions, extra }: Connection): void => {
      const { socket } = extra as { readonly socket: { close(code: number, reason: string): void } };
      const look = () => {
        if (Object.keys(subscriptions).length === 0) socket.close(NORMAL_CLOSURE, 'nothing goes on');
      };
      timers.set(extra, setInterval(look, mostIdleMs).unref());
    },
    onClose: ({ extra }: Connection): void => clearInterval(timers.get(extra)),
  };
}

/** Bounds the messages of a server, and refuses pages of other origins: a browser asks nobody before it opens a socket for any of them. */
export function guardSockets(server: WebSocketServer, { mostBytes, origins }: { mostBytes: number; origins: readonly string[] }): void {
  server.options.maxPayload = Math.min(MOST_MESSAGE_BYTES, mostBytes);
  server.options.verifyClient = ({ req }, answer) =>
    isWelcome(req.headers, origins) ? answer(true) : answer(false, 403, 'Origin is not allowed: see graphql.origins');
}

/** What is no browser sends no origin. `*` lets every page in. */
export function isWelcome(
  { origin, host }: { readonly origin?: string | undefined; readonly host?: string | undefined },
  origins: readonly string[],
): boolean {
  if (origin === undefined || origins.includes('*') || origins.includes(origin.toLowerCase())) return true;
  const page = URL.canParse(origin) ? new URL(origin) : undefined;
  return page !== undefined && page.host !== '' && page.host === host?.toLowerCase();
}
