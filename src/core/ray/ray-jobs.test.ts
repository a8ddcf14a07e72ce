import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startRayServer } from '../../../test/ray-server.ts';
import type { RayServer } from '../../../test/ray-server.ts';
import { tempFolder } from '../../../test/temp-folder.ts';
import { hasEnded, jobStatus, lastWords, needAddress, needSafeRay, stopJob, submitJob } from './ray-jobs.ts';
import { needNode } from './ray-nodes.ts';

let server: RayServer;
beforeAll(async () => {
  server = await startRayServer();
});
afterAll(() => server.close());

function withToken(text: string) {
  const tokenFile = path.join(tempFolder(), 'token');
  writeFileSync(tokenFile, `${text}\n`);
  return { address: server.address, tokenFile };
}

const jobOf = (id: string, entrypoint: string) => ({ submission_id: id, entrypoint, runtime_env: { env_vars: { SAID: 'hello' } }, metadata: {} });

test('Ray below 2.52 is refused with what to do, newer ones are taken; a token is asked for by name and told to nobody', async () => {
  const cluster = withToken(server.token);
  for (const version of ['2.51.9', '2.6.3', '1.99.0']) {
    server.version = version;
    await expect(needSafeRay(cluster)).rejects.toMatchObject({ code: 'cluster-version', message: expect.stringContaining(version), hint: expect.stringMatching(/CVE-2025-62593.*pip install/) });
  }
  for (const version of ['2.52.0', '2.60.0', '3.0.0.dev0']) {
    server.version = version;
    expect(await needSafeRay(cluster)).toBe(version);
  }
  await expect(needSafeRay({ ...cluster, tokenFile: null })).rejects.toMatchObject({ code: 'cluster-refused', field: 'tokenFile', values: { kind: 'cluster-wants-token' } });
  const other = await needSafeRay(withToken('another-secret')).catch((error: unknown) => error as Error);
  expect(other).toMatchObject({ code: 'cluster-refused', values: { kind: 'cluster-other-token' } });
  expect(JSON.stringify([other, String(other), (other as Error).stack])).not.toContain('another-secret');
  await expect(needSafeRay({ ...cluster, tokenFile: '/no/such/file' })).rejects.toMatchObject({ code: 'bad-usage', field: 'tokenFile' });
  // Nothing but a token goes into the header, and what says it back is not believed to be harmless.
  for (const text of ['', 'two words', 'BEGIN KEY\nabc\nEND', 'schlüssel']) await expect(needSafeRay(withToken(text))).rejects.toMatchObject({ code: 'bad-usage', field: 'tokenFile', values: { kind: 'no-token-in-file' } });
  const echoed = await jobStatus(cluster, 'echo').catch((error: unknown) => error as Error);
  expect([echoed, JSON.stringify(echoed)]).toEqual([expect.objectContaining({ code: 'cluster-refused', message: expect.stringContaining('<token>') }), expect.not.stringContaining(server.token)]);
  for (const address of ['cluster:8265', 'ftp://a', 'http://user:secret@a:8265']) {
    const refused = await Promise.resolve().then(() => needAddress(address)).catch((error: unknown) => error as Error);
    expect([refused, JSON.stringify(refused)]).toEqual([expect.objectContaining({ code: 'bad-usage', field: 'address' }), expect.not.stringContaining('secret')]);
  }
});

test('what no node has is refused with what the largest has; a head that knows of no node yet is left to the driver', async () => {
  const cluster = withToken(server.token);
  const ask = (cpusPerTrial: number, gpusPerTrial: number) => needNode(cluster, { cpusPerTrial, gpusPerTrial });
  server.nodes = [{ CPU: 16 }, { CPU: 4, GPU: 2 }];
  await Promise.all([ask(16, 0), ask(4, 2), ask(0.5, 0.25)]);
  await expect(ask(17, 0)).rejects.toMatchObject({ code: 'cluster-refused', field: 'cpusPerTrial', message: expect.stringMatching(/17 processors.*16 processors, 2 GPUs/), values: { kind: 'cluster-too-small', cpus: 17, gpus: 0 } });
  // No single one has both.
  await expect(ask(8, 1)).rejects.toMatchObject({ field: 'cpusPerTrial' });
  await expect(ask(1, 4)).rejects.toMatchObject({ field: 'gpusPerTrial' });
  server.nodes = [];
  await ask(17, 4);
});

test('a job is submitted once however often it is asked for, seen, and stopped for sure', async () => {
  const cluster = withToken(server.token);
  await submitJob(cluster, jobOf('quick', 'echo $SAID; exit 3'));
  await submitJob(cluster, jobOf('quick', 'echo twice'));
  await expect.poll(async () => hasEnded(await jobStatus(cluster, 'quick'))).toBe(true);
  expect(await jobStatus(cluster, 'quick')).toMatchObject({ status: 'FAILED', message: 'hello' });
  expect(await lastWords(cluster, 'quick')).toBe('hello');
  await expect(jobStatus(cluster, 'never')).rejects.toMatchObject({ code: 'not-found' });

  await submitJob(cluster, jobOf('stubborn', `trap "trap '' TERM; sleep 0.4; exit 130" TERM; echo ready; while :; do sleep 0.05; done`));
  // A stop that comes before its trap would end it at once.
  await expect.poll(() => lastWords(cluster, 'stubborn')).toBe('ready');
  expect(await stopJob(cluster, 'stubborn', { patienceMs: 0, lookMs: 10 })).toBe(false);
  expect(await stopJob(cluster, 'stubborn', { lookMs: 50 })).toBe(true);
  expect((await jobStatus(cluster, 'stubborn')).status).toBe('STOPPED');
});

test('silence is named with the address; a lost answer is asked for again', async () => {
  await expect(needSafeRay({ address: 'http://127.0.0.1:1', tokenFile: null })).rejects.toMatchObject({ code: 'cluster-unreachable', field: 'address', values: { kind: 'cluster-silent', address: 'http://127.0.0.1:1' } });
  const cluster = withToken(server.token);
  server.isDeaf = true;
  await expect(submitJob(cluster, jobOf('late', 'true'), { patienceMs: 50, lookMs: 10 })).rejects.toMatchObject({ code: 'cluster-unreachable' });
  setTimeout(() => (server.isDeaf = false), 60);
  await submitJob(cluster, jobOf('late', 'true'), { patienceMs: 5000, lookMs: 20 });
  await expect.poll(async () => (await jobStatus(cluster, 'late')).status).toBe('SUCCEEDED');
  expect(new Set(server.requests.filter(({ path: at }) => at.includes('late')).map(({ authorization }) => authorization))).toEqual(new Set([`Bearer ${server.token}`]));
});
