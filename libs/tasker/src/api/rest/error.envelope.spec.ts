import { BadRequestException, ForbiddenException, InternalServerErrorException, ServiceUnavailableException } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import {
  AuthenticationError,
  AuthenticationUnavailableError,
  ForbiddenError,
  PayloadTooLargeError,
  RateLimitedError,
} from '../../auth/auth.errors.js';
import { InvalidRequestError, NotFoundError, StateTransitionError, TaskBusyError } from '../../model/errors.js';
import { IncompleteRequestError } from '../calls/incomplete-request.error.js';
import { answerTo } from './error.envelope.js';

const INTERNAL = {
  error: 'Internal Server Error',
  message: 'An internal error occurred; the log of the server has the details.',
  details: [],
};

describe('answerTo', () => {
  it('gives each error of the engine its status code', () => {
    expect(answerTo(new NotFoundError('no task 7'))).toEqual({
      status: 404,
      body: { error: 'Not Found', message: 'no task 7', details: [] },
    });
    expect(answerTo(new StateTransitionError('complete cannot be cancelled'))).toMatchObject({ status: 409, body: { error: 'Conflict' } });
    expect(answerTo(new TaskBusyError('a-1'))).toMatchObject({
      status: 409,
      body: { message: expect.stringContaining('task a-1 is held') },
    });
  });

  it('lists every refused field of a request', () => {
    const issues = [
      { path: 'name', message: 'is required' },
      { path: 'tags[1]', message: 'must be text' },
    ];
    expect(answerTo(new InvalidRequestError(issues))).toEqual({
      status: 400,
      body: { error: 'Bad Request', message: 'name: is required; tags[1]: must be text', details: issues },
    });
  });

  it('answers 422 to a request that lacks what its action requires', () => {
    const issues = [{ path: 'reason', message: 'is required' }];
    expect(answerTo(new IncompleteRequestError(issues))).toEqual({
      status: 422,
      body: { error: 'Unprocessable Entity', message: 'reason: is required', details: issues },
    });
  });

  it('gives each refusal of a caller its status code, and the header that goes with it', () => {
    expect(answerTo(new AuthenticationError('no'))).toMatchObject({ status: 401, headers: { 'WWW-Authenticate': 'Bearer' } });
    expect(answerTo(new AuthenticationError('no', { challenge: 'ApiKey' }))).toMatchObject({ headers: { 'WWW-Authenticate': 'ApiKey' } });
    expect(answerTo(new ForbiddenError('no'))).toEqual({ status: 403, body: { error: 'Forbidden', message: 'no', details: [] } });
    expect(answerTo(new PayloadTooLargeError(7)).status).toBe(413);
    expect(answerTo(new RateLimitedError(9))).toMatchObject({ status: 429, headers: { 'Retry-After': '9' } });
    expect(answerTo(new AuthenticationUnavailableError('later'))).toMatchObject({ status: 503, body: { message: 'later' } });
  });

  it('recognises the errors of another copy of the package by their name', () => {
    const foreign = Object.assign(new Error('no task 7'), { name: 'NotFoundError' });
    expect(answerTo(foreign).status).toBe(404);
  });

  it('keeps the status code and the words of an exception of the host', () => {
    expect(answerTo(new ForbiddenException('not a member'))).toEqual({
      status: 403,
      body: { error: 'Forbidden', message: 'not a member', details: [] },
    });
    expect(answerTo(new ServiceUnavailableException('maintenance'))).toMatchObject({ status: 503, body: { message: 'maintenance' } });
  });

  it('turns the list of messages of a validation pipe into details', () => {
    expect(answerTo(new BadRequestException(['a must be text', 'b is unknown'])).body.details).toEqual([
      { path: '', message: 'a must be text' },
      { path: '', message: 'b is unknown' },
    ]);
  });

  it('passes on the code of an error that a body parser threw', () => {
    const tooLarge = Object.assign(new Error('request entity too large'), { statusCode: 413 });
    expect(answerTo(tooLarge)).toEqual({
      status: 413,
      body: { error: 'Payload Too Large', message: 'request entity too large', details: [] },
    });
  });

  it.each([
    ['an error', new Error('password of the database is hunter2')],
    ['an error that claims a code of the server', Object.assign(new Error('hunter2'), { statusCode: 502 })],
    ['a 500 of the host', new InternalServerErrorException('hunter2')],
    ['something thrown that is no error', 'hunter2'],
    ['nothing at all', undefined],
  ])('says nothing of %s but that it happened', (_, thrown) => {
    expect(answerTo(thrown)).toEqual({ status: 500, body: INTERNAL });
  });
});
