import { Get, NotFoundException, Param, Query, Req, Res } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { json, Route, type AnswerContract } from '../contract/route.contract.js';
import { refuseQuery } from '../task.request.js';
import { TaskerController } from '../tasker-controller.decorator.js';
import { CONTENT_SECURITY_POLICY, documentationPage, START_SCRIPT } from './documentation.page.js';
import { OpenApiDocument } from './open-api.document.js';
import { SwaggerAssets, type PageAsset } from './swagger.assets.js';

const PAGE = 'text/html; charset=utf-8';
const SCRIPT = 'text/javascript; charset=utf-8';

const page: AnswerContract = { description: 'The page', content: { 'text/html': { type: 'string' } } };
const asset: AnswerContract = {
  description: 'The file',
  content: { 'text/javascript': { type: 'string' }, 'text/css': { type: 'string' } },
};

/** The document of the REST routes, and a page that shows it from files of this server alone. */
@TaskerController('')
export class DocumentationController {
  private document?: string;

  constructor(
    private readonly openApi: OpenApiDocument,
    private readonly assets: SwaggerAssets,
    private readonly adapterHost: HttpAdapterHost,
  ) {}

  /** The OpenAPI document. Made once: the routes of an application do not change. */
  @Get('openapi.json')
  @Route({
    operationId: 'getOpenApi',
    tag: 'Documentation',
    summary: 'This document',
    permission: 'public',
    answers: { 200: json('The OpenAPI document', { type: 'object', required: ['openapi', 'info', 'paths'], additionalProperties: true }) },
  })
  show(@Query() query: unknown, @Res() response: unknown): void {
    refuseQuery(query);
    this.document ??= JSON.stringify(this.openApi.document());
    this.send(response, { contentType: 'application/json; charset=utf-8', content: this.document });
  }

  /** Swagger UI. */
  @Get('api-docs')
  @Route({
    operationId: 'getApiDocs',
    tag: 'Documentation',
    summary: 'This document as a page',
    permission: 'public',
    answers: { 200: page },
  })
  page(@Req() { url }: { readonly url: string }, @Query() query: unknown, @Res() response: unknown): void {
    refuseQuery(query);
    this.adapterHost.httpAdapter.setHeader(response, 'Content-Security-Policy', CONTENT_SECURITY_POLICY);
    this.send(response, { contentType: PAGE, content: documentationPage(url.endsWith('/')) });
  }

  /** A file of the page; 404 for everything else. */
  @Get('api-docs/:file')
  @Route({
    operationId: 'getApiDocsFile',
    tag: 'Documentation',
    summary: 'A file of the page',
    permission: 'public',
    params: { file: { description: 'Name of the file', schema: { type: 'string', examples: ['swagger-ui.css'] } } },
    answers: { 200: asset },
    refusals: { 404: 'The page has no such file' },
  })
  async file(@Param('file') name: unknown, @Query() query: unknown, @Res() response: unknown): Promise<void> {
    refuseQuery(query);
    if (name === 'start.js') return this.send(response, { contentType: SCRIPT, content: START_SCRIPT });
    const found = await this.assets.get(String(name));
    if (found === undefined) throw new NotFoundException('the documentation has no such file');
    this.send(response, found);
  }

  /** By the adapter: an interceptor of the host that wraps bodies would break the page. */
  private send(response: unknown, { contentType, content }: PageAsset): void {
    const { httpAdapter } = this.adapterHost;
    httpAdapter.setHeader(response, 'Content-Type', contentType);
    httpAdapter.setHeader(response, 'Cache-Control', 'no-cache');
    httpAdapter.setHeader(response, 'X-Content-Type-Options', 'nosniff');
    httpAdapter.setHeader(response, 'Referrer-Policy', 'no-referrer');
    httpAdapter.reply(response, content, 200);
  }
}
