import { Controller, Get, SetMetadata, UseGuards, type Type } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';
import { describe, expect, it } from 'vitest';
import type { AccessControl } from '../../auth/access.control.js';
import { PermissionRegister } from '../../auth/permission.register.js';
import { MarkTaskerRoute } from '../rest/tasker.route.js';
import { PermissionCheck } from './permission.check.js';
import { RequirePermission } from './require-permission.decorator.js';
import { TaskerAuthGuard } from './tasker-auth.guard.js';

const register = new PermissionRegister({ 'shop.refund': ['approve'] });
const check = (...classes: Type[]) => {
  const wrappers = new Map(classes.map((metatype) => [metatype, { metatype }]));
  const modules = new Map([['module', { controllers: wrappers, providers: new Map() }]]);
  new PermissionCheck(
    modules as unknown as ModulesContainer,
    { knows: (permission: string) => register.has(permission) } as AccessControl,
  ).onModuleInit();
};
const Query = () => SetMetadata('graphql:resolver_type', 'Query');
const Field = () => SetMetadata('graphql:resolver_type', 'TaskerTask');

@MarkTaskerRoute()
@UseGuards(TaskerAuthGuard)
class Good {
  @Get() @RequirePermission('tasker.task:index') list(): void {}
  @Query() @RequirePermission('shop.refund:approve') approve(): void {}
  @Query() @RequirePermission('shop.refund:approve', 'tasker.task:bulk') approveAll(): void {}
  @Field() steps(): void {}
  @Field() @RequirePermission('tasker.workflow_step:index') more(): void {}
  private helper(): void {}
}
class Inheriting extends Good {}

describe('the start-up check of permissions', () => {
  it('passes routes, root fields and fields that say what they ask for', () => expect(() => check(Good, Inheriting)).not.toThrow());

  it('leaves alone what is not guarded by this package', () => {
    @Controller()
    class Host {
      @Get() list(): void {}
    }
    expect(() => check(Host)).not.toThrow();
  });

  it('names every method that says nothing, or something unknown', () => {
    @MarkTaskerRoute()
    @UseGuards(TaskerAuthGuard)
    class Bad {
      @Get() list(): void {}
      @Query() tasks(): void {}
      @Get('x') @RequirePermission('tasker.task:fly') show(): void {}
      @Get('y') @RequirePermission('tasker.task:bulk', 'tasker.task:float') act(): void {}
      @Field() @RequirePermission('tasker.step:index') steps(): void {}
    }
    expect(() => check(Good, Bad)).toThrow(
      'permissions: Bad.list declares no permission: give it @RequirePermission; Bad.tasks declares no permission: give it @RequirePermission; ' +
        "Bad.show asks for 'tasker.task:fly', which is unknown: see auth.resources; " +
        "Bad.act asks for 'tasker.task:float', which is unknown: see auth.resources; Bad.steps asks for 'tasker.step:index', which is unknown",
    );
  });

  it('names a method whose class has no guard', () => {
    @MarkTaskerRoute()
    class Open {
      @Get() @RequirePermission('tasker.task:index') list(): void {}
    }
    expect(() => check(Open)).toThrow('permissions: Open.list has no TaskerAuthGuard');
  });

  it('checks what the application guards, the class or one method', () => {
    @UseGuards(TaskerAuthGuard)
    class Refunds {
      @Get() list(): void {}
    }
    class Orders {
      @Get() list(): void {}
      @Get('x') @UseGuards(TaskerAuthGuard) show(): void {}
    }
    expect(() => check(Refunds)).toThrow('Refunds.list declares no permission');
    expect(() => check(Orders)).toThrow(/^permissions: Orders\.show declares no permission: give it @RequirePermission$/);
  });

  it("lets nothing of this package be 'public' but what is on the list; the application decides for itself", () => {
    @MarkTaskerRoute()
    @UseGuards(TaskerAuthGuard)
    class HealthController {
      @Get() @RequirePermission('public') live(): void {}
      @Get() @RequirePermission('public') status(): void {}
      @Get() @RequirePermission('tasker.task:index', 'public') list(): void {}
    }
    @UseGuards(TaskerAuthGuard)
    class Shop {
      @Get() @RequirePermission('public') prices(): void {}
    }
    expect(() => check(HealthController, Shop)).toThrow(
      /^permissions: HealthController\.status may not be 'public'; HealthController\.list may not be 'public'$/,
    );
  });
});
