/**
 * Keeping to this machine while there is no log-in.
 *
 * Listening on the loopback address keeps other machines out, but not the web pages that somebody on this machine has
 * open: a page may send forms to any address, and one whose name has been made to point at 127.0.0.1 could even read
 * the answers. So a request must name this machine as its host, and one that a page sends must come from ours.
 */
import { isIPv4 } from 'node:net';
import type { NextFunction, Request, Response } from 'express';
import { PROBLEM_TYPE, problemOf } from './problem.js';

/** Whether a host name or address is this machine's own and cannot be reached from elsewhere. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  return name === 'localhost' || name === '::1' || (isIPv4(name) && name.startsWith('127.'));
}

/** Middleware that turns away requests addressed to another host, and those that another site's page sends. */
export function onlyThisMachine(request: Request, response: Response, next: NextFunction): void {
  const { host, origin } = request.headers;
  if (host === undefined || !isLoopback(hostNameOf(host))) {
    refuse(response, 421, 'other-host', 'This server answers only under the names of this machine, as 127.0.0.1.');
  } else if (origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host)) {
    refuse(response, 403, 'other-origin', 'Another web page sent this request; only the pages of this server may.');
  } else if (request.headers['sec-fetch-site'] === 'cross-site' && request.method !== 'GET') {
    refuse(response, 403, 'other-origin', 'Another web page sent this request; only the pages of this server may.');
  } else {
    next();
  }
}

function hostNameOf(host: string): string {
  return URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : host;
}

function refuse(response: Response, status: number, code: string, detail: string): void {
  response
    .status(status)
    .type(PROBLEM_TYPE)
    .send(JSON.stringify(problemOf(code, status, detail)));
}
