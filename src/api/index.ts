/** What the commands use of the API: a server to start. */
export { ApiModule } from './api.module.js';
export { DOCS } from './describe-api.js';
export { startServer, type WebServer } from './server.js';
