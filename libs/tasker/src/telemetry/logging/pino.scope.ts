import { Injectable, Logger, type OnModuleInit, type Type } from '@nestjs/common';
import { ModuleRef, ModulesContainer } from '@nestjs/core';
import { EngineInstruments, type AttemptFacts, type AttemptScope } from '../../events/engine.instruments.js';

/** What is used of nestjs-pino's PinoLogger. */
interface HostLogger {
  assign(fields: object): void;
  runInContext<T>(call: () => T, options?: { bindings?: object; inherit?: boolean }): T;
}

/**
 * Binds ids to the lines that are written through the host's nestjs-pino, where its LoggerModule is imported: those of an attempt while its
 * handler runs, and the correlation id of a request. Without the module nothing is put in anybody's way.
 *
 * The class is found among the host's providers, not imported: an installed copy of nestjs-pino that the host does not use writes nothing.
 */
@Injectable()
export class PinoScope implements AttemptScope, OnModuleInit {
  private readonly logger = new Logger('TaskerLogs');
  private host: HostLogger | undefined;

  constructor(
    private readonly modules: ModulesContainer,
    private readonly moduleRef: ModuleRef,
    private readonly instruments: EngineInstruments,
  ) {}

  async onModuleInit(): Promise<void> {
    const found = this.find();
    if (found === undefined) return;
    if (typeof (found.prototype as Partial<HostLogger>).runInContext !== 'function') {
      return this.logger.warn(
        "nestjs-pino is older than 5.2: lines that handlers write through it carry no ids; use the execution's logger",
      );
    }
    this.host = await this.moduleRef.resolve(found, undefined, { strict: false });
    this.instruments.scope = this;
  }

  run<T>(facts: AttemptFacts, call: () => T): T {
    const { taskId, name, stepId, step, attempt, correlationId } = facts;
    const bindings = { task_id: taskId, task: name, step_id: stepId, step, attempt, correlation_id: correlationId };
    return this.host === undefined ? call() : this.host.runInContext(call, { bindings });
  }

  outside<T>(call: () => T): T {
    return this.host === undefined ? call() : this.host.runInContext(call);
  }

  /** Adds fields to all further lines of the HTTP request that is being handled; false: nestjs-pino knows none. */
  assign(fields: Readonly<Record<string, unknown>>): boolean {
    try {
      this.host?.assign(fields);
      return this.host !== undefined;
    } catch {
      // The host excludes the route from its LoggerModule.
      return false;
    }
  }

  private find(): Type<HostLogger> | undefined {
    for (const { metatype, providers } of this.modules.values()) {
      if (metatype?.name !== 'LoggerModule') continue;
      for (const { metatype: provider } of providers.values()) {
        if (typeof provider === 'function' && provider.name === 'PinoLogger') return provider as Type<HostLogger>;
      }
    }
    return undefined;
  }
}
