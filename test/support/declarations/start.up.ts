import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module, type Provider } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Test, type TestingModule } from '@nestjs/testing';
import { DefinitionSettings } from '../../../libs/tasker/src/definitions/definition.settings.js';
import { HandlerExplorer } from '../../../libs/tasker/src/definitions/handler.explorer.js';
import { HandlerFactory } from '../../../libs/tasker/src/definitions/handler.factory.js';
import { EventBus } from '../../../libs/tasker/src/events/event.bus.js';
import { ConfigurationError } from '../../../libs/tasker/src/model/errors.js';
import { definitionSettings } from '../built.task.js';
import { RecordedLogs } from '../recorded.logs.js';

/** What an application declares. */
export interface Declared {
  readonly providers?: readonly Provider[];
  /** Files of the directory, by name. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly settings?: Partial<DefinitionSettings>;
}

/** The registry of an application as its start-up leaves it; the directory of definitions, which only files have, is gone afterwards. */
export async function started({ providers = [], files = {}, settings = {} }: Declared): Promise<HandlerFactory> {
  const directory = Object.keys(files).length > 0 ? mkdtempSync(join(tmpdir(), 'tasker-files-')) : definitionSettings.directory;
  for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, name), content);
  class OrdersModule {}
  Module({ providers: [...providers] })(OrdersModule);
  class RegistryModule {}
  const useValue = { ...definitionSettings, directory, ...settings };
  Module({ imports: [DiscoveryModule], providers: [HandlerExplorer, HandlerFactory, EventBus, { provide: DefinitionSettings, useValue }] })(
    RegistryModule,
  );
  let app: TestingModule | undefined;
  try {
    app = await Test.createTestingModule({ imports: [RegistryModule, OrdersModule] })
      .setLogger(new RecordedLogs())
      .compile();
    await app.init();
    return app.get(HandlerFactory);
  } catch (error) {
    if (error instanceof ConfigurationError)
      throw new ConfigurationError(error.message.replaceAll(directory, 'tasks').replaceAll(process.cwd(), '.'));
    throw error;
  } finally {
    await app?.close();
    if (directory !== definitionSettings.directory) rmSync(directory, { recursive: true, force: true });
  }
}

/** Why an application does not start; its directory of definitions is called `tasks`, the working directory `.`. */
export async function refusal(declared: Declared): Promise<string> {
  const outcome: unknown = await started(declared).then(
    (factory) => new Error(`it started with ${factory.list().length} tasks`),
    (reason: unknown) => reason,
  );
  if (outcome instanceof ConfigurationError) return outcome.message;
  throw outcome;
}
