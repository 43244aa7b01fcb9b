import { describe, expect, expectTypeOf, it } from 'vitest';
import type { StepOptions } from '../step.options.js';
import type { ResultOfMember, StepHandlerClass } from '../step-types.js';
import type { ApiResponse } from './api.response.js';
import type { ApiConfig, ApiDefaults } from './api.settings.js';
import { apiStepProblems, ApiStepHandler, isApiStepHandler, type ApiStepExecution } from './api.step-handler.js';
import { BaseStepHandler, isBaseStepHandler, overridesHandle } from './base.step-handler.js';

class Plain extends BaseStepHandler {
  override process(): void {}
}
class Api extends ApiStepHandler {}
class WithDefaults extends Api {
  protected override defaults(): ApiDefaults {
    return { url: 'https://api.example.com' };
  }
}
class WithKeys extends Api {
  static override readonly configKeys: readonly string[] = ['template_id'];
}
/** What another installed copy of the package has. */
class Foreign {
  static readonly configKeys = [];
  protected defaults(): object {
    return {};
  }
}
Object.defineProperty(Foreign, Symbol.for('nestjs-tasker.ApiStepHandler'), { value: true });
class ForeignChild extends Foreign {}

describe('an API step', () => {
  it('is recognised, of another copy of the package too', () => {
    expect([Api, ApiStepHandler, WithKeys, ForeignChild, Plain, Object, undefined].map(isApiStepHandler)).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it('is a framed step that leaves handle to the engine', () => {
    expect([isBaseStepHandler(Api), overridesHandle(Api), overridesHandle(ApiStepHandler)]).toEqual([true, false, false]);
  });
});

describe('the settings of a step are checked for its class', () => {
  it.each([
    ['nothing for another step', Plain, { anything: 1 }, []],
    ['a url for an API step', Api, {}, ['url']],
    ['no url when the class may give it', WithDefaults, {}, []],
    ['a wrong url all the same', WithDefaults, { url: 'x' }, ['url']],
    ['a setting that the class does not know', Api, { url: 'http://h', template_id: 1 }, ['template_id']],
    ['a setting that the class knows', WithKeys, { url: 'http://h', template_id: 1 }, []],
    ['a url for a class of another copy', ForeignChild, {}, ['url']],
  ])('%s', (_name, type, config, paths) => {
    expect(apiStepProblems(type, config).map(({ path }) => path.join('.'))).toEqual(paths);
  });
});

describe('types', () => {
  interface Account {
    readonly id: number;
    readonly createdAt: Date;
  }
  class Typed extends ApiStepHandler<{ email: string }> {
    override process({ http, task }: ApiStepExecution<{ email: string }>) {
      expectTypeOf(task.context.email).toEqualTypeOf<string>();
      return http.post<Account>('/accounts');
    }
  }
  class Declared extends ApiStepHandler<object, ApiResponse<Account>> {}

  it('of a stored response are status, headers and body as JSON leaves them', () => {
    type Stored = ResultOfMember<Typed['process']>;
    expectTypeOf<Stored['status']>().toEqualTypeOf<number>();
    expectTypeOf<Stored['body']['id']>().toEqualTypeOf<number>();
    expectTypeOf<Stored['body']['createdAt']>().toEqualTypeOf<string>();
    expectTypeOf<keyof Stored>().toEqualTypeOf<'status' | 'headers' | 'body'>();
    expectTypeOf<ResultOfMember<Declared['process']>['body']['id']>().toEqualTypeOf<number>();
  });

  it('let settings stand as the handlerConfig of a step', () => {
    expectTypeOf<ApiConfig>().toExtend<NonNullable<StepOptions['handlerConfig']>>();
  });

  it('let it be listed as a step', () => {
    expectTypeOf(Typed).toExtend<new () => StepHandlerClass>();
    expectTypeOf(Declared).toExtend<new () => StepHandlerClass>();
    expectTypeOf(Plain).toExtend<new () => StepHandlerClass>();
  });
});
