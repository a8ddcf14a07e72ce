import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

const fakeRay = path.join(import.meta.dirname, 'fake-ray');

interface ServedJob {
  readonly request: any;
  readonly child: ChildProcess;
  status: string;
  log: string;
}

export interface RayServer {
  readonly address: string;
  readonly token: string;
  readonly requests: { method: string; path: string; authorization: string | undefined }[];
  readonly jobs: Map<string, ServedJob>;
  version: string;
  /** What nodes have; none: a head that has only just started. */
  nodes: Record<string, number>[];
  /** Answers nothing, as if the connection were gone. */
  isDeaf: boolean;
  close(): Promise<void>;
}

/**
 * An HTTP server that speaks Ray's Jobs API as Ray 2.60 was seen to (errors as texts and tracebacks, stop answered at once, no two jobs of a name, nothing for browsers),
 * and runs each entry point as Ray does: through a shell, with the job's environment, SIGTERM on stop. `import ray` there is `fake-ray`.
 */
export async function startRayServer({ token = 'a-token-of-the-test' } = {}): Promise<RayServer> {
  const jobs: RayServer['jobs'] = new Map();
  const requests: RayServer['requests'] = [];
  const server = http.createServer((request, response) => void answer(request, response));
  const told: RayServer = { address: '', token, requests, jobs, version: '2.60.0', nodes: [{ CPU: 1, memory: 1e10 }], isDeaf: false, close };

  async function answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const { method = '', url = '' } = request;
    let text = '';
    for await (const chunk of request) text += String(chunk);
    if (told.isDeaf) return void request.socket.destroy();
    requests.push({ method, path: url, authorization: request.headers.authorization });
    const say = (status: number, body: unknown): void => void response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
    if (request.headers['sec-fetch-mode'] && method !== 'GET') return say(405, 'Method Not Allowed for browser traffic.');
    if (request.headers.authorization === undefined) return say(401, 'Unauthorized: Missing authentication token');
    if (request.headers.authorization !== `Bearer ${token}`) return say(403, 'Forbidden: Invalid authentication token');
    if (url === '/api/version') return say(200, { version: '4', ray_version: told.version, ray_commit: 'x' });
    if (url.startsWith('/api/v0/nodes')) return say(200, { result: true, msg: '', data: { result: { result: told.nodes.map((resources_total) => ({ node_id: 'n', state: 'ALIVE', resources_total })) } } });
    if (url === '/api/jobs/' && method === 'POST') return submit(JSON.parse(text), say);
    if (url === '/api/jobs/echo') return say(500, `Error: no upstream for ${JSON.stringify(request.headers)}`);
    const [, id, what] = /^\/api\/jobs\/([^/]+)(?:\/(\w+))?$/.exec(url) ?? [];
    const job = jobs.get(id ?? '');
    if (!job) return say(404, `Job ${id} does not exist`);
    if (what === 'logs') return say(200, { logs: job.log });
    if (what === 'stop') {
      const isLive = job.status === 'RUNNING';
      if (isLive) process.kill(-job.child.pid!, 'SIGTERM');
      return say(200, { stopped: isLive });
    }
    return say(200, { type: 'SUBMISSION', submission_id: id, status: job.status, message: job.status === 'FAILED' ? job.log.trim().split('\n').at(-1) : null, error_type: null });
  }

  function submit(request: any, say: (status: number, body: unknown) => void): void {
    const id: string = request.submission_id;
    if (jobs.has(id)) return say(500, `Traceback (most recent call last):\n  File "x"\nRuntimeError: Request failed with status code 400: Traceback\nValueError: Job with submission_id ${id} already exists. Please use a different submission_id.\n`);
    const child = spawn('/bin/sh', ['-c', request.entrypoint], { detached: true, env: { ...process.env, ...request.runtime_env.env_vars, PYTHONPATH: fakeRay, PYTHONDONTWRITEBYTECODE: '1' } });
    const job: ServedJob = { request, child, status: 'RUNNING', log: '' };
    jobs.set(id, job);
    let isStopping = false;
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => void (job.log += text));
    child.on('close', (code, signal) => {
      isStopping = code === 130 || signal === 'SIGTERM';
      job.status = isStopping ? 'STOPPED' : code === 0 ? 'SUCCEEDED' : 'FAILED';
    });
    say(200, { job_id: id, submission_id: id });
  }

  async function close(): Promise<void> {
    for (const { child, status } of jobs.values()) {
      if (status !== 'RUNNING') continue;
      process.kill(-child.pid!, 'SIGTERM');
      await once(child, 'close');
    }
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return Object.assign(told, { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}
