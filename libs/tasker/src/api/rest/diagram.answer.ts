import { Injectable, NotAcceptableException } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Diagram } from '../../analysis/diagram/diagram.js';
import { DIAGRAM_POLICY, diagramHtml } from '../../analysis/diagram/diagram.html.js';
import { diagramMermaid } from '../../analysis/diagram/diagram.mermaid.js';
import { diagramSvg } from '../../analysis/diagram/diagram.svg.js';
import { chosenType } from './accept.header.js';
import { oneOf } from './contract/query.field.js';
import type { AnswerContract } from './contract/route.contract.js';
import type { JsonSchema } from '../../model/json.js';
import { headerOf, type HttpRequest } from './http.request.js';

/** How a picture may be asked for. */
export type DiagramFormat = 'html' | 'json' | 'mermaid' | 'svg';

/** Media types by format; what is asked for without a preference is the first. */
const TYPES: Readonly<Record<DiagramFormat, string>> = {
  html: 'text/html',
  json: 'application/json',
  mermaid: 'text/plain',
  svg: 'image/svg+xml',
};
const FORMATS = Object.keys(TYPES) as DiagramFormat[];

/** `?format=` of a picture. */
export const FORMAT_QUERY = {
  format: oneOf('What the picture is made of. Default: what `Accept` asks for, else `html`.', FORMATS),
};

/** The answers of a route that gives a picture. */
export function diagramAnswers(description: string, schema: JsonSchema): Readonly<Record<200, AnswerContract>> {
  const text = { type: 'string' };
  return { 200: { description, content: { 'text/html': text, 'application/json': schema, 'text/plain': text, 'image/svg+xml': text } } };
}

/** A picture, drawn when its format is known. */
export interface PictureAnswer {
  readonly json: () => unknown;
  readonly diagram: () => Diagram;
}

/** Writes pictures in the format that a request asks for. By the adapter itself: an interceptor of the host that wraps bodies would break them. */
@Injectable()
export class DiagramAnswer {
  constructor(private readonly adapterHost: HttpAdapterHost) {}

  /**
   * The format of `?format=`, else what `Accept` takes.
   *
   * @throws NotAcceptableException
   */
  formatOf(http: HttpRequest, asked: DiagramFormat | undefined): DiagramFormat {
    if (asked !== undefined) return asked;
    const types = FORMATS.map((format) => TYPES[format]);
    const accept = headerOf(http, 'accept');
    // What is named goes before what is only taken: `application/json, */*` is the wish for JSON.
    const named = accept?.split(',').filter((range) => !range.includes('*/*'));
    const chosen =
      (named === undefined || named.length === 0 ? undefined : chosenType(named.join(','), types)) ?? chosenType(accept, types);
    const format = FORMATS.find((one) => TYPES[one] === chosen);
    if (format === undefined) throw new NotAcceptableException(`this route answers with ${types.join(', ')}`);
    return format;
  }

  write(response: unknown, format: DiagramFormat, { json, diagram }: PictureAnswer): void {
    const { httpAdapter } = this.adapterHost;
    httpAdapter.setHeader(response, 'Cache-Control', 'private, no-cache');
    if (format === 'json') return void httpAdapter.reply(response, json(), 200);
    httpAdapter.setHeader(response, 'Content-Type', `${TYPES[format]}; charset=utf-8`);
    httpAdapter.setHeader(response, 'Content-Security-Policy', DIAGRAM_POLICY);
    httpAdapter.reply(response, DRAWN[format](diagram()), 200);
  }
}

const DRAWN: Readonly<Record<Exclude<DiagramFormat, 'json'>, (diagram: Diagram) => string>> = {
  html: diagramHtml,
  mermaid: diagramMermaid,
  svg: diagramSvg,
};
