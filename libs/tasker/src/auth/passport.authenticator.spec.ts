import { describe, expect, it } from 'vitest';
import { AuthenticationError, AuthenticationUnavailableError } from './auth.errors.js';
import { PassportAuthenticator, type PassportOptions, type PassportStrategy } from './passport.authenticator.js';

/** What a strategy of Passport finds on itself. */
interface Answers {
  success(user: unknown, info?: unknown): void;
  fail(challenge?: unknown): void;
  redirect(url: string): void;
  pass(): void;
  error(error: unknown): void;
}
const strategy = (act: (answers: Answers, req: { headers: Record<string, string> }, options: unknown) => unknown): PassportStrategy => ({
  authenticate(this: Answers, req, options) {
    return act(this, req as { headers: Record<string, string> }, options);
  },
});
const ask = (
  act: Parameters<typeof strategy>[0],
  options: Omit<PassportOptions, 'strategy'> = {},
  request: object | null = { headers: {} },
) => new PassportAuthenticator({ strategy: strategy(act), ...options }).authenticate({ transport: 'rest', headers: { a: 'b' }, request });

describe('PassportAuthenticator', () => {
  it('makes a principal of the user', async () => {
    const principal = (user: { email: string }, info: unknown) => ({ id: user.email, roles: [String(info)] });
    expect(await ask((answers) => answers.success({ email: 'ann@shop' }, 'clerk'), { principal })).toEqual({
      id: 'ann@shop',
      roles: ['clerk'],
    });
    expect(await ask((answers) => answers.success({ id: 'ann' }))).toEqual({ id: 'ann' });
  });

  it('refuses a user that is nobody', async () => {
    await expect(ask((answers) => answers.success({}), { principal: () => null })).rejects.toThrow(AuthenticationError);
  });

  it('gives the challenge of the strategy', async () => {
    const refusal = (challenge: unknown) =>
      ask((answers) => answers.fail(challenge)).catch((error: AuthenticationError) => error.challenge);
    expect(await refusal('Bearer realm="shop"')).toBe('Bearer realm="shop"');
    for (const odd of [400, { message: 'no' }, 'a\r\nSet-Cookie: x', undefined]) expect(await refusal(odd)).toBeUndefined();
  });

  it('refuses where the strategy would show a page of login', async () => {
    await expect(ask((answers) => answers.redirect('https://id.example'))).rejects.toThrow(AuthenticationError);
  });

  it('says nothing when the strategy passes', async () => expect(await ask((answers) => answers.pass())).toBeNull());

  it.each([
    ['reports', (answers: Answers) => answers.error(new RangeError('broken'))],
    ['throws', () => Promise.reject(new RangeError('broken'))],
  ])('passes on a fault that the strategy %s', async (_, act) => {
    await expect(ask(act)).rejects.toThrow(RangeError);
  });

  it('cannot say when the strategy does not answer', async () => {
    await expect(ask(() => undefined, { timeoutMs: 1 })).rejects.toThrow(AuthenticationUnavailableError);
  });

  it('uses no session', async () => {
    let seen: unknown;
    await ask((answers, _, options) => ((seen = options), answers.pass()), { options: { scope: 'x', session: true } });
    expect(seen).toEqual({ scope: 'x', session: false });
  });

  it('shows the strategy the headers of the connection where there is no request', async () => {
    const upgrade = { headers: { cookie: 'session=1' }, url: '/graphql' };
    const authenticator = new PassportAuthenticator({
      strategy: strategy((answers, req) =>
        answers.success({ id: [req.headers['authorization'], req.headers['cookie'], (req as { url?: string }).url].join() }),
      ),
    });
    const headers = { authorization: 'Bearer a' };
    expect(await authenticator.authenticate({ transport: 'subscription', headers, request: upgrade })).toEqual({
      id: 'Bearer a,,/graphql',
    });
    expect(await authenticator.authenticate({ transport: 'subscription', headers, request: null })).toEqual({ id: 'Bearer a,,' });
  });

  it('keeps the callers of interleaved requests apart', async () => {
    const waiting: (() => void)[] = [];
    const slow = strategy((answers, req) => void waiting.push(() => answers.success({ id: req.headers['x-user'] })));
    const authenticator = new PassportAuthenticator({ strategy: slow });
    const users = ['ann', 'bob', 'eve'];
    const found = users.map((user) =>
      authenticator.authenticate({ transport: 'rest', headers: {}, request: { headers: { 'x-user': user } } }),
    );
    await Promise.resolve();
    for (const answer of waiting.reverse()) answer();
    expect(await Promise.all(found)).toEqual(users.map((id) => ({ id })));
  });

  it.each([
    [{}, /^PassportAuthenticator: strategy: /],
    [{ strategy: strategy(() => null), principal: 'id' }, /^PassportAuthenticator: principal: /],
    [{ strategy: strategy(() => null), timeoutMs: 0 }, /^PassportAuthenticator: timeoutMs: /],
  ])('refuses the options %j', (options, message) => expect(() => new PassportAuthenticator(options as never)).toThrow(message));
});
