import { Logger } from '@nestjs/common';
import type { ArgumentsHost } from '@nestjs/common';
import type { HttpAdapterHost } from '@nestjs/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { AuthenticationError, AuthenticationUnavailableError } from '../../auth/auth.errors.js';
import { LogRecord } from '../../events/log.record.js';
import { NotFoundError } from '../../model/errors.js';
import { TaskerExceptionFilter } from './tasker-exception.filter.js';

const RESPONSE = { of: 'the adapter' };
const host = { switchToHttp: () => ({ getRequest: () => ({}), getResponse: () => RESPONSE }) } as unknown as ArgumentsHost;

function filter({ headersSent = false } = {}) {
  const httpAdapter = { isHeadersSent: () => headersSent, setHeader: vi.fn(), reply: vi.fn(), end: vi.fn() };
  return { httpAdapter, filter: new TaskerExceptionFilter({ httpAdapter } as unknown as HttpAdapterHost) };
}

describe('TaskerExceptionFilter', () => {
  const log = vi.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
  afterEach(() => log.mockClear());

  it('answers through the adapter of the host', () => {
    const { httpAdapter, filter: tested } = filter();
    tested.catch(new NotFoundError('there is no task 7'), host);
    expect(httpAdapter.reply).toHaveBeenCalledWith(RESPONSE, { error: 'Not Found', message: 'there is no task 7', details: [] }, 404);
    expect(log).not.toHaveBeenCalled();
  });

  it('lets no cache keep what was refused', () => {
    const { httpAdapter, filter: tested } = filter();
    tested.catch(new NotFoundError('there is no task 7'), host);
    expect(httpAdapter.setHeader).toHaveBeenCalledWith(RESPONSE, 'Cache-Control', 'no-store');
  });

  it('logs what the server is at fault for, with its stack', () => {
    const fault = new Error('connection to 10.0.0.7 lost');
    filter().filter.catch(fault, host);
    expect(log).toHaveBeenCalledWith(new LogRecord('A request failed: connection to 10.0.0.7 lost', { stack: fault.stack }));
  });

  it('says how credentials are to be sent', () => {
    const { httpAdapter, filter: tested } = filter();
    tested.catch(new AuthenticationError('no', { challenge: 'Session' }), host);
    expect(httpAdapter.setHeader).toHaveBeenCalledWith(RESPONSE, 'WWW-Authenticate', 'Session');
  });

  it('logs nothing for each request while nobody can be authenticated: that is told once', () => {
    const { httpAdapter, filter: tested } = filter();
    tested.catch(new AuthenticationUnavailableError('later'), host);
    expect(httpAdapter.reply).toHaveBeenCalledWith(RESPONSE, expect.anything(), 503);
    expect(log).not.toHaveBeenCalled();
  });

  it('logs something thrown that is no error', () => {
    filter().filter.catch('oops', host);
    expect(log).toHaveBeenCalledWith(new LogRecord('A request failed: something was thrown that is not an Error: oops'));
  });

  it('only ends an answer that has begun', () => {
    const { httpAdapter, filter: tested } = filter({ headersSent: true });
    tested.catch(new Error('late'), host);
    expect(httpAdapter.end).toHaveBeenCalledWith(RESPONSE);
    expect(httpAdapter.reply).not.toHaveBeenCalled();
  });
});
