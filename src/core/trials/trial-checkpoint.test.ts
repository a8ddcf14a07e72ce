import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../../../test/temp-folder.ts';
import { bringCheckpoint, createCarrier } from './trial-checkpoint.ts';

test('while training replaces its checkpoint there is none for a moment: what was brought before stays, and the new one is brought', async () => {
  const [folder, runFolder] = [tempFolder(), tempFolder()];
  const last = path.join(runFolder, 'last.safetensors');
  const brought = () => Object.keys(JSON.parse(readFileSync(path.join(folder, 'checkpoint.json'), 'utf8')).files).map((name) => readFileSync(path.join(folder, name), 'utf8'));
  const bring = (count: number) => bringCheckpoint(folder, runFolder, count, { trial: 'a'.repeat(64), attempt: '0'.repeat(8), startedAtMs: 0, notices: [] });
  writeFileSync(last, 'first');
  const faults: unknown[] = [];
  const carrier = createCarrier(bring, (error) => faults.push(error));
  carrier.soon();
  await expect.poll(brought, { timeout: 10_000 }).toEqual(['first']);
  rmSync(last);
  writeFileSync(path.join(runFolder, 'best-0.safetensors'), 'best');
  expect(await bring(1)).toBe(false);
  expect(brought()).toEqual(['first']);
  carrier.soon();
  writeFileSync(last, 'second');
  await expect.poll(brought, { timeout: 10_000 }).toEqual(['second', 'best']);
  // A fault of another kind is told.
  rmSync(last);
  mkdirSync(last);
  carrier.soon();
  await expect.poll(() => faults, { timeout: 10_000 }).toHaveLength(1);
  await carrier.end({ last: true });
  // A trial that is stopped before its first checkpoint has none to bring.
  const early = createCarrier(() => Promise.resolve(false), (error) => faults.push(error));
  await early.end({ last: true });
});
