import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { StudioError } from '../errors.ts';

/** Where a cluster's Jobs API answers. The token is read from its file for every request, and stands in a header alone: in no error, log or database. */
export interface ClusterAddress {
  readonly address: string;
  readonly tokenFile: string | null;
}

/** https://docs.ray.io/en/latest/cluster/running-applications/job-submission/rest.html */
const versionSchema = z.object({ ray_version: z.string() });
const jobSchema = z.object({ status: z.enum(['PENDING', 'RUNNING', 'STOPPED', 'SUCCEEDED', 'FAILED']), message: z.string().nullish(), error_type: z.string().nullish() });
export type RayJob = z.infer<typeof jobSchema>;

/** A job that a cluster is to start. */
export interface RayJobRequest {
  readonly submission_id: string;
  readonly entrypoint: string;
  readonly runtime_env: { readonly env_vars: Readonly<Record<string, string>> };
  readonly metadata: Readonly<Record<string, string>>;
}

/** Before it a page in any browser could start programs there (CVE-2025-62593), and nothing could ask for a token. */
const leastVersion = [2, 52] as const;
const timeoutMs = 20_000;
const endedStates: readonly RayJob['status'][] = ['STOPPED', 'SUCCEEDED', 'FAILED'];
export const hasEnded = ({ status }: RayJob): boolean => endedStates.includes(status);

/** One line of characters that a header takes: another file, named by mistake, is sent to nobody. @throws StudioError `bad-usage` */
function tokenIn(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new StudioError('bad-usage', `The file of the token, ${file}, cannot be read: ${(cause as Error).message}`, {
      field: 'tokenFile',
      values: { kind: 'no-token-file', file },
      hint: tokenHint,
      cause,
    });
  }
  if (/^[\x21-\x7e]{1,4096}$/.test(text)) return text;
  throw new StudioError('bad-usage', `The file ${file} holds ${text === '' ? 'nothing' : 'no token: it is more than one word'}`, {
    field: 'tokenFile',
    values: { kind: 'no-token-in-file', file },
    hint: tokenHint,
  });
}
const tokenHint = 'It is a text file with the token and nothing else, as ray get-auth-token --generate prints it.';

/** @throws StudioError `bad-usage` */
export function needAddress(address: string): string {
  const url = URL.parse(address);
  if (url && ['http:', 'https:'].includes(url.protocol) && url.username === '' && url.password === '') return address.replace(/\/+$/, '');
  throw new StudioError('bad-usage', `--address is "${url ? `${url.protocol}//…` : address}"`, {
    field: 'address',
    values: { kind: 'bad-cluster-address', address: url ? url.protocol : address },
    hint: 'It takes where Ray’s dashboard is seen: http://127.0.0.1:8265. A token goes into a file: --token-file.',
  });
}

const silent = (address: string, detail: string, cause?: unknown): StudioError =>
  new StudioError('cluster-unreachable', `Nothing answers at ${address} (${detail})`, {
    field: 'address',
    values: { kind: 'cluster-silent', address, detail },
    hint: 'Check the address, and whether the ssh tunnel to it still stands. What runs on the cluster goes on.',
    cause,
  });

/**
 * One request and its whole answer. Not `fetch`: Node's says `sec-fetch-mode: cors`, which cannot be left out, and by which Ray takes the caller for a page in a
 * browser, whose POST and DELETE it refuses (405).
 */
function send({ address, tokenFile }: ClusterAddress, method: string, path: string, body: unknown): Promise<{ status: number; text: string }> {
  const url = new URL(`${needAddress(address)}${path}`);
  const text = body === undefined ? undefined : JSON.stringify(body);
  const token = tokenFile === null ? null : tokenIn(tokenFile);
  // What a proxy or a page of errors says back may hold the header; errors are stored and shown.
  const without = (told: string): string => (token === null ? told : told.replaceAll(token, '<token>'));
  const headers = {
    ...(token !== null && { Authorization: `Bearer ${token}` }),
    ...(text !== undefined && { 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(text)) }),
  };
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => reject(silent(address, error.name === 'AbortError' || error.name === 'TimeoutError' ? `silent for ${timeoutMs / 1000} s` : ((error as NodeJS.ErrnoException).code ?? error.message), error));
    const request = (url.protocol === 'https:' ? https : http).request(url, { method, headers, signal: AbortSignal.timeout(timeoutMs) }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part)).on('error', fail).on('end', () => resolve({ status: answer.statusCode ?? 0, text: without(Buffer.concat(parts).toString()) }));
    });
    request.on('error', fail);
    request.end(text);
  });
}

/** Ray answers with a traceback inside a traceback; the last line of it that is an exception says what was wrong. */
const saidIn = (text: string): string => (text.match(/^[\w.]*(?:Error|Exception): .*$/gm)?.at(-1) ?? text.trim().split('\n').at(-1) ?? '').slice(0, 500);

/** @throws StudioError `cluster-unreachable` | `cluster-refused` | `not-found` | `bad-usage` */
export async function callRay<T>(cluster: ClusterAddress, method: string, path: string, schema: z.ZodType<T>, body?: unknown): Promise<T> {
  const { address } = cluster;
  const { status, text } = await send(cluster, method, path, body);
  if (status === 200) return answerIn(schema, text, address);
  const said = saidIn(text);
  if (status === 401) throw new StudioError('cluster-refused', `The cluster at ${address} wants a token`, {
    field: 'tokenFile',
    values: { kind: 'cluster-wants-token', address },
    hint: 'Name the file that holds it: --token-file.',
  });
  if (status === 403) throw new StudioError('cluster-refused', `The cluster at ${address} knows another token`, {
    field: 'tokenFile',
    values: { kind: 'cluster-other-token', address },
    hint: 'Ask whoever looks after the cluster for the one that holds now.',
  });
  if (status === 404) throw new StudioError('not-found', `The cluster at ${address} knows nothing of it: ${said}`, { values: { kind: 'cluster-said', said } });
  if (status >= 500 && /No available agent/.test(text)) throw silent(address, 'it has only just started: no agent to submit jobs yet');
  throw new StudioError('cluster-refused', `The cluster at ${address} refused (${status}): ${said}`, { values: { kind: 'cluster-said', said }, hint: 'Its dashboard says more.' });
}

function answerIn<T>(schema: z.ZodType<T>, text: string, address: string): T {
  try {
    return schema.parse(text === '' ? null : JSON.parse(text));
  } catch (cause) {
    throw new StudioError('cluster-refused', `What answers at ${address} is no Ray: ${text.slice(0, 100)}`, {
      field: 'address',
      values: { kind: 'cluster-said', said: text.slice(0, 100) },
      hint: 'It takes where Ray’s dashboard is seen: http://127.0.0.1:8265.',
      cause,
    });
  }
}

/** @returns its version @throws StudioError `cluster-unreachable` | `cluster-version` | `cluster-refused` */
export async function needSafeRay(cluster: ClusterAddress): Promise<string> {
  const { ray_version: found } = await callRay(cluster, 'GET', '/api/version', versionSchema);
  const [major = 0, minor = 0] = found.split('.').map((part) => Number.parseInt(part, 10));
  if (major > leastVersion[0] || (major === leastVersion[0] && minor >= leastVersion[1])) return found;
  const least = leastVersion.join('.');
  throw new StudioError('cluster-version', `The cluster runs Ray ${found}; ${least} is the oldest that is safe`, {
    field: 'address',
    values: { kind: 'cluster-old', found, least },
    hint: `Before ${least} any page in a browser could start programs there (CVE-2025-62593), and nothing could ask for a token. On the cluster: pip install -U "ray[default]>=${least}", then start it with RAY_AUTH_MODE=token.`,
  });
}

export const jobStatus = (cluster: ClusterAddress, id: string): Promise<RayJob> => callRay(cluster, 'GET', `/api/jobs/${encodeURIComponent(id)}`, jobSchema);

/** The last lines of what the driver printed. */
export async function lastWords(cluster: ClusterAddress, id: string): Promise<string> {
  const { logs } = await callRay(cluster, 'GET', `/api/jobs/${encodeURIComponent(id)}/logs`, z.object({ logs: z.string() }));
  return logs.trim().split('\n').slice(-3).join('\n');
}

/**
 * Submits a job under our own name, so that an answer that got lost does no harm: one that is there already has arrived.
 * A head that has only just started is asked again for a while.
 */
export async function submitJob(cluster: ClusterAddress, request: RayJobRequest, { patienceMs = 60_000, lookMs = 2000 } = {}): Promise<void> {
  const untilMs = Date.now() + patienceMs;
  for (;;) {
    try {
      await callRay(cluster, 'POST', '/api/jobs/', z.object({ submission_id: z.string() }), request);
      return;
    } catch (error) {
      if (!(error instanceof StudioError)) throw error;
      if (error.code === 'cluster-refused' && /already exists/.test(error.message)) return;
      if (error.code !== 'cluster-unreachable' || Date.now() > untilMs) throw error;
      await delay(lookMs);
    }
  }
}

/** Asks for a stop until it is true: Ray answers at once, also where the job still has to start before it can end. @returns whether it has ended by then */
export async function stopJob(cluster: ClusterAddress, id: string, { patienceMs = 90_000, lookMs = 1000 } = {}): Promise<boolean> {
  const untilMs = Date.now() + patienceMs;
  for (;;) {
    if (hasEnded(await jobStatus(cluster, id))) return true;
    if (Date.now() > untilMs) return false;
    await callRay(cluster, 'POST', `/api/jobs/${encodeURIComponent(id)}/stop`, z.unknown());
    await delay(lookMs);
  }
}
