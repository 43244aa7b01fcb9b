/**
 * Imports only point down. Each room of the library names the rooms it may import; everything else is refused,
 * type-only imports included. `tasker.options.ts` is a leaf: it declares the words that every room reads.
 */
const library = '^libs/tasker/src';

const rooms = {
  model: [],
  database: ['model'],
  events: ['model'],
  auth: ['model', 'events', 'database'],
  cache: ['model', 'events', 'database'],
  definitions: ['model', 'events', 'database'],
  orchestration: ['model', 'events', 'database', 'definitions', 'auth', 'cache'],
  analysis: ['model', 'events', 'database', 'definitions', 'auth', 'cache'],
  health: ['model', 'events', 'database', 'definitions', 'auth', 'cache'],
  telemetry: ['model', 'events', 'database', 'definitions', 'auth', 'cache'],
  api: ['model', 'events', 'database', 'definitions', 'auth', 'cache', 'orchestration', 'analysis', 'health', 'telemetry'],
};

const down = Object.entries(rooms).map(([room, below]) => ({
  name: `room-${room}`,
  comment: `${room}/ may import ${below.length ? below.map((name) => `${name}/`).join(', ') : 'no other room'} and tasker.options.ts.`,
  severity: 'error',
  from: { path: `${library}/${room}/`, pathNot: '\\.spec\\.ts$' },
  to: {
    path: ['^libs/', '^apps/', '^bench/', '^test/'],
    pathNot: `${library}/(?:(?:${[room, ...below].join('|')})/|tasker\\.options\\.ts$)`,
  },
}));

const entryPoints = ['testing', 'embedded', 'cli'].map((room) => ({
  name: `entry-point-${room}`,
  comment: `${room}/ is an entry point: it imports the index, the options and model/.`,
  severity: 'error',
  from: { path: `${library}/${room}/`, pathNot: '\\.spec\\.ts$' },
  to: { path: ['^libs/', '^apps/', '^bench/', '^test/'], pathNot: `${library}/(?:${room}/|model/|index\\.ts$|tasker\\.options\\.ts$)` },
}));

module.exports = {
  forbidden: [
    ...down,
    ...entryPoints,
    {
      name: 'options-are-a-leaf',
      comment:
        'The options are read by every room, so they import model/, the options of auth/ (which stand beside what applications implement for them) and each other.',
      severity: 'error',
      from: { path: `${library}/(?:tasker|api)\\.options\\.ts$` },
      to: {
        path: ['^libs/', '^migrations/', '^apps/'],
        pathNot: `${library}/(?:model/|auth/auth\\.options\\.ts$|(?:tasker|api)\\.options\\.ts$)`,
      },
    },
    {
      name: 'entry-points-are-not-imported',
      comment: 'The library does not import testing/, embedded/ or cli/.',
      severity: 'error',
      from: { path: '^libs/', pathNot: [`${library}/(?:testing|embedded|cli)/`, '\\.spec\\.ts$'] },
      to: { path: `${library}/(?:testing|embedded|cli)/` },
    },
    {
      name: 'migrations-below-database',
      comment: 'Only database/ reads the migrations.',
      severity: 'error',
      from: { path: '^libs/', pathNot: [`${library}/database/`, '\\.spec\\.ts$'] },
      to: { path: '^migrations/' },
    },
    {
      name: 'migrations-stand-alone',
      comment: 'A migration is history: code that changes later must not change what it did.',
      severity: 'error',
      from: { path: '^migrations/', pathNot: '\\.spec\\.ts$' },
      to: { path: ['^libs/', '^apps/', '^bench/', '^test/'] },
    },
    {
      name: 'apps-use-the-package',
      comment: 'Apps and benchmarks import the package by name, through its exports map, as a user does.',
      severity: 'error',
      from: { path: '^(?:apps|bench)/', pathNot: '\\.spec\\.ts$' },
      to: {
        path: ['^libs/', '^migrations/', '^test/'],
        pathNot: [`${library}/(?:index|entities)\\.ts$`, `${library}/(?:embedded|testing)/index\\.ts$`, '^migrations/index\\.ts$'],
      },
    },
    {
      name: 'graphql-in-its-room',
      comment: 'Loaded by api.graphql only: an optional peer that another file imports would have to be installed always.',
      severity: 'error',
      from: { path: '^libs/', pathNot: `${library}/api/graphql/` },
      to: {
        path: 'node_modules/(?:@nestjs/(?:graphql|apollo)|@apollo|@as-integrations|graphql)/|^@nestjs/(?:graphql|apollo)|^@apollo/|^@as-integrations/|^graphql$',
      },
    },
    {
      name: 'health-in-its-room',
      comment: 'Loaded by api.rest only.',
      severity: 'error',
      from: { path: '^libs/', pathNot: `${library}/api/rest/health/` },
      to: { path: 'node_modules/@nestjs/terminus/|^@nestjs/terminus', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'transports-are-loaded-when-on',
      comment: 'The files of a transport are imported by its mount, which tasker.module imports when the transport is on.',
      severity: 'error',
      from: { path: '^libs/', pathNot: [`${library}/api/(?:rest|graphql)/`, '\\.spec\\.ts$'] },
      to: {
        path: `${library}/api/(?:rest/.*(?:controller|mount|rest\\.module)|graphql/(?!graphql\\.settings))`,
        dependencyTypesNot: ['dynamic-import', 'type-only'],
      },
    },
    {
      name: 'telemetry-in-its-room',
      severity: 'error',
      from: { path: '^libs/', pathNot: `${library}/telemetry/` },
      to: { path: 'node_modules/(?:@opentelemetry|prom-client|@willsoto)/|^@opentelemetry/|^prom-client$|^@willsoto/' },
    },
    {
      name: 'no-cycles',
      comment: 'Entities name each other by arrow, so model/ may be circular.',
      severity: 'error',
      from: { pathNot: [`${library}/model/`] },
      to: { circular: true, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'declared-dependencies',
      comment: 'A published file imports dependencies and peers only.',
      severity: 'error',
      from: { path: ['^libs/', '^migrations/'], pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['npm', 'npm-peer', 'type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    tsConfig: { fileName: `${__dirname}/tsconfig.json` },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@nestjs-tasker/source', 'import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.json'],
    },
  },
};
