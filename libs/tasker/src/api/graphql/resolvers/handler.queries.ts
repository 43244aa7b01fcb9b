import { Injectable } from '@nestjs/common';
import { ArgsType, Field } from '@nestjs/graphql';
import { DiagramCalls } from '../../calls/diagram.calls.js';
import { HandlerCalls } from '../../calls/handler.calls.js';
import { RootQuery, type GraphqlCall } from '../contract/root.field.js';
import { drawn, type DiagramFormat } from '../diagram.drawing.js';
import { inGraphqlTerms, orNull } from '../in-graphql.terms.js';
import {
  TaskerDefinitionDifference,
  TaskerDiagramFormat,
  TaskerHandler,
  TaskerHandlerVersions,
  TaskerNamespace,
} from '../schema/handler.type.js';

@ArgsType()
class HandlersArgs {
  @Field()
  namespace: string;
}

@ArgsType()
class HandlerArgs extends HandlersArgs {
  @Field()
  name: string;

  @Field(() => String, {
    nullable: true,
    description: 'A version, a range, or latest. Default: 0.1.0 where it is registered, else the highest.',
  })
  version?: string;
}

@ArgsType()
class HandlerDiagramArgs extends HandlerArgs {
  @Field(() => TaskerDiagramFormat, { nullable: true, description: 'Default mermaid.' })
  format?: DiagramFormat;
}

@ArgsType()
class DifferenceArgs extends HandlersArgs {
  @Field()
  name: string;

  @Field({ description: 'A version, a range, or latest.' })
  from: string;

  @Field({ description: 'A version, a range, or latest.' })
  to: string;
}

@ArgsType()
class DifferenceDiagramArgs extends DifferenceArgs {
  @Field(() => TaskerDiagramFormat, { nullable: true, description: 'Default mermaid.' })
  format?: DiagramFormat;
}

/** Queries about what this process can run. */
@Injectable()
export class HandlerQueries {
  constructor(
    private readonly handlerCalls: HandlerCalls,
    private readonly diagrams: DiagramCalls,
  ) {}

  @RootQuery({ type: () => [TaskerNamespace], permission: 'tasker.handler:index', description: 'Folders of definitions.' })
  namespaces(_: object, { caller }: GraphqlCall): readonly object[] {
    return this.handlerCalls.namespaces(caller).map((namespace) => ({ ...namespace, description: namespace.description ?? null }));
  }

  @RootQuery({
    type: () => [TaskerHandlerVersions],
    nullable: true,
    args: () => HandlersArgs,
    permission: 'tasker.handler:index',
    description: 'The tasks of a namespace with their versions; null when there is no such namespace.',
  })
  handlers({ namespace }: HandlersArgs, { caller }: GraphqlCall): Promise<readonly object[] | null> {
    return orNull(async () => this.handlerCalls.inNamespace(caller, namespace));
  }

  @RootQuery({
    type: () => TaskerHandler,
    nullable: true,
    args: () => HandlerArgs,
    permission: 'tasker.handler:show',
    description: 'One definition with its graph; null when there is none.',
  })
  handler(reference: HandlerArgs, { caller }: GraphqlCall): Promise<object | null> {
    return orNull(async () => this.handlerCalls.get(caller, reference));
  }

  @RootQuery({
    type: () => String,
    nullable: true,
    args: () => HandlerDiagramArgs,
    permission: 'tasker.handler:show',
    description: 'A picture of a definition as text; null when there is none.',
    cost: 1_000,
  })
  handlerDiagram({ format, ...reference }: HandlerDiagramArgs, { caller }: GraphqlCall): Promise<string | null> {
    return orNull(async () => drawn(this.diagrams.ofHandler(caller, reference), format));
  }

  @RootQuery({
    type: () => TaskerDefinitionDifference,
    args: () => DifferenceArgs,
    permission: 'tasker.handler:show',
    description: 'What differs between two versions of a definition.',
  })
  handlerDifference(reference: DifferenceArgs, { caller }: GraphqlCall): Promise<object> {
    return inGraphqlTerms(() => this.diagrams.difference(caller, reference));
  }

  @RootQuery({
    type: () => String,
    args: () => DifferenceDiagramArgs,
    permission: 'tasker.handler:show',
    description: 'Two versions of a definition in one picture, as text.',
    cost: 1_000,
  })
  handlerDifferenceDiagram({ format, ...reference }: DifferenceDiagramArgs, { caller }: GraphqlCall): Promise<string> {
    return inGraphqlTerms(() => drawn(this.diagrams.ofDifference(caller, reference), format));
  }
}
