import { Logger } from '@nestjs/common';
import { LogRecord } from '../events/log.record.js';
import { isRefusal, redisCommands, type RedisCommand } from './redis.commands.js';

/** What a store that declares `locking` can do, each in one step for all processes. Values are short texts. */
export interface LockingStore {
  /** Sets the key where there is none; true: it was set. */
  setIfAbsent(key: string, value: string, ttlMs: number): Promise<boolean>;
  /** Lets the key live for another `ttlMs` where it holds the value; true: it does. */
  extendIfEqual(key: string, value: string, ttlMs: number): Promise<boolean>;
  /** Deletes the key where it holds the value; true: it did. */
  deleteIfEqual(key: string, value: string): Promise<boolean>;
}

/** The methods that make a lock, for messages. */
export const LOCKING_METHODS = ['setIfAbsent', 'extendIfEqual', 'deleteIfEqual'] as const;

const EXTEND = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('pexpire', KEYS[1], ARGV[2]) else return 0 end";
const DELETE = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) else return 0 end";

/** The store itself where it has the methods, else its Redis; null where there is neither. */
export function lockingStore(parts: readonly object[]): LockingStore | null {
  for (const part of parts) {
    if (LOCKING_METHODS.every((method) => typeof (part as Record<string, unknown>)[method] === 'function')) return part as LockingStore;
    const command = redisCommands(part);
    if (command !== null) return inRedis(command);
  }
  return null;
}

function inRedis(command: RedisCommand): LockingStore {
  const ifEqual = comparing(command);
  return {
    setIfAbsent: async (key, value, ttlMs) => (await command(['SET', key, value, 'NX', 'PX', String(ttlMs)], key)) !== null,
    extendIfEqual: (key, value, ttlMs) => ifEqual({ key, value, script: EXTEND, words: ['PEXPIRE', key, String(ttlMs)] }),
    deleteIfEqual: (key, value) => ifEqual({ key, value, script: DELETE, words: ['DEL', key] }),
  };
}

/** What is done to a key where it holds the value: by a script, and by a command where the server allows none. */
interface Change {
  readonly key: string;
  readonly value: string;
  readonly script: string;
  readonly words: readonly [name: string, key: string, ...more: string[]];
}

function comparing(command: RedisCommand): (change: Change) => Promise<boolean> {
  let scripts = true;
  const byScript = async ({ key, value, script, words }: Change) =>
    Number(await command(['EVAL', script, '1', key, value, ...words.slice(2)], key)) === 1;
  // A lease that ends between the two commands costs a second computation: the right is still got in one step.
  const inSteps = async ({ key, value, words }: Change) =>
    String(await command(['GET', key], key)) === value && Number(await command(words, key)) === 1;
  return async (change) => {
    if (!scripts) return inSteps(change);
    try {
      return await byScript(change);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      scripts = false;
      const reason = (error as Error).message;
      new Logger('TaskerCache').warn(new LogRecord('Cache store allows no scripts: locks are given back in two steps', { error: reason }));
      return inSteps(change);
    }
  };
}
