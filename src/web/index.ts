/** What the rooms' HTTP twins (`api/`) use: everything about HTTP that knows no legal word. */
export { ApiRoute, type RouteAnswer, type RouteDescription } from './api-route.js';
export { inputSchema, nameOfShape, refTo, shape, shapeSchemas } from './api-shapes.js';
export { BadInput, checked, checkInput, idOf, listOf, refuseNul, repeated, type InputProblem } from './check-input.js';
export { ClientGone } from './client-gone.js';
export { sendEvents, type ServerEvent } from './event-stream.js';
export { QueueProbe } from './health.controller.js';
export { listen, refuseOpenHost } from './listen.js';
export { cutPage, idPlace, PAGE_QUERY, type Page, pageOf, readCursor, writeCursor } from './page.js';
export { type Problem, PROBLEM_TYPE, problemOf, problemShape, toProblem } from './problem.js';
export { ProblemFilter } from './problem.filter.js';
export { programLog } from './program-log.js';
export { receiveUpload, type ReceivedFile, type ReceivedUpload, type UploadRules } from './receive-upload.js';
export { isLoopback, onlyThisMachine } from './same-machine.js';
export { allowOwnStyles, securityHeaders } from './security-headers.js';
export { uploadName } from './upload-name.js';
export { Closing, WebModule } from './web.module.js';
