import {
  Injectable,
  NotAcceptableException,
  UnsupportedMediaTypeException,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { map, type Observable } from 'rxjs';
import { chosenType } from './accept.header.js';
import { entityTag, isKnown } from './entity.tag.js';
import { routeContract, type RouteContract } from './contract/route.contract.js';
import { headerOf, type HttpRequest } from './http.request.js';

const JSON_TYPE = 'application/json';

/**
 * What HTTP asks of every route: 406 for an `Accept` that takes nothing the route has, 415 for a body that is not JSON, and for what is read
 * as JSON an `ETag`, which the next request sends back to be answered 304. Answers that a handler writes itself, and streams, are left alone.
 */
@Injectable()
export class RepresentationInterceptor implements NestInterceptor {
  constructor(private readonly adapterHost: HttpAdapterHost) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const contract = routeContract(context.getHandler());
    if (contract === undefined) return next.handle();
    const http = context.switchToHttp();
    const request = http.getRequest<HttpRequest>();
    const response: unknown = http.getResponse();
    const offered = typesOf(contract);
    checkAccept(request, offered);
    checkBody(request, contract);
    const { httpAdapter } = this.adapterHost;
    httpAdapter.setHeader(response, 'X-Content-Type-Options', 'nosniff');
    if (offered.length > 1) httpAdapter.appendHeader(response, 'Vary', 'Accept');
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (!isRead || contract.answers[200]?.content?.[JSON_TYPE] === undefined) return next.handle();
    return next.handle().pipe(map((body: unknown) => this.conditional(body, request, response)));
  }

  /** The body with its tag, or nothing and 304 for a client that has it. */
  private conditional(body: unknown, request: HttpRequest, response: unknown): unknown {
    const { httpAdapter } = this.adapterHost;
    if (typeof body !== 'object' || body === null || httpAdapter.isHeadersSent(response)) return body;
    // The handler has said how long it holds.
    if (httpAdapter.getHeader(response, 'Cache-Control') !== undefined) return body;
    const tag = entityTag(body);
    httpAdapter.setHeader(response, 'ETag', tag);
    httpAdapter.setHeader(response, 'Cache-Control', 'private, no-cache');
    if (!isKnown(tag, headerOf(request, 'if-none-match'))) return body;
    httpAdapter.status(response, 304);
    return undefined;
  }
}

function typesOf({ answers }: RouteContract): string[] {
  return [...new Set(Object.values(answers).flatMap(({ content = {} }) => Object.keys(content)))];
}

function checkAccept(request: HttpRequest, offered: readonly string[]): void {
  if (offered.length === 0 || chosenType(headerOf(request, 'accept'), offered) !== undefined) return;
  throw new NotAcceptableException(`this route answers with ${offered.join(' or ')}`);
}

function checkBody(request: HttpRequest, { body }: RouteContract): void {
  const hasBody = headerOf(request, 'transfer-encoding') !== undefined || Number(headerOf(request, 'content-length') ?? 0) > 0;
  if (body === undefined || !hasBody) return;
  const type = headerOf(request, 'content-type') ?? '';
  if (/^application\/([\w.+-]+\+)?json\s*(;|$)/i.test(type)) return;
  throw new UnsupportedMediaTypeException('the body must be sent as application/json');
}
