import { describe, expect, it } from 'vitest';
import { missingPeer } from './graphql.mount.js';

const missing = (code: string, message: string) => missingPeer(Object.assign(new Error(message), { code }), 'own')?.message;

describe('a package that GraphQL needs and that is not installed', () => {
  it('is named, with what to do', () => {
    const message = missing('ERR_MODULE_NOT_FOUND', "Cannot find package '@nestjs/apollo' imported from /app/own.endpoint.js");
    expect(message).toBe(
      "api.graphql: 'own' needs @nestjs/graphql, @nestjs/apollo, @apollo/server, graphql, and @nestjs/apollo is not installed: " +
        'npm install @nestjs/graphql @nestjs/apollo @apollo/server graphql, or set api.graphql to false',
    );
    expect(missing('MODULE_NOT_FOUND', "Cannot find module 'graphql'")).toContain('and graphql is not installed');
    expect(missingPeer({ code: 'ERR_MODULE_NOT_FOUND' }, 'host')?.message).toContain(
      "'host' needs @nestjs/graphql, graphql, and a package",
    );
  });

  it('is no other failure', () => {
    expect(missing('EACCES', "Cannot find package 'graphql'")).toBeUndefined();
    expect(missingPeer(new Error('no'), 'own')).toBeUndefined();
  });
});
