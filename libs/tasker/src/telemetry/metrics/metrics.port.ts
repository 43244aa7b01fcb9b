import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { ConfigurationError } from '../../model/errors.js';
import { TelemetrySettings } from '../telemetry.settings.js';
import { TaskerMetrics } from './tasker.metrics.js';

/** Longest time that a request may take to arrive: nobody who says nothing keeps a connection. */
const REQUEST_LIMIT_MS = 10_000;

/** `GET /metrics` on a port of its own, for processes without an API. Open from the start of the application until its database is closed. */
@Injectable()
export class MetricsPort implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger('TaskerMetrics');
  private server: Server | undefined;

  constructor(
    private readonly metrics: TaskerMetrics,
    private readonly settings: TelemetrySettings,
  ) {}

  /** Where it listens; null where it does not. */
  get url(): string | null {
    const address = this.server?.address() as AddressInfo | null | undefined;
    if (address == null) return null;
    return `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}/metrics`;
  }

  async onModuleInit(): Promise<void> {
    const { metrics } = this.settings;
    if (metrics === null || metrics.port === null) return;
    if (this.metrics.unavailable !== null) throw new ConfigurationError(`telemetry.metrics.port: ${this.metrics.unavailable}`);
    const server = createServer({ requestTimeout: REQUEST_LIMIT_MS }, (request, response) => void this.answer(request, response));
    await listening(server, metrics.port, metrics.host);
    this.server = server;
    this.logger.log(`metrics are at ${this.url}`);
  }

  async onApplicationShutdown(): Promise<void> {
    const { server } = this;
    if (server === undefined) return;
    this.server = undefined;
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  }

  private async answer({ method, url }: IncomingMessage, response: ServerResponse): Promise<void> {
    if (url?.split('?')[0] !== '/metrics') return text(response, 404, 'Not Found: the metrics are at /metrics\n');
    if (method !== 'GET' && method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      return text(response, 405, 'Method Not Allowed: use GET\n');
    }
    try {
      const page = (await this.metrics.page())!;
      response.setHeader('Content-Type', page.contentType);
      response.end(page.body);
    } catch (error) {
      this.logger.error('the metrics cannot be shown', error instanceof Error ? error.stack : String(error));
      text(response, 500, 'Internal Server Error: the log has the details\n');
    }
  }
}

/** The server does not keep a process alive: a start that fails after it ends the process. */
async function listening(server: Server, port: number, host: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(new ConfigurationError(refusal(error, port, host))));
    server.listen(port, host, resolve);
  });
  server.unref();
}

function refusal({ code, message }: NodeJS.ErrnoException, port: number, host: string): string {
  switch (code) {
    case 'EADDRINUSE':
      return `telemetry.metrics.port: ${port} on ${host} is taken by another process; choose another one, or 0 for any free one`;
    case 'EACCES':
      return `telemetry.metrics.port: this account may not listen on ${port}; choose one above 1023`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `telemetry.metrics.host: ${host} is no address of this machine`;
    default:
      return `telemetry.metrics.port: cannot listen on ${port} of ${host}: ${message}`;
  }
}

function text(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(body);
}
