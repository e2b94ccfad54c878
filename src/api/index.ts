/** What the commands use of the API: a server to start, and jobs as it shows them. */
export { ApiModule } from './api.module.js';
export { DOCS } from './describe-api.js';
export { toJob, type Job } from './job.dto.js';
export { subjectsOf } from './job-subject.js';
export { JobWatch } from './job-watch.js';
export { startServer, type WebServer } from './server.js';
