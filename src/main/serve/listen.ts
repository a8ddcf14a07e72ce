import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StudioError } from '../../core/errors.ts';

/** Where the studio is unless another program is there, and how many ports behind it are tried. */
const usualPort = 7117;
const triedPorts = 20;

/**
 * Binds `server`; without a wish to {@link usualPort} or the next one that is free.
 * @returns the port it listens on
 * @throws StudioError `bad-usage` where the port is taken or not ours to take, or the host is none of this machine
 */
export async function listen(server: Server, host: string, wished: number | undefined): Promise<number> {
  const ports = wished === undefined ? Array.from({ length: triedPorts }, (_, index) => usualPort + index) : [wished];
  for (const port of ports) {
    const failure = await tryPort(server, host, port);
    if (!failure) return (server.address() as AddressInfo).port;
    if (failure.code !== 'EADDRINUSE') throw listenError(failure, host, port);
  }
  const what = wished === undefined ? `Ports ${usualPort} to ${usualPort + triedPorts - 1} are` : `Port ${wished} is`;
  throw new StudioError('bad-usage', `${what} in use by other programs`, {
    field: 'port',
    hint: 'Name a free one with --port, or --port 0 for any that is free.',
  });
}

function tryPort(server: Server, host: string, port: number): Promise<NodeJS.ErrnoException | null> {
  const { promise, resolve } = Promise.withResolvers<NodeJS.ErrnoException | null>();
  const fail = (error: NodeJS.ErrnoException) => resolve(error);
  server.once('error', fail);
  server.listen({ host, port, exclusive: true }, () => {
    server.off('error', fail);
    resolve(null);
  });
  return promise;
}

function listenError(cause: NodeJS.ErrnoException, host: string, port: number): StudioError {
  if (cause.code === 'EACCES') {
    return new StudioError('bad-usage', `Port ${port} may not be used by this user`, {
      field: 'port',
      hint: 'Name one above 1023.',
      cause,
    });
  }
  if (cause.code === 'EADDRNOTAVAIL' || cause.code === 'ENOTFOUND' || cause.code === 'EAI_AGAIN') {
    return new StudioError('bad-usage', `${host} is no address of this machine`, {
      field: 'host',
      hint: 'Leave --host out, or name an address of this machine.',
      cause,
    });
  }
  return new StudioError('internal', `The server could not listen on ${host}:${port}: ${cause.message}`, { cause });
}
