import { ConfigurableModuleBuilder } from '@nestjs/common';
import type { TaskerOptions } from './tasker.options.js';

/** What behaviour must know of the structure: it is fixed before the options of an async factory exist. */
export class TaskerApiStructure {
  constructor(readonly mounted: boolean) {}
}

export const { ConfigurableModuleClass: ConfigurableEngineModule, MODULE_OPTIONS_TOKEN: TASKER_OPTIONS } =
  new ConfigurableModuleBuilder<TaskerOptions>({ moduleName: 'Tasker' })
    .setClassMethodName('forRoot')
    .setExtras({ mounted: true }, (definition, { mounted }) => ({
      ...definition,
      providers: [...(definition.providers ?? []), { provide: TaskerApiStructure, useValue: new TaskerApiStructure(mounted) }],
    }))
    .build();
