import { describe, expect, it } from 'vitest';
import { isTaskerRoute, MarkTaskerRoute } from './tasker.route.js';

@MarkTaskerRoute()
class Marked {}
class Host {}
class Inheriting extends Marked {}

const contextOf = (controller: new () => object) => ({ getClass: () => controller }) as never;

describe('isTaskerRoute', () => {
  it('is true for a marked controller and for its subclass', () => {
    expect(isTaskerRoute(contextOf(Marked))).toBe(true);
    expect(isTaskerRoute(contextOf(Inheriting))).toBe(true);
  });

  it('is false for a controller of the host', () => {
    expect(isTaskerRoute(contextOf(Host))).toBe(false);
  });
});
