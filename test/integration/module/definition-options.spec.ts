import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { HandlerFactory, StepHandler, type DefinitionsOptions, type StepExecution } from 'nestjs-tasker';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';

@StepHandler('echo')
class Echo {
  process({ step }: StepExecution) {
    return { ...step.config };
  }
}

@Injectable()
class ShopEcho {
  process() {
    return { from: 'ShopEcho' };
  }
}

const FILE = `name: echoing
step_templates:
  - name: only
    handler_class: echo
    handler_config: { stage: base }
environments:
  qa: { step_templates: [{ name: only, handler_config: { stage: qa } }] }
  test: { step_templates: [{ name: only, handler_config: { stage: test } }] }
`;

describe('the option', () => {
  const engine = useEngine();
  let directory: string;
  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'definitions-'))));
  afterEach(() => rmSync(directory, { recursive: true }));

  const write = (name: string, text: string) => {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), text);
  };
  const start = (definitions: DefinitionsOptions = {}) => engine.app([Echo, ShopEcho], { definitions: { directory, ...definitions } });
  const result = async (definitions?: DefinitionsOptions, name = 'echoing') => {
    const { orchestrator } = await start(definitions);
    const done = await orchestrator.waitForTask(await orchestrator.createTask({ name, context: {} }), { timeout: '30s' });
    return done.results['only'] as unknown;
  };

  it('definitions.directory names where files are found, subdirectories included', async () => {
    write('deep/down/echoing.yml', FILE);
    const { module } = await start();
    expect(module.get(HandlerFactory).list().map(({ definition }) => definition.name)).toEqual(['echoing']); // prettier-ignore
  });

  it('definitions.directory is refused when it is not there', async () => {
    await expect(start({ directory: join(directory, 'nowhere') })).rejects.toThrow(/nowhere/);
  });

  it('definitions.environment chooses which environments entry applies; without it NODE_ENV does', async () => {
    write('echoing.yaml', FILE);
    expect(await result()).toEqual({ stage: 'test' });
    expect(await result({ environment: 'qa' })).toEqual({ stage: 'qa' });
    expect(await result({ environment: 'production' })).toEqual({ stage: 'base' });
  });

  it('definitions.environments names environments that are no typing errors', async () => {
    write('echoing.yaml', FILE);
    await start();
    const warnings = engine.logs.with("'qa'").length;
    expect(warnings).toBe(1);
    await start({ environments: ['qa'] });
    expect(engine.logs.with("'qa'")).toHaveLength(warnings);
  });

  it('definitions.defaultModuleNamespace stands before the names of handlers in files', async () => {
    write('echoing.yaml', 'name: echoing\nstep_templates: [{ name: only, handler_class: Echo }]\n');
    expect(await result({ defaultModuleNamespace: 'Shop' })).toEqual({ from: 'ShopEcho' });
    expect(await result()).toEqual({});
  });

  it('environments lays options over the others', async () => {
    write('echoing.yaml', FILE);
    const { orchestrator } = await engine.app([Echo], {
      definitions: { directory, environment: 'qa' },
      environments: { qa: { limits: { contextBytes: 20 } }, test: { limits: { contextBytes: 2 } } },
    });
    await expect(orchestrator.createTask({ name: 'echoing', context: { text: 'longer than twenty' } })).rejects.toThrow(/the limit is 20/);
  });
});
