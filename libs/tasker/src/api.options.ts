import type { Duration } from './tasker.options.js';

/** Pictures of tasks and definitions. */
export interface DiagramsOptions {
  /**
   * Address of the API that boxes of diagrams link to, such as `https://ops.example.com/tasker`. Default: no links; what a request says of its
   * host is never used.
   */
  linkBase?: string;
}

/** What counts as bad. */
export interface HealthThresholdsOptions {
  /** The event loop of a process was held up for so long since somebody asked last: it is not ready. Default `'1s'`. */
  eventLoopDelay?: Duration;
  /** Share of the connections that the server allows, 0 to 1. Default 0.9. */
  connectionUtilization?: number;
  /** Share of the tasks created in the last hour that are in error, 0 to 1. Default 0.5. */
  errorRate?: number;
  /** So long a step is ready and nobody has claimed it. Default `'15m'`. */
  queueAge?: Duration;
}

/** Routes of health. */
export interface HealthOptions {
  /** Longest time for all checks of readiness together. Default `'5s'`. */
  readinessTimeout?: Duration;
  /** How long answers of `ready` and `status` are kept; 0: each is found out anew. That a process shuts down is known at once. Default `'5s'`. */
  cacheDuration?: Duration;
  thresholds?: HealthThresholdsOptions;
  /** `status` answers 503 where it is not healthy. Default false: business that fails takes no process out of service. */
  failWhenUnhealthy?: boolean;
}

/** Streams of live changes: server-sent events, subscriptions, and `LiveChanges`. Nothing is read while nobody listens. */
export interface LiveOptions {
  /** Least time between two looks at the history. Default `'200ms'`, at least 10 ms. */
  pollInterval?: Duration;
  /** How often a stream of server-sent events without changes sends a comment, so that nothing in between takes it for dead. Default `'15s'`. */
  heartbeat?: Duration;
  /** Longest life of a stream; clients go on with a new one where it ended. Default `'1h'`. */
  maxDuration?: Duration;
  /** Most streams of this process; further ones are answered with 503. Default 1,000. */
  maxStreams?: number;
  /**
   * Most streams of one caller in this process, told apart by the `id` of the principal, without one by the address; further ones are answered
   * with 503. Default 100.
   */
  maxStreamsPerCaller?: number;
}

/** What operations over GraphQL may ask for, and what the endpoint tells of itself. */
export interface GraphqlOptions {
  /** How deep fields may stand in one another, 1 to 100. Default 12. */
  maxDepth?: number;
  /**
   * What an operation may cost, 100 to 10,000,000: 500 for each root field (what counts or draws: more), 10 for each field that something is read
   * for, 1 for each other one, all of them once for each entry of the page that they stand in. Default 50,000.
   */
  maxComplexity?: number;
  /** Whether the endpoint of `api.graphql: 'own'` tells its schema. Default: unless NODE_ENV is `production`. */
  introspection?: boolean;
  /** Whether that endpoint shows a page to try operations on, which loads its scripts from the internet. Default false. */
  graphiql?: boolean;
  /**
   * Origins such as `https://board.example` whose pages may open sockets of that endpoint, beside those of the host that it is reached at;
   * `*` for every one. What is no browser sends no origin and is let in. Default none.
   */
  origins?: readonly string[];
}

/** Which transports there are, and where. */
export interface ApiStructure {
  /** What every route begins with, below the host's global prefix. Default `tasker`. */
  path?: string;
  /** The REST routes. Default true. */
  rest?: boolean;
  /**
   * GraphQL: an endpoint of its own at `<path>/graphql`, or fields in the schema of the host's GraphQLModule. Needs @nestjs/graphql,
   * @nestjs/apollo, @apollo/server and graphql. Default false.
   */
  graphql?: false | 'own' | 'host';
  /**
   * The OpenAPI document of the REST routes at `<path>/openapi.json`, and Swagger UI at `<path>/api-docs`, for everybody. Needs
   * swagger-ui-dist. Default false.
   */
  docs?: boolean;
}
