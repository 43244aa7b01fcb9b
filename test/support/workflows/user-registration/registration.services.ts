import type { ServerResponse } from 'node:http';
import { HttpService, type SeenRequest } from '../../http.service.js';
import type { User } from './create-user-account.step.js';

/** Notifications that one recipient may get in a minute. */
const MOST_NOTIFICATIONS = 10;

interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The four services of the registration behind one port: they remember what they were told, and fail when a test says so. */
export class RegistrationServices {
  readonly users: (User & { status: string })[] = [];
  readonly profiles = new Map<string, { billing_id: string; plan: string }>();
  readonly preferences = new Map<string, unknown>();
  readonly notifications: { recipient: string; template: string; key: string }[] = [];
  private readonly replies: { route: string; reply: Reply }[] = [];
  private http: HttpService;

  static async start(): Promise<RegistrationServices> {
    const services = new RegistrationServices();
    services.http = await HttpService.start((response, request) => send(response, services.answer(request)));
    return services;
  }

  /** What the placeholders of the definition stand for. */
  get environment(): Readonly<Record<string, string>> {
    const names = ['USER_SERVICE_URL', 'BILLING_SERVICE_URL', 'PREFERENCE_SERVICE_URL', 'NOTIFICATION_SERVICE_URL'];
    return { ...Object.fromEntries(names.map((name) => [name, this.http.url])), USER_SERVICE_TOKEN: 'token_of_the_user_service' };
  }

  get requests(): readonly SeenRequest[] {
    return this.http.requests;
  }

  /** `POST /users` and the like of every request, in the order of their arrival. */
  get routes(): string[] {
    return this.requests.map(routeOf);
  }

  /** Answers the next requests of a route with these instead of doing what is asked. */
  replyNext(route: string, ...replies: readonly Reply[]): void {
    this.replies.push(...replies.map((reply) => ({ route, reply })));
  }

  close(): Promise<void> {
    return this.http.close();
  }

  private answer(request: SeenRequest): Reply {
    const route = routeOf(request);
    const due = this.replies.findIndex((reply) => reply.route === route);
    if (due >= 0) return this.replies.splice(due, 1)[0]!.reply;
    const body = request.body === '' ? {} : JSON.parse(request.body);
    switch (route) {
      case 'POST /users':
        return this.created(body);
      case 'GET /users':
        return { status: 200, body: this.users.filter(({ email }) => email === queryOf(request).get('email')) };
      case 'PATCH /users/:id':
        return this.updated(request, body);
      case 'POST /profiles':
        return this.billed(body);
      case 'POST /preferences':
        return this.initialized(body);
      case 'POST /notifications':
        return this.notified({ ...body, key: String(request.headers['idempotency-key']) });
      default:
        return { status: 404 };
    }
  }

  private created(user: Omit<User, 'id'>): Reply {
    if (this.users.some(({ email }) => email === user.email)) return { status: 409 };
    const created = { ...user, id: `usr_${this.users.length + 1}`, status: 'pending' };
    this.users.push(created);
    return { status: 201, body: created };
  }

  private updated({ url }: SeenRequest, { status }: { status: string }): Reply {
    const user = this.users.find(({ id }) => url.endsWith(`/${id}`));
    if (user === undefined) return { status: 404 };
    user.status = status;
    return { status: 200, body: user };
  }

  private billed({ user_id: id, plan }: { user_id: string; plan: string }): Reply {
    const existing = this.profiles.get(id);
    if (existing !== undefined) return { status: 409, body: existing };
    const profile = { billing_id: `bil_${this.profiles.size + 1}`, plan };
    this.profiles.set(id, profile);
    return { status: 201, body: profile };
  }

  private initialized({ user_id: id, ...preferences }: { user_id: string }): Reply {
    if (this.preferences.has(id)) return { status: 409, body: { reason: 'initialized' } };
    this.preferences.set(id, preferences);
    return { status: 201, body: preferences };
  }

  private notified(notification: { recipient: string; template: string; key: string }): Reply {
    if (this.notifications.some(({ key }) => key === notification.key)) return { status: 202 };
    const sent = this.notifications.filter(({ recipient }) => recipient === notification.recipient);
    if (sent.length >= MOST_NOTIFICATIONS) return { status: 429, headers: { 'retry-after': '17' } };
    this.notifications.push(notification);
    return { status: 202 };
  }
}

function routeOf({ method, url }: SeenRequest): string {
  return `${method} ${url.replace(/\?.*/, '').replace(/\/usr_\d+$/, '/:id')}`;
}

function queryOf({ url }: SeenRequest): URLSearchParams {
  return new URL(url, 'http://service').searchParams;
}

function send(response: ServerResponse, { status, body, headers }: Reply): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body === undefined ? '' : JSON.stringify(body));
}
