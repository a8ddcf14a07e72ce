import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { refusal, signedIn } from './answers.ts';
import { admit } from './admit.ts';
import { listen } from './listen.ts';
import { answerWith, toWebRequest } from './node-adapter.ts';
import { inUrl, ownHosts } from './own-hosts.ts';
import { createSession } from './session.ts';

export interface ServerOptions {
  readonly host: string;
  /** Undefined: the usual one or the next that is free. 0: any. */
  readonly port?: number | undefined;
  /** Undefined: a new random one. */
  readonly token?: string | undefined;
  /** Answers whoever was admitted. */
  readonly handle: (request: Request) => Promise<Response>;
  readonly log: (line: string) => void;
}

export interface RunningServer {
  readonly port: number;
  /** With the token; whoever has it may use the studio. */
  readonly url: string;
  /** The same for one visit within a minute. */
  ticketUrl(): string;
  /** Ends all connections, streams too. */
  close(): Promise<void>;
}

/** Request line and headers must have come by then; the whole request by then (an upload over a slow line). */
const headersMs = 10_000;
const requestMs = 900_000;
const keepAliveMs = 30_000;
const maxConnections = 2000;

/** The browser door: admits who has the token. @throws StudioError see {@link listen} */
export async function startServer({ host, port: wished, token, handle, log }: ServerOptions): Promise<RunningServer> {
  const server = createServer({
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    keepAliveTimeout: keepAliveMs,
    connectionsCheckingInterval: 2000,
  });
  server.maxConnections = maxConnections;
  const port = await listen(server, host, wished);
  const session = createSession(port, token);
  const hosts = ownHosts(host, port);
  const shownHost = inUrl(host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host);
  const shown = `${shownHost}:${port}`;
  const origin = `http://${shown}`;

  server.on('request', (incoming, outgoing) => {
    answer(incoming, outgoing).catch((error: unknown) => {
      // A client that went away in the middle is no fault; anything else is told, and the connection is of no more use.
      if (!incoming.destroyed && !outgoing.destroyed)
        log(error instanceof Error ? (error.stack ?? error.message) : String(error));
      outgoing.destroy();
    });
  });
  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const verdict = admit(incoming, session, hosts);
    const respond = async (): Promise<Response> => {
      if (verdict.kind === 'refused') return refusal(verdict.status, verdict.sentence, incoming.headers);
      if (verdict.kind === 'sign-in') return signedIn(session, verdict.isFromOtherSite);
      return handle(toWebRequest(incoming, outgoing, shown));
    };
    await answerWith(await respond(), incoming, outgoing);
  }

  return {
    port,
    url: `${origin}/?token=${session.token}`,
    ticketUrl: () => `${origin}/?token=${session.issueTicket()}`,
    async close() {
      const { promise, resolve } = Promise.withResolvers<void>();
      server.close(() => resolve());
      server.closeAllConnections();
      await promise;
    },
  };
}
