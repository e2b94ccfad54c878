/** Opening the door: where the server may listen, and what is said when it cannot. */
import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppError } from '../common/index.js';
import { isLoopback } from './same-machine.js';

/** What container programs leave in every container. */
const CONTAINER_MARKS = ['/.dockerenv', '/run/.containerenv'];

/**
 * Refuses an address that other machines could reach: there is no log-in yet, and what is served here is private.
 *
 * A container has to listen on all of its own addresses to be reached at all, and which machines may connect is decided
 * by the ports that are published. `inContainer` says that this was thought of; outside of a container it is refused.
 */
export function refuseOpenHost(host: string, inContainer = false, marks: readonly string[] = CONTAINER_MARKS): void {
  if (isLoopback(host)) return;
  if (inContainer) {
    if (marks.some((mark) => existsSync(mark))) return;
    throw new AppError(
      'not-in-container',
      `This is no container, so listening on ${host} would let other machines in, and there is no log-in yet. Leave out --in-container, and leave HOST at 127.0.0.1.`,
    );
  }
  throw new AppError(
    'host-not-loopback',
    `The server will not listen on ${host}: there is no log-in yet, so everybody who can reach it could read every record. Leave HOST at 127.0.0.1.`,
  );
}

/** Listens, and gives the address that clients use. Refuses with a sentence when the port is not to be had. */
export async function listen(app: NestExpressApplication, host: string, port: number): Promise<string> {
  try {
    await app.listen(port, host);
  } catch (error) {
    throw explainListenError(error, host, port);
  }
  const address = app.getHttpServer().address() as AddressInfo;
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${name}:${address.port}`;
}

function explainListenError(error: unknown, host: string, port: number): unknown {
  const { code } = (error ?? {}) as { code?: unknown };
  if (code === 'EADDRINUSE') {
    return new AppError(
      'port-in-use',
      `Port ${port} on ${host} is in use by another program. Stop that one, or choose another port with --port or PORT.`,
    );
  }
  if (code === 'EACCES') {
    return new AppError(
      'port-not-allowed',
      `This account may not listen on port ${port}. Choose one above 1023 with --port or PORT.`,
    );
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return new AppError('host-unknown', `${host} is no address of this machine. Leave HOST at 127.0.0.1.`);
  }
  return error;
}
