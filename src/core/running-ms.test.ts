import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';

/** Runs `work` in a process that is stopped for `stoppedMs` once it has said a word; what it prints at its end. */
async function stoppedWhile(work: string, stoppedMs: number): Promise<{ runningMs: number; allMs: number }> {
  const script = `import { runningMs } from ${JSON.stringify(path.resolve('src/core/running-ms.ts'))};
    import { setImmediate as turn, setTimeout as delay } from 'node:timers/promises';
    const [began, all] = [runningMs(), performance.now()];
    const busy = (ms) => { for (const end = process.cpuUsage().user + ms * 1000; process.cpuUsage().user < end; ); };
    process.stdout.write('begun');
    ${work}
    process.stdout.write(JSON.stringify({ runningMs: runningMs() - began, allMs: performance.now() - all }));`;
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  await once(child.stdout, 'data');
  child.kill('SIGSTOP');
  await delay(stoppedMs);
  child.kill('SIGCONT');
  await once(child, 'close');
  return JSON.parse(said.slice('begun'.length)) as { runningMs: number; allMs: number };
}

test('what a process is stopped for between two looks is none of the time that it ran', { timeout: 60_000 }, async () => {
  const { runningMs, allMs } = await stoppedWhile('await delay(1000);', 3000);
  expect(allMs).toBeGreaterThan(2900);
  expect(allMs - runningMs).toBeGreaterThan(2500);
});

test('nor is it in a piece of work that does not turn to look', { timeout: 60_000 }, async () => {
  const { runningMs, allMs } = await stoppedWhile('busy(400); runningMs(); await turn(); busy(300); runningMs(); await turn();', 3000);
  expect(allMs - runningMs).toBeGreaterThan(2500);
  // What it did after that counts.
  expect(runningMs).toBeGreaterThan(250);
});

test('without a stop it is the clock that everything goes by', async () => {
  const { runningMs } = await import('./running-ms.ts');
  const [began, all] = [runningMs(), performance.now()];
  await delay(100);
  expect(runningMs() - began).toBeCloseTo(performance.now() - all, -1);
});
