import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Access, ANYBODY, UNLIMITED } from './access.js';
import { AuthAgents } from './auth.agents.js';
import { AuthenticationError, ForbiddenError } from './auth.errors.js';
import { AuthSettings } from './auth.settings.js';
import type { AuthenticationRequest, Authenticator, SecurityScheme } from './authenticator.js';
import type { AuthorizationCoordinator } from './authorization.coordinator.js';
import { addressOf } from './caller.address.js';
import { both, either, reachOf, type Reach } from './granted.namespaces.js';
import { partsOf } from './permission.pattern.js';
import type { Principal } from './principal.js';
import { checkedPrincipal } from './principal.check.js';
import { RateLimit } from './rate.limit.js';
import { isRefusal, isUnavailable } from './refusal.js';

const BEARER: SecurityScheme = { type: 'http', scheme: 'bearer' };

/** What a call asks for, and what it names. */
export interface Demand {
  /** All of them must be granted. */
  readonly permissions: readonly string[];
  readonly subject: Readonly<Record<string, unknown>>;
}

/** Lets callers in, or does not: the one place that asks the authenticator and the coordinator. Keeps nothing of a caller. */
@Injectable()
export class AccessControl implements OnModuleInit {
  private readonly logger = new Logger('TaskerAuth');
  private authenticator: Authenticator | undefined;
  private coordinator: AuthorizationCoordinator | undefined;
  private unavailable = false;

  constructor(
    private readonly settings: AuthSettings,
    private readonly agents: AuthAgents,
    private readonly rateLimit: RateLimit,
  ) {}

  onModuleInit(): void {
    const { terms, register } = this.settings;
    if (terms === null) return;
    this.authenticator = this.agents.authenticator(terms);
    this.coordinator = this.agents.coordinator(terms, register);
    this.rateLimit.begin();
  }

  /** False: `auth` is 'none'. */
  get required(): boolean {
    return this.settings.terms !== null;
  }

  /** How credentials are sent; any of them will do. Empty without authentication. */
  get securitySchemes(): readonly SecurityScheme[] {
    if (this.authenticator === undefined) return [];
    return [this.authenticator.securityScheme ?? BEARER].flat();
  }

  get maxBodyBytes(): number {
    return this.settings.maxBodyBytes;
  }

  /** Whether there is such a permission: one of this package, or one that the application registers. */
  knows(permission: string): boolean {
    return this.settings.register.has(permission);
  }

  /** Whether everybody has it. */
  isPublic(permission: string): boolean {
    const { terms } = this.settings;
    return terms === null || permission === 'public' || terms.open.includes(permission);
  }

  /**
   * Whether the sender of a request may do what it asks for, and where. Of several permissions all are needed, and the namespaces are those
   * in which each of them holds.
   *
   * @throws AuthenticationError, AuthenticationUnavailableError, ForbiddenError, RateLimitedError
   */
  async admit({ permissions, subject }: Demand, request: AuthenticationRequest): Promise<Access> {
    if (permissions.length === 0) throw new ForbiddenError('nothing says what this asks for');
    if (!this.required) return UNLIMITED;
    if (permissions.every((permission) => permission === 'public')) return ANYBODY;
    const asked = permissions.filter((permission) => !this.isPublic(permission));
    if (asked.length === 0) {
      await this.rateLimit.count(`address:${addressOf(request.request)}`);
      return ANYBODY;
    }
    const principal = await this.identified(request);
    await this.rateLimit.count(`principal:${principal.id}`);
    const { transport } = request;
    const of = async (permission: string) => this.reachOf(principal, { permission, subject, transport });
    let reach: Reach = null;
    for (const permission of asked) {
      reach = both(reach, await of(permission));
      if (reach?.length === 0) throw new ForbiddenError(`${permission} is not granted to you`);
    }
    return new Access(principal, reach, async (permission) => (this.isPublic(permission) ? null : of(permission)));
  }

  /** Who is refused is counted by its address. Beyond the limit the authenticator is not asked: nobody learns whether a guess is right. */
  private async identified(request: AuthenticationRequest): Promise<Principal> {
    const address = addressOf(request.request);
    this.rateLimit.refuseBlocked(address);
    try {
      const principal = await this.authenticator?.authenticate(request);
      this.unavailable = false;
      if (principal == null) throw new AuthenticationError('credentials are required');
      // Of guesses sent all at once, those that are answered late.
      this.rateLimit.refuseBlocked(address);
      return checkedPrincipal(principal);
    } catch (error) {
      if (isUnavailable(error)) this.warnOnce(error);
      if (!isRefusal(error, 'AuthenticationError', 401)) throw error;
      await this.rateLimit.countRefusal(address);
      const { challenge = this.authenticator?.challenge ?? 'Bearer' } = error as Partial<AuthenticationError>;
      throw new AuthenticationError(error.message, { challenge, cause: error });
    }
  }

  /** Until the authenticator can say again: while an identity provider is down, every request is a failure. */
  private warnOnce(error: Error): void {
    if (!this.unavailable) this.logger.warn(`callers cannot be authenticated now: ${reasonOf(error)}`);
    this.unavailable = true;
  }

  /** Where one permission holds for somebody. */
  private async reachOf(principal: Principal, ask: Pick<Question, 'permission' | 'subject' | 'transport'>): Promise<Reach> {
    const parts = partsOf(ask.permission);
    if (parts === null || !this.knows(ask.permission)) return [];
    if (principal.admin === true) return both(null, principal.namespaces);
    let reach = await this.decided({ ...ask, ...parts, principal });
    if (reach !== null && parts.action === 'cancel' && this.knows(`${parts.resource}:destroy`)) {
      const destroy = { permission: `${parts.resource}:destroy`, resource: parts.resource, action: 'destroy' };
      reach = either(reach, await this.decided({ ...ask, ...destroy, principal }));
    }
    return both(reach, principal.namespaces);
  }

  private async decided(question: Question): Promise<Reach> {
    try {
      return reachOf(await this.coordinator?.authorize(question));
    } catch (error) {
      if (isRefusal(error, 'ForbiddenError', 403)) return [];
      throw error;
    }
  }
}

type Question = Parameters<AuthorizationCoordinator['authorize']>[0];

function reasonOf({ message, cause }: Error): string {
  return cause instanceof Error ? `${message}: ${cause.message}` : message;
}
