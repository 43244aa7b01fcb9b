import { PERMISSIONS } from 'nestjs-tasker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bearer, TestAuthenticator } from '../support/callers.js';
import { taskerRoutes, type TaskerRoute } from '../support/tasker.routes.js';
import { ADAPTERS, startHost, type HostApplication } from './host.application.js';

/** What answers anybody: the list of docs/auth.md. */
const PUBLIC = [/^HealthController\.(live|ready)$/, /^DocumentationController\./];
const isPublic = ({ handler }: TaskerRoute) => PUBLIC.some((entry) => entry.test(handler));
/** More than enough to see that nothing was left out by the search for routes. */
const LEAST_ROUTES = 50;

describe.each(ADAPTERS)('every route on %s', (adapter) => {
  let host: HostApplication;
  let routes: TaskerRoute[];
  beforeAll(async () => {
    host = await startHost({ adapter, api: { docs: true }, auth: { authenticator: new TestAuthenticator() } });
    routes = taskerRoutes(host.app);
  });
  afterAll(() => host.close());

  /** How a request of a route is answered, by headers. */
  const answers = <R extends TaskerRoute>(guarded: readonly R[], headersOf: (route: R) => Record<string, string>) =>
    Promise.all(
      guarded.map(async (route) => {
        const { status, text } = await host.raw[route.method](`/tasker/${route.path}`).set(headersOf(route));
        return { route: `${route.method} ${route.path}`, status, text };
      }),
    );
  const guarded = () => routes.filter((route) => !isPublic(route));

  it('is found, and asks for a permission that is known', () => {
    expect(routes.length).toBeGreaterThan(LEAST_ROUTES);
    const isKnown = (permission: string) => (PERMISSIONS as readonly string[]).includes(permission);
    expect(guarded().filter(({ permissions }) => permissions.length === 0 || !permissions.every(isKnown))).toEqual([]);
    expect(routes.filter(isPublic).filter(({ permissions }) => permissions.join() !== 'public')).toEqual([]);
  });

  it('answers nobody who sends no credentials, or bad ones', async () => {
    for (const headers of [{}, { authorization: 'Bearer nobody' }, { authorization: 'Basic YTpi' }, { 'x-user': 'ann' }]) {
      const let_in = (await answers(guarded(), () => headers as Record<string, string>)).filter(({ status }) => status !== 401);
      expect(let_in).toEqual([]);
    }
  });

  it('answers nobody who has every permission but one that it asks for', async () => {
    const allBut = (permission: string) =>
      PERMISSIONS.filter((one) => one !== permission && one !== permission.replace(/:cancel$/, ':destroy'));
    const asked = guarded().flatMap((route) => route.permissions.map((missing) => ({ ...route, missing })));
    expect(asked.length).toBeGreaterThan(guarded().length);
    const let_in = (await answers(asked, ({ missing }) => bearer({ permissions: allBut(missing) }))).filter(({ status }) => status !== 403);
    expect(let_in).toEqual([]);
  });

  it('answers nobody who may do everything, nowhere', async () => {
    const let_in = (await answers(guarded(), () => bearer({ admin: true, namespaces: [] }))).filter(({ status }) => status !== 403);
    expect(let_in).toEqual([]);
  });

  it('tells those whom it refuses nothing but that', async () => {
    const texts = (await answers(guarded(), () => ({}))).map(({ text }) => text);
    expect(new Set(texts)).toEqual(new Set(['{"error":"Unauthorized","message":"credentials are required","details":[]}']));
  });
});
