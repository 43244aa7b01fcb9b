import { Get, Post, Req, Res } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Access } from '../../auth/access.js';
import { Caller } from '../access/caller.js';
import { NoteCalls } from '../calls/note.calls.js';
import { readQuery } from './contract/query.field.js';
import { readBody } from './contract/request.body.js';
import { Route } from './contract/route.contract.js';
import type { HttpRequest } from './http.request.js';
import { CREATE_LINK, LINK_QUERY, SHOW_LINKS } from './note.contracts.js';
import { inRestTerms } from './request.fields.js';
import { NOTE_SCHEMAS } from './schemas/note.schemas.js';
import { snaked, type Snaked } from './snake.case.js';
import { refuseQuery } from './task.request.js';
import { TaskerController } from './tasker-controller.decorator.js';

type Link = Awaited<ReturnType<NoteCalls['links']>>[number];

/** Links between the ids of things in external systems over REST. */
@TaskerController('dependent_systems/links')
export class SystemLinksController {
  constructor(
    private readonly notes: NoteCalls,
    private readonly adapterHost: HttpAdapterHost,
  ) {}

  /** Everything that a thing is linked with. */
  @Get()
  @Route(SHOW_LINKS)
  async list(@Caller() caller: Access, @Req() http: HttpRequest): Promise<{ links: Snaked<Link>[] }> {
    const { system = '', id = '' } = readQuery(LINK_QUERY, http.query);
    const links = await inRestTerms(() => this.notes.links(caller, { system, id }));
    return { links: links.map(snaked) };
  }

  /** 201 for a new link, 200 for one that was there before. */
  @Post()
  @Route(CREATE_LINK)
  async link(
    @Caller() caller: Access,
    @Req() http: HttpRequest,
    @Res({ passthrough: true }) response: unknown,
  ): Promise<{ link: { link_id: string; created: boolean } }> {
    refuseQuery(http.query);
    const { fields } = readBody(http.body, { schema: NOTE_SCHEMAS.SystemLinkBody });
    const { systemA, idA, systemB, idB } = fields as Record<string, string>;
    const sides = [
      { system: systemA!, id: idA! },
      { system: systemB!, id: idB! },
    ] as const;
    const { linkId, created } = await inRestTerms(() => this.notes.link(caller, ...sides));
    if (!created) this.adapterHost.httpAdapter.status(response, 200);
    return { link: { link_id: linkId, created } };
  }
}
