import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';

test('the driver of a Ray job: retries, marks, interrupts, orphans (ray_driver_test.py)', { timeout: 120_000 }, () => {
  const [here, resources] = [import.meta.dirname, path.join(import.meta.dirname, '..', 'resources', 'ray')];
  const env = { ...process.env, PYTHONPATH: [here, resources, path.join(here, 'fake-ray')].join(':'), PYTHONDONTWRITEBYTECODE: '1' };
  const { status, stderr } = spawnSync('python3', ['-m', 'unittest', 'ray_driver_test'], { cwd: here, env, encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  expect(stderr).toMatch(/Ran 6 tests/);
});
