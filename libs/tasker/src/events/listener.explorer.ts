import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { ConfigurationError } from '../model/errors.js';
import { suggestion } from '../model/near-names.js';
import type { EventDelivery } from './durable.event.js';
import { DurableSubscriptions } from './durable.subscriptions.js';
import { EventBus } from './event.bus.js';
import { EventNames } from './event.names.js';
import { eventPatterns } from './event.pattern.js';
import { listenedMethods, type ListenedMethod, type TaskerEventOptions } from './on-tasker-event.decorator.js';
import type { TaskerEvent } from './tasker.event.js';

const OPTIONS = ['durable', 'group', 'filter'];

/** Nest's record of a provider or controller. */
type Wrapper = ReturnType<DiscoveryService['getProviders']>[number];
type Method = (event: TaskerEvent, delivery?: EventDelivery) => unknown;

/** A decorated method of a provider. */
interface Listener {
  readonly instance: Readonly<Record<string, Method>>;
  readonly className: string;
  readonly method: string;
  readonly patterns: readonly string[];
  readonly options: TaskerEventOptions;
}

/**
 * Finds the methods that listen: `@OnTaskerEvent` on providers and controllers of all modules. They are subscribed before the registries
 * that depend on this one fill, and get their first event when the whole application is initialised.
 */
@Injectable()
export class ListenerExplorer implements OnModuleInit, OnApplicationBootstrap {
  private readonly logger = new Logger('TaskerEvents');
  private readonly scanner = new MetadataScanner();
  private listeners: readonly Listener[] = [];

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly bus: EventBus,
    private readonly durable: DurableSubscriptions,
    private readonly names: EventNames,
  ) {}

  /** @throws ConfigurationError with a line for each declaration that cannot work */
  onModuleInit(): void {
    const problems: string[] = [];
    this.listeners = this.shared(problems).flatMap((wrapper) => this.listenersOf(wrapper, problems));
    refuse(problems);
    for (const listener of this.listeners) this.subscribe(listener);
  }

  /** The application has declared its events by now. @throws ConfigurationError with a line for each name that nothing fires */
  onApplicationBootstrap(): void {
    const problems: string[] = [];
    for (const { className, method, patterns, options } of this.listeners) {
      for (const pattern of patterns) {
        const problem = this.names.problem(pattern) ?? (options.durable === true ? this.names.durableProblem(pattern) : undefined);
        if (problem !== undefined) problems.push(`@OnTaskerEvent on ${className}.${method} ${problem}`);
        const warning = this.names.warning(pattern);
        if (warning !== undefined) this.logger.warn(`@OnTaskerEvent on ${className}.${method} ${warning}`);
      }
    }
    refuse(problems);
    this.bus.release();
  }

  /** Each instance once: a provider may have several tokens, and a class may be provided by several modules. */
  private shared(problems: string[]): Wrapper[] {
    const seen = new Set<unknown>();
    const tokens = new Set<unknown>();
    return [...this.discovery.getProviders(), ...this.discovery.getControllers()].filter((wrapper) => {
      const { metatype, token } = wrapper;
      if (!wrapper.isDependencyTreeStatic() || wrapper.isTransient) {
        problems.push(...this.unshared(wrapper));
        return false;
      }
      const instance: unknown = wrapper.instance;
      if (typeof instance !== 'object' || instance === null || seen.has(instance)) return false;
      seen.add(instance);
      const isClass = typeof token === 'function' && token === metatype;
      if (isClass && tokens.has(token)) return false;
      tokens.add(token);
      return true;
    });
  }

  private unshared({ metatype, isTransient, name }: Wrapper): string[] {
    const prototype = typeof metatype === 'function' ? (metatype.prototype as object | undefined) : undefined;
    if (prototype === undefined) return [];
    const kind = isTransient
      ? 'is transient: there is no single instance'
      : 'is made for each request: outside of one there is no instance';
    const listening = this.methodsOf(prototype).filter((method) => listenedMethods(prototype, method).length > 0);
    return listening.map((method) => `@OnTaskerEvent on ${name}.${method}: ${name} ${kind} to call; listen in a provider of default scope`);
  }

  private listenersOf({ instance }: Wrapper, problems: string[]): Listener[] {
    // Through the prototype, not the instance: a provider may be a proxy that answers every property.
    const prototype = Object.getPrototypeOf(instance) as object | null;
    if (prototype === null || prototype === Object.prototype) return [];
    const className = (prototype as { readonly constructor?: { readonly name: string } }).constructor?.name ?? 'a provider';
    return this.methodsOf(prototype).flatMap((method) =>
      listenedMethods(prototype, method).flatMap((listened) => {
        const problem = optionsProblem(listened);
        if (problem !== undefined) problems.push(`@OnTaskerEvent on ${className}.${method}: ${problem}`);
        try {
          const patterns = eventPatterns(listened.patterns);
          return { instance: instance as Listener['instance'], className, method, patterns, options: listened.options };
        } catch (error) {
          problems.push(`@OnTaskerEvent on ${className}.${method}: ${(error as Error).message}`);
          return [];
        }
      }),
    );
  }

  private methodsOf(prototype: object): string[] {
    return this.scanner.getAllMethodNames(prototype);
  }

  private subscribe({ instance, className, method, patterns, options }: Listener): void {
    const { filter } = options;
    const name = `${className}.${method}`;
    if (options.durable !== true) {
      this.bus.subscribe(patterns, (event: TaskerEvent) => instance[method]!(event), { name, held: true, ...(filter && { filter }) });
      return;
    }
    const handle = async (event: TaskerEvent, delivery: EventDelivery) => instance[method]!(event, delivery);
    this.durable.add({ group: options.group ?? name, patterns, className, method, filter, handle });
  }
}

function optionsProblem({ options }: ListenedMethod): string | undefined {
  const unknown = Object.keys(options).find((key) => !OPTIONS.includes(key));
  if (unknown !== undefined) return `unknown option '${unknown}'; known are ${OPTIONS.join(', ')}${suggestion(unknown, OPTIONS)}`;
  const { durable, group, filter } = options as Readonly<Record<string, unknown>>;
  if (durable !== undefined && typeof durable !== 'boolean') return 'durable must be true or false';
  if (filter !== undefined && typeof filter !== 'function') return 'filter must be a function';
  if (group !== undefined && durable !== true) return 'group is the name of a durable subscriber: add durable: true, or leave it out';
  return undefined;
}

function refuse(problems: readonly string[]): void {
  if (problems.length > 0) throw new ConfigurationError(problems.join('\n'));
}
