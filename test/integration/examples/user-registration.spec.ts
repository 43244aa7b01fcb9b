import { InvalidRequestError, TaskAnnotations, type NamedTaskRequest } from 'nestjs-tasker';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useEngine, type EngineApp } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { RegistrationServices, USER_REGISTRATION_PROVIDERS } from '../../support/workflows/user-registration/index.js';
import { endTheWait, runToRest, stepOf, stepsOf, WITHOUT_WAITS } from '../../support/workflows/workflow.runs.js';

const ADA = { email: 'ada@example.com', name: 'Ada', plan: 'pro', marketing_consent: true };
const STEPS = ['create_user_account', 'setup_billing_profile', 'initialize_preferences', 'send_welcome_sequence', 'update_user_status'];

describe('the workflow blog_examples/user_registration', () => {
  const engine = useEngine();
  let services: RegistrationServices;
  beforeEach(async () => {
    services = await RegistrationServices.start();
    for (const [name, value] of Object.entries(services.environment)) vi.stubEnv(name, value);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await services.close();
  });

  const start = () => engine.app(USER_REGISTRATION_PROVIDERS, WITHOUT_WAITS);
  const request = (changes: object = {}, rest: Partial<NamedTaskRequest> = {}): NamedTaskRequest => ({
    namespace: 'blog_examples',
    name: 'user_registration',
    context: { ...ADA, ...changes },
    ...rest,
  });
  const register = async (changes?: object, app?: EngineApp) => runToRest(app ?? (await start()), request(changes));

  it('registers a user in four services', async () => {
    const task = await register();
    expect(task.state).toBe('complete');
    expect(stepsOf(task)).toEqual(STEPS.map((name) => [name, 'complete', 1]));
    expect(services.users).toEqual([{ id: 'usr_1', email: 'ada@example.com', name: 'Ada', plan: 'pro', status: 'active' }]);
    expect(services.profiles.get('usr_1')).toEqual({ billing_id: 'bil_1', plan: 'pro' });
    expect(services.preferences.get('usr_1')).toEqual({ features: ['projects', 'analytics'], newsletter: true });
    expect(services.notifications.map(({ recipient, template }) => [recipient, template])).toEqual([
      ['ada@example.com', 'welcome'],
      ['ada@example.com', 'first_report'],
    ]);
  });

  it('calls a service when those are done that it needs', async () => {
    await register();
    const { routes } = services;
    expect(routes[0]).toBe('POST /users');
    expect(routes.slice(1, 3).sort()).toEqual(['POST /preferences', 'POST /profiles']);
    expect(routes.slice(3)).toEqual(['POST /notifications', 'POST /notifications', 'PATCH /users/:id']);
  });

  it('sends the correlation id of the task with every call, and the token with those that need it', async () => {
    await runToRest(await start(), request({}, { correlationId: 'reg-4711' }));
    expect(services.requests.map(({ headers }) => headers['x-correlation-id'])).toEqual(Array(6).fill('reg-4711'));
    expect(services.requests.map(({ headers }) => headers['x-client'])).toEqual(Array(6).fill('registration'));
    const withToken = services.requests.filter(({ headers }) => headers.authorization === 'Bearer token_of_the_user_service');
    expect(withToken.map(({ method }) => method)).toEqual(['POST', 'PATCH']);
  });

  it('stores the name of the token, never the token', async () => {
    await register();
    const [stored] = await engine.rows<{ text: string }>("select schema_to_xml('tasker', true, false, '')::text as text");
    expect(stored!.text).toContain('USER_SERVICE_TOKEN');
    expect(stored!.text).not.toContain('token_of_the_user_service');
  });

  it('leaves the billing out of a plan that is free', async () => {
    const task = await register({ plan: undefined, marketing_consent: undefined });
    expect(stepsOf(task)).toEqual(STEPS.filter((name) => name !== 'setup_billing_profile').map((name) => [name, 'complete', 1]));
    expect(services.preferences.get('usr_1')).toEqual({ features: ['projects'], newsletter: false });
    expect(services.notifications.map(({ template }) => template)).toEqual(['welcome']);
    expect(services.routes).not.toContain('POST /profiles');
  });

  it('tells the account team of an enterprise customer before the account is opened', async () => {
    const task = await register({ plan: 'enterprise' });
    expect(task.state).toBe('complete');
    expect(task.results.notify_account_team).toMatchObject({ recipient: 'accounts@example.com', sent: ['new_customer'] });
    expect(task.results.initialize_preferences).toMatchObject({ features: ['projects', 'analytics', 'single_sign_on'] });
    expect(services.notifications).toHaveLength(4);
    expect(services.routes.at(-1)).toBe('PATCH /users/:id');
  });

  it.each([
    ['POST /users', 400, 'create_user_account', 'CLIENT_VALIDATION_ERROR'],
    ['POST /users', 422, 'create_user_account', 'CLIENT_VALIDATION_ERROR'],
    ['POST /profiles', 401, 'setup_billing_profile', 'AUTH_ERROR'],
    ['POST /preferences', 403, 'initialize_preferences', 'AUTH_ERROR'],
    ['PATCH /users/:id', 404, 'update_user_status', 'RESOURCE_NOT_FOUND'],
  ])('fails for good when %s answers %d', async (route, status, step, errorCode) => {
    services.replyNext(route, { status, body: { reason: 'no' } });
    const task = await register();
    expect(task.state).toBe('error');
    expect(stepOf(task, step)).toMatchObject({ attempts: 1, error: { errorCode, context: { status, body: { reason: 'no' } } } });
  });

  it('tries a service again that is away', async () => {
    services.replyNext('POST /users', { status: 503 });
    services.replyNext('POST /profiles', { status: 500 }, { status: 502 });
    const task = await register();
    expect(task.state).toBe('complete');
    expect(stepsOf(task).map(([, , attempts]) => attempts)).toEqual([2, 3, 1, 1, 1]);
  });

  it('rests with an error when the billing stays away: the preferences are set, nobody is welcomed', async () => {
    services.replyNext('POST /profiles', ...Array(3).fill({ status: 503 }));
    const task = await register();
    expect(task.state).toBe('error');
    expect(stepsOf(task)).toEqual([
      ['create_user_account', 'complete', 1],
      ['setup_billing_profile', 'error', 3],
      ['initialize_preferences', 'complete', 1],
      ['send_welcome_sequence', 'pending', 0],
      ['update_user_status', 'pending', 0],
    ]);
    expect(services.notifications).toEqual([]);
  });

  it('goes on with everything that exists already when it is the same', async () => {
    const app = await start();
    await register({}, app);
    const again = await register({}, app);
    expect(again).toMatchObject({
      state: 'complete',
      results: {
        create_user_account: { user_id: 'usr_1', created: false },
        setup_billing_profile: { billing_id: 'bil_1', plan: 'pro' },
      },
    });
    expect(again.steps.every(({ attempts }) => attempts === 1)).toBe(true);
    expect([services.users.length, services.profiles.size, services.preferences.size]).toEqual([1, 1, 1]);
  });

  it.each([
    ['a user of another name', { name: 'Adele' }, 'create_user_account', 'USER_CONFLICT'],
    ['a user of another plan', { plan: 'enterprise' }, 'create_user_account', 'USER_CONFLICT'],
  ])('fails for good when %s has the address', async (_, changes, step, errorCode) => {
    const app = await start();
    await register({}, app);
    expect(stepOf(await register(changes, app), step)).toMatchObject({ attempts: 1, error: { errorCode } });
  });

  it('fails for good when the user is billed for another plan', async () => {
    services.profiles.set('usr_1', { billing_id: 'bil_0', plan: 'enterprise' });
    expect(stepOf(await register(), 'setup_billing_profile')).toMatchObject({ attempts: 1, error: { errorCode: 'BILLING_CONFLICT' } });
  });

  it('waits as long as the notifications ask after ten in a minute, and sends none twice', async () => {
    services.notifications.push(...Array.from({ length: 9 }, (_, n) => ({ recipient: ADA.email, template: 'old', key: `old ${n}` })));
    const app = await start();
    const task = await app.orchestrator.createTask(request());
    const step = 'send_welcome_sequence';
    await eventually(async () => stepOf(await app.orchestrator.getTask(task.taskId), step).state === 'error');
    // The minute is over: the old ones do not count any more.
    services.notifications.splice(0, 9);
    expect(await endTheWait(engine, app, { task, step })).toMatchObject({ backoffRequestSeconds: 17, attempts: 1 });
    expect((await app.orchestrator.waitForTask(task, { timeout: '30s' })).state).toBe('complete');
    expect(services.notifications.map(({ template }) => template)).toEqual(['welcome', 'first_report']);
  });

  it('waits a minute when a service is called too often and does not say how long', async () => {
    services.replyNext('POST /preferences', { status: 429 });
    const app = await start();
    const task = await app.orchestrator.createTask(request());
    expect(await endTheWait(engine, app, { task, step: 'initialize_preferences' })).toMatchObject({ backoffRequestSeconds: 60 });
    expect((await app.orchestrator.waitForTask(task, { timeout: '30s' })).state).toBe('complete');
  });

  it('notes in the end how long each service took', async () => {
    const app = await start();
    services.replyNext('POST /profiles', { status: 503 });
    const { taskId } = await register({}, app);
    const notes = await eventually(async () => {
      const found = await app.module.get(TaskAnnotations).find({ type: 'service_timing', taskId });
      return found.length > 0 && found;
    });
    expect(notes.map(({ annotation }) => annotation)).toEqual(
      STEPS.map((step) => ({
        step,
        service: expect.stringMatching(/_service$/),
        milliseconds: expect.any(Number),
        attempts: step === 'setup_billing_profile' ? 2 : 1,
        registration: 'complete',
      })),
    );
    const ofBilling = await app.module.get(TaskAnnotations).find({ type: 'service_timing', key: 'service', value: 'billing_service' });
    expect(ofBilling).toHaveLength(1);
  });

  it.each([
    ['no address', { email: undefined }, 'email'],
    ['a text for an address', { email: 'ada' }, 'email'],
    ['an unknown plan', { plan: 'gold' }, 'plan'],
  ])('creates no task of a registration with %s', async (_, changes, path) => {
    const app = await start();
    const refused: unknown = await register(changes, app).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(InvalidRequestError);
    expect((refused as InvalidRequestError).issues.map((issue) => issue.path)).toEqual([`context.${path}`]);
    expect(services.requests).toEqual([]);
  });

  it('does not start without the address of a service', async () => {
    vi.stubEnv('BILLING_SERVICE_URL', undefined);
    await expect(start()).rejects.toThrow(/user_registration\.yaml:\d+: .*BILLING_SERVICE_URL/);
  });
});
