import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { pathOf, type HttpRequest } from './http.request.js';

/** Tells clients in headers where to go on. The addresses are paths: behind a proxy that adds to them they lead to its side. */
@Injectable()
export class PageLinks {
  constructor(private readonly adapterHost: HttpAdapterHost) {}

  /** `Link` to the next page of a list; none on the last one. */
  next(http: HttpRequest, response: unknown, cursor: string | null | undefined): void {
    if (cursor === null || cursor === undefined) return;
    const query = new URLSearchParams(/\?([^#]*)/.exec(http.originalUrl ?? http.url)?.[1] ?? '');
    query.set('cursor', cursor);
    this.adapterHost.httpAdapter.setHeader(response, 'Link', `<${pathOf(http)}?${query.toString()}>; rel="next"`);
  }

  /** `Location` of what was created below the path that was asked for. */
  created(http: HttpRequest, response: unknown, id: string): void {
    this.adapterHost.httpAdapter.setHeader(response, 'Location', `${pathOf(http)}/${encodeURIComponent(id)}`);
  }
}
