/**
 * Which room may import which. `npm run rooms` checks it, prints the graph, and proves on planted violations that
 * every rule here can fail.
 *
 * The rooms stand in the order in which the work flows. A later room may import an earlier one through its index.ts;
 * news travels the other way as events. The services know no legal word and stand beneath all rooms. The plain types
 * of records/record.ts are the one shape that everybody may name, and only as types.
 */
const ROOMS = ['imports', 'records', 'law', 'scans', 'findings', 'motions', 'filings', 'impact'];
const SERVICES = ['accounts', 'audit', 'queue', 'web', 'database', 'config', 'common', 'sample'];
const WIRING = '^src/((main|worker|cli|app\\.module)\\.ts$|api/|commands/|cli/|bench/)';
/** What threads load, and commands before the rooms are opened: pure parts of a room, without what takes long to load. */
const THREAD_DOOR = '/in-threads\\.ts$';
const RECORD_TYPES = '^src/records/record\\.ts$';

const inside = (names) => `^src/(${names.join('|')})/`;
const packages = (names) => `(^|/)node_modules/(@types/)?(${names.join('|')})(/|$)`;

/** Every rule as dependency-cruiser reads it. */
const forbidden = [
  ...ROOMS.slice(0, -1).map((room, position) => ({
    name: `${room}-imports-no-later-room`,
    comment: `${room} works before ${ROOMS.slice(position + 1).join(', ')}: let it tell them by an event.`,
    severity: 'error',
    from: { path: inside([room]) },
    to: { path: inside(ROOMS.slice(position + 1)), pathNot: RECORD_TYPES },
  })),
  {
    name: 'rooms-through-the-index',
    comment:
      'Another room is imported through its index.ts, which says what others may use; from a thread, through its in-threads.ts.',
    severity: 'error',
    from: { path: `^src/(${ROOMS.join('|')})/`, pathNot: '^src/law/' },
    to: {
      path: inside(ROOMS),
      pathNot: [`^src/$1/`, `^src/(${ROOMS.join('|')})/index\\.ts$`, THREAD_DOOR, RECORD_TYPES],
    },
  },
  {
    name: 'wiring-through-the-index',
    comment: 'Entry points and commands use a room through its index.ts or in-threads.ts, as any other room would.',
    severity: 'error',
    from: { path: WIRING },
    to: { path: inside(ROOMS), pathNot: [`^src/(${ROOMS.join('|')})/index\\.ts$`, THREAD_DOOR, RECORD_TYPES] },
  },
  {
    name: 'record-types-only',
    comment: 'records/record.ts holds plain types: outside its room it is imported with `import type`.',
    severity: 'error',
    from: { pathNot: '^src/records/' },
    to: { path: RECORD_TYPES, dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'law-stands-alone',
    comment: 'law/ is pure: of the house it knows only the types of records/record.ts and common/.',
    severity: 'error',
    from: { path: '^src/law/' },
    to: { path: '^src/', pathNot: ['^src/law/', '^src/common/', RECORD_TYPES] },
  },
  {
    name: 'law-is-pure',
    comment: 'law/ has no framework, no database, no queue, no network and no process of its own.',
    severity: 'error',
    from: { path: '^src/law/', pathNot: '\\.spec\\.ts$' },
    to: {
      path: [
        packages(['@nestjs', 'typeorm', 'sqlite3', 'pg', 'pg-copy-streams', 'bullmq', 'ioredis', 'express', 'rxjs']),
        '^(node:)?(net|tls|http|https|http2|dgram|dns|child_process|worker_threads|cluster|os|perf_hooks)$',
      ],
    },
  },
  {
    name: 'services-import-no-room',
    comment: 'A service knows no legal word. sample/ may name the types of a record, which it writes.',
    severity: 'error',
    from: { path: inside(SERVICES) },
    to: { path: inside(ROOMS), pathNot: RECORD_TYPES },
  },
  {
    name: 'record-types-are-no-business-of-services',
    comment: 'Of the services only sample/ writes records.',
    severity: 'error',
    from: { path: inside(SERVICES.filter((service) => service !== 'sample')) },
    to: { path: RECORD_TYPES },
  },
  {
    name: 'common-stands-beneath-all',
    comment: 'common/ is imported by everything and imports nothing of the house.',
    severity: 'error',
    from: { path: '^src/common/' },
    to: { path: '^src/', pathNot: '^src/common/' },
  },
  {
    name: 'nobody-imports-the-wiring',
    comment: 'Entry points and commands use the rooms, never the other way round.',
    severity: 'error',
    from: { path: '^src/', pathNot: WIRING },
    to: { path: WIRING },
  },
  {
    name: 'drivers-only-in-database',
    comment: 'What knows a database driver stays in database/, so that changing one is a change of that room alone.',
    severity: 'error',
    from: { path: '^src/', pathNot: '^src/database/' },
    to: { path: packages(['sqlite3', 'better-sqlite3', 'pg', 'pg-copy-streams']) },
  },
  {
    name: 'broker-only-in-queue',
    comment: 'What knows the queue broker stays in queue/.',
    severity: 'error',
    from: { path: '^src/', pathNot: '^src/queue/' },
    to: { path: packages(['bullmq', 'ioredis', '@nestjs/bullmq']) },
  },
  {
    name: 'no-cycles',
    comment: 'Two files that need each other are one file, or a third is missing. Type-only imports vanish and may.',
    severity: 'error',
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  },
  {
    name: 'nothing-unresolved',
    comment: 'An import that leads nowhere would slip past every other rule.',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: 'no-development-packages',
    comment: 'What runs in production is in dependencies.',
    severity: 'error',
    from: { path: '^src/', pathNot: '\\.spec\\.ts$' },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only', 'npm'], pathNot: 'node_modules/@types/' },
  },
  {
    name: 'no-test-helpers',
    comment: 'Only specs import from test/.',
    severity: 'error',
    from: { path: '^src/', pathNot: '\\.spec\\.ts$' },
    to: { path: ['^test/', '\\.spec\\.ts$'] },
  },
];

module.exports = {
  forbidden,
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.json'],
    },
  },
};
