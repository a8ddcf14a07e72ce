import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startRayServer } from '../../../test/ray-server.ts';
import type { RayServer } from '../../../test/ray-server.ts';
import { tempFolder } from '../../../test/temp-folder.ts';
import { hasEnded, jobStatus, lastWords, needAddress, needSafeRay, stopJob, submitJob } from './ray-jobs.ts';

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
  for (const address of ['cluster:8265', 'ftp://a', 'http://user:secret@a:8265']) {
    const refused = await Promise.resolve().then(() => needAddress(address)).catch((error: unknown) => error as Error);
    expect([refused, JSON.stringify(refused)]).toEqual([expect.objectContaining({ code: 'bad-usage', field: 'address' }), expect.not.stringContaining('secret')]);
  }
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
