import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleInit, type Type } from '@nestjs/common';
import { DiscoveryService, ModuleRef } from '@nestjs/core';
import { BaseSubscriber } from '../events/base.subscriber.js';
import { engineEventName, isEngineEvent, payloadFields } from '../events/catalog/engine.events.js';
import { EventNames } from '../events/event.names.js';
import { EventSettings } from '../events/event.settings.js';
import { ListenerExplorer } from '../events/listener.explorer.js';
import { SubscriberRefusedError } from '../events/subscriber.refusal.js';
import { SubscriberRegistry, type SubscriberOptions } from '../events/subscriber.registry.js';
import { ConfigurationError } from '../model/errors.js';
import { suggestion } from '../model/near-names.js';
import { fillVariables, secretValues } from './config.variables.js';
import { DefinitionSettings } from './definition.settings.js';
import { classesOf, providersByClass, type ProviderWrapper } from './provider.index.js';
import { isShared } from './provider.invoker.js';
import { fieldOf, subscriptionFilter } from './subscription.filter.js';
import { readSubscriptionFile, type FileSubscription } from './yaml/subscription-file.reader.js';
import { findTaskFiles } from './yaml/task-file.finder.js';
import { shownPath } from './yaml/task-file.reader.js';

/** A subscription of a file with the provider that it names. */
interface Named {
  readonly subscription: FileSubscription;
  readonly type: Type<object>;
  readonly wrapper: ProviderWrapper;
}

/**
 * Subscribes at start what the application declares: the subscriptions of the files first, then the other providers that are subscribers
 * with events of their own. A class that a file names is subscribed by files only.
 */
@Injectable()
export class SubscriberExplorer implements OnModuleInit, OnApplicationBootstrap {
  private readonly logger = new Logger('TaskerEvents');
  private readonly problems: string[] = [];
  private subscriptions: readonly FileSubscription[] = [];

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly registry: SubscriberRegistry,
    private readonly names: EventNames,
    private readonly events: EventSettings,
    private readonly definitions: DefinitionSettings,
    // Hooks are called in order of dependencies: whoever waits for subscribers waits for listening methods too.
    _listeners: ListenerExplorer,
  ) {}

  /** @throws ConfigurationError with a line for each declaration that cannot work */
  async onModuleInit(): Promise<void> {
    const wrappers = this.discovery.getProviders();
    const byClass = providersByClass(wrappers.flatMap((wrapper) => classesOf(wrapper).map((type) => ({ type, wrapper }))));
    this.subscriptions = this.read();
    const named = this.subscriptions.flatMap((subscription) => this.named(subscription, byClass));
    const enabled = named.filter(({ subscription }) => subscription.enabled);
    for (const each of enabled) {
      const single = enabled.filter(({ type }) => type === each.type).length === 1;
      await this.attempt(() => this.subscribe(each, single));
    }
    const claimed = new Set(named.map(({ wrapper }) => wrapper));
    await this.enrollOthers(wrappers.filter((wrapper) => !claimed.has(wrapper)));
    this.refuse();
  }

  /** The application has declared its events by now. @throws ConfigurationError with a line for each one that cannot be handled */
  onApplicationBootstrap(): void {
    this.problems.push(...this.registry.settle(), ...this.subscriptions.flatMap((subscription) => this.strangeFields(subscription)));
    this.refuse();
    for (const warning of this.registry.warnings()) this.logger.warn(warning);
  }

  private read(): FileSubscription[] {
    const { subscriptions: directory, subscriptionsRequired: required } = this.events;
    const { variables } = this.definitions;
    const read = this.attemptNow(() => findTaskFiles(directory, { required }))
      .flat()
      .flatMap((path) => this.attemptNow(() => readSubscriptionFile(path, { shown: shownPath(path), variables })).flat());
    const byName = new Map<string, FileSubscription>();
    for (const subscription of read) {
      const first = byName.get(subscription.name);
      if (first === undefined) byName.set(subscription.name, subscription);
      else this.problems.push(`${subscription.at([])} has the name of ${first.at([])}: rename one of them`);
    }
    return [...byName.values()];
  }

  /** Without a provider a disabled subscription is none: it may be there for another application. */
  private named(subscription: FileSubscription, byClass: ReadonlyMap<Type<unknown>, ProviderWrapper>): Named[] {
    const { className, enabled, at } = subscription;
    const [found, ...others] = [...byClass].filter(([type]) => type.name === className);
    if (found !== undefined && others.length === 0) return [{ subscription, type: found[0] as Type<object>, wrapper: found[1] }];
    if (!enabled) return [];
    const near = suggestion(className, Array.from(byClass.keys(), ({ name }) => name).filter((name) => name !== '')); // prettier-ignore
    this.problems.push(
      found === undefined
        ? `${at(['class'])} names '${className}', which is no provider: provide the class in a module${near}`
        : `${at(['class'])} names '${className}', as ${others.length + 1} providers are called: rename all but one`,
    );
    return [];
  }

  private async subscribe({ subscription, type, wrapper }: Named, single: boolean): Promise<void> {
    const { name, events, filter, config, at } = subscription;
    if (!isShared(wrapper)) throw unshared(`${at(['class'])}: ${type.name}`);
    const subscriber = single ? (wrapper.instance as object) : await anotherOf(type, wrapper);
    const options: SubscriberOptions = {
      name,
      ...(events && { events }),
      ...(Object.keys(filter).length > 0 && { filter: subscriptionFilter(filter) }),
      ...(config && { config: fillVariables(config, this.definitions.variables) }),
    };
    const secrets = config === undefined ? [] : secretValues(config, this.definitions.variables);
    this.registry.enroll(subscriber, { options, secrets, place: `${at([])} (${type.name})` });
  }

  private async enrollOthers(wrappers: readonly ProviderWrapper[]): Promise<void> {
    const seen = new Set<unknown>();
    for (const wrapper of wrappers) {
      const { token, metatype } = wrapper;
      const type = classesOf(wrapper).find((candidate) => candidate.prototype instanceof BaseSubscriber) as
        typeof BaseSubscriber | undefined;
      if (type === undefined || type.subscribeTo.length === 0) continue;
      // The same class in two modules counts once, and so does an instance with two tokens.
      const identity: unknown = token === metatype ? token : wrapper.instance;
      if (seen.has(identity) || seen.has(wrapper.instance)) continue;
      seen.add(identity).add(wrapper.instance);
      await this.attempt(() => {
        if (!isShared(wrapper)) throw unshared(type.name);
        if (!(wrapper.instance instanceof BaseSubscriber)) return;
        this.registry.enroll(wrapper.instance, { options: typeof token === 'string' ? { name: token } : {} });
      });
    }
  }

  /** Fields that a filter asks for and that no event of the subscription has; what events of your own contain is not known. */
  private strangeFields({ enabled, events, filter, at }: FileSubscription): string[] {
    const meant = (events ?? []).flatMap((pattern) => this.names.meant(engineEventName(pattern) ?? pattern));
    if (!enabled || meant.length === 0 || !meant.every((name) => isEngineEvent(name))) return [];
    const known = new Set(meant.flatMap((name) => payloadFields(name)));
    return Object.keys(filter)
      .filter((path) => !known.has(fieldOf(path)))
      .map((path) => `${at(['filter', path])} is no field of the events that it is for${suggestion(fieldOf(path), known)}`);
  }

  private attemptNow<T>(make: () => T): T[] {
    try {
      return [make()];
    } catch (error) {
      this.note(error);
      return [];
    }
  }

  private async attempt(make: () => void | Promise<void>): Promise<void> {
    try {
      await make();
    } catch (error) {
      this.note(error);
    }
  }

  private note(error: unknown): void {
    if (!(error instanceof ConfigurationError) && !(error instanceof SubscriberRefusedError)) throw error;
    this.problems.push(error.message);
  }

  private refuse(): void {
    if (this.problems.length > 0) throw new ConfigurationError(this.problems.splice(0).join('\n'));
  }
}

function unshared(who: string): ConfigurationError {
  return new ConfigurationError(`${who} is made for each request or each use: a subscriber must be a provider of default scope`);
}

/** An instance of a class that several subscriptions name, so that each has its own `config`. Its life cycle hooks are not called. */
async function anotherOf(type: Type<object>, { host }: ProviderWrapper): Promise<object> {
  const modules = host?.getProviderByKey<ModuleRef>(ModuleRef)?.instance;
  if (modules === undefined) throw new ConfigurationError(`${type.name} belongs to no module: provide it in one`);
  return modules.create(type);
}
