import { All, Controller, Delete, Get, Patch, Post, Sse } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { json, Route } from '../contract/route.contract.js';
import { routesOf } from './documented.routes.js';

const contract = (operationId: string) =>
  Route({ operationId, tag: 'Tasks', summary: 'A route', permission: 'tasker.task:show', answers: { 200: json('It', {}) } });

class Base {
  @Get(':id/inherited')
  @contract('inherited')
  inherited() {}
}

@Controller('things')
class Things extends Base {
  @Delete(':thing_id')
  @contract('removeThing')
  remove() {}

  @Get()
  @contract('listThings')
  list() {}

  @Post()
  undeclared() {}

  @Patch(':thing_id')
  @contract('patchThing')
  patch() {}

  @Get(['/latest', 'named/:name'])
  @contract('show')
  show() {}

  @Sse('events')
  @contract('follow')
  follow() {}

  @All('*any')
  everything() {}

  notARoute() {}
}

@Controller(['one', '/two/'])
class TwoPlaces {
  @Get('/')
  @contract('two')
  show() {}
}

describe('routesOf', () => {
  it('finds every method that Nest routes, inherited ones too, whether it declares anything or not', () => {
    expect(routesOf([Things]).map(({ method, path, contract: declared }) => [method, path, declared?.operationId])).toEqual([
      ['get', '/things', 'listThings'],
      ['post', '/things', undefined],
      ['all', '/things/*any', undefined],
      ['get', '/things/events', 'follow'],
      ['get', '/things/latest', 'show'],
      ['get', '/things/named/{name}', 'show'],
      ['get', '/things/{id}/inherited', 'inherited'],
      ['patch', '/things/{thing_id}', 'patchThing'],
      ['delete', '/things/{thing_id}', 'removeThing'],
    ]);
  });

  it('finds a controller in each of its places', () => {
    expect(routesOf([TwoPlaces]).map(({ path, handler }) => [path, handler])).toEqual([
      ['/one', 'TwoPlaces.show'],
      ['/two', 'TwoPlaces.show'],
    ]);
  });
});
