/** A small Hugging Face hub on localhost that can be told to misbehave. */
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HubServer {
  readonly url: string;
  /** Method, path and the headers that matter, in order. */
  readonly requests: { method: string; path: string; range: string | undefined; authorization: string | undefined }[];
  /** What the hub does; changed between requests at will. */
  readonly behaviour: {
    /** Status of every metadata answer and of every file answer. */
    metadataStatus: number;
    fileStatus: number;
    /** Bytes of the body after which the connection breaks, one entry a request; then none breaks. */
    cutAfterBytes: number[];
    /** Send these bytes under the true file's checksum. */
    served: Buffer;
    ignoresRange: boolean;
    /** Send this many bytes and then nothing more. */
    stallAfterBytes: number | null;
    commit: string;
    /** Send file requests to this address, as the hub does with its content network. */
    redirectTo: string | null;
  };
  close(): Promise<void>;
}

/** `content` is every file of every repository. */
export async function startHubServer(content: Buffer): Promise<HubServer> {
  const requests: HubServer['requests'] = [];
  const behaviour: HubServer['behaviour'] = {
    metadataStatus: 200,
    fileStatus: 200,
    cutAfterBytes: [],
    served: content,
    ignoresRange: false,
    stallAfterBytes: null,
    commit: 'c'.repeat(40),
    redirectTo: null,
  };
  const oid = createHash('sha256').update(content).digest('hex');

  function answerMetadata(path: string, response: ServerResponse): void {
    response.writeHead(behaviour.metadataStatus, { 'Content-Type': 'application/json' });
    if (behaviour.metadataStatus !== 200) response.end('{"error":"refused by the test"}');
    else if (path.includes('/paths-info/')) {
      const size = content.length;
      const lfs = { oid, size, pointerSize: 134 };
      response.end(JSON.stringify([{ type: 'file', path: 'model.safetensors', size, oid: 'a', lfs }]));
    } else response.end(JSON.stringify({ _id: '1', id: 'timm/x', sha: behaviour.commit, lastModified: '2024-01-01' }));
  }

  function answerFile(request: IncomingMessage, response: ServerResponse): void {
    const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
    const start = range && !behaviour.ignoresRange ? Number(range[1]) : 0;
    const { served, fileStatus } = behaviour;
    if (fileStatus !== 200) return void response.writeHead(fileStatus).end();
    if (behaviour.redirectTo) return void response.writeHead(302, { Location: behaviour.redirectTo + request.url }).end();
    const body = served.subarray(start);
    response.writeHead(start > 0 ? 206 : 200, {
      'Content-Length': body.length,
      ...(start > 0 ? { 'Content-Range': `bytes ${start}-${served.length - 1}/${served.length}` } : {}),
    });
    const cut = behaviour.cutAfterBytes.shift();
    if (cut !== undefined) response.write(body.subarray(0, cut), () => setTimeout(() => response.destroy(), 5));
    else if (behaviour.stallAfterBytes !== null) response.write(body.subarray(0, behaviour.stallAfterBytes));
    else response.end(body);
  }

  const server = createServer((request, response) => {
    const path = request.url ?? '';
    const { authorization, range } = request.headers;
    requests.push({ method: request.method ?? '', path: path.split('?')[0]!, range, authorization });
    request.resume();
    if (path.startsWith('/api/')) answerMetadata(path, response);
    else answerFile(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    behaviour,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
