import { describe, expect, it, vi } from 'vitest';
import { RestWatch } from './rest.watch.js';

const rested = (...taskIds: string[]) => taskIds.map((taskId) => ({ taskId, state: 'complete' }));

describe('RestWatch', () => {
  it('wakes everybody who waits for a task that rests, and nobody else', () => {
    const watch = new RestWatch();
    const [first, second, other] = [vi.fn(), vi.fn(), vi.fn()];
    watch.watch('a', first);
    watch.watch('a', second);
    watch.watch('b', other);
    watch.rested(rested('a', 'c'));
    expect([first, second, other].map((wake) => wake.mock.calls.length)).toEqual([1, 1, 0]);
  });

  it('wakes nobody whose watch has ended', () => {
    const watch = new RestWatch();
    const [gone, stays] = [vi.fn(), vi.fn()];
    const end = watch.watch('a', gone);
    watch.watch('a', stays);
    end();
    end();
    watch.rested(rested('a'));
    expect([gone, stays].map((wake) => wake.mock.calls.length)).toEqual([0, 1]);
  });

  it('can be ended from within the wake-up', () => {
    const watch = new RestWatch();
    const wakes: string[] = [];
    const end = watch.watch('a', () => {
      wakes.push('first');
      end();
    });
    watch.watch('a', () => wakes.push('second'));
    watch.rested(rested('a'));
    watch.rested(rested('a'));
    expect(wakes).toEqual(['first', 'second', 'second']);
  });

  it('knows a new watch of a task whose last one has ended', () => {
    const watch = new RestWatch();
    watch.watch('a', vi.fn())();
    const wake = vi.fn();
    const end = watch.watch('a', wake);
    watch.rested(rested('a'));
    end();
    watch.rested(rested('a'));
    expect(wake).toHaveBeenCalledOnce();
  });

  it('ends only its own watch when an earlier one of the same task is ended again', () => {
    const watch = new RestWatch();
    const endFirst = watch.watch('a', vi.fn());
    endFirst();
    const wake = vi.fn();
    watch.watch('a', wake);
    endFirst();
    watch.rested(rested('a'));
    expect(wake).toHaveBeenCalledOnce();
  });
});
