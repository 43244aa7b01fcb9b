import type { ExecutionContext } from '@nestjs/common';
import type { AuthenticationRequest } from '../../auth/authenticator.js';

type Headers = AuthenticationRequest['headers'];
type Fields = Readonly<Record<string, unknown>>;

/** What the sender of a call gave to be known by, over REST, over GraphQL and over the connection of a subscription. */
export function credentialsOf(context: ExecutionContext): AuthenticationRequest {
  if (context.getType<string>() !== 'graphql') {
    const request = context.switchToHttp().getRequest<Fields>();
    return { transport: 'rest', headers: headersIn(request.headers), request };
  }
  return ofGraphql(fields(context.getArgByIndex(2)));
}

/** The HTTP request behind a call over GraphQL, by what the server made for the operation; of a subscription the one that opened it. */
export function graphqlRequest(context: unknown): unknown {
  return ofGraphql(fields(context)).request;
}

/**
 * Of a connection only its `connectionParams` count: the headers that opened it were sent by a browser, with the cookies of its user, for any
 * page that asked for it.
 */
function ofGraphql(context: Fields): AuthenticationRequest {
  const carrier = fields(context.req ?? context.request ?? fields(context.reply).request ?? context);
  const connection = [carrier, context].find((one) => 'connectionParams' in one);
  if (connection !== undefined) {
    const request = fields(connection.extra).request ?? carrier.request ?? null;
    return { transport: 'subscription', headers: headersIn(connection.connectionParams), request };
  }
  return { transport: 'graphql', headers: headersIn(carrier.headers), request: carrier };
}

/** Texts by lower-case name; what came several times is joined by commas. */
function headersIn(given: unknown): Headers {
  const found: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of Object.entries(fields(given))) {
    const texts = [value].flat().filter((text): text is string => typeof text === 'string');
    if (texts.length > 0) found[name.toLowerCase()] = texts.join(', ');
  }
  return found;
}

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}
