import { expect, test } from '@playwright/test';
import { chooseDepth, goTo, train, trySample, untilDone } from '../../e2e/fixtures/steps.ts';
import { startAs } from './program.ts';
import { processesOf, sh } from './system.ts';

const user = process.env.GRAFT_CHECK_USER!;

test('an ordinary user opens the sample, trains, exports and closes the window, all in the sandbox', async () => {
  const uid = Number(sh('id', ['--user', user]));
  const program = await startAs(user, 'graft-studio');
  const { page } = program;
  try {
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    const renderers = processesOf(uid).filter(({ command }) => command.includes('--type=renderer'));
    expect(renderers.length, 'a page has a process').toBeGreaterThan(0);
    expect(renderers.every(({ hasSeccomp, hasNamespace }) => hasSeccomp && hasNamespace), 'pages run in the sandbox').toBe(true);
    expect(processesOf(uid).some(({ command }) => command.includes('--no-sandbox'))).toBe(false);
    expect(await page.evaluate('[isSecureContext, "require" in globalThis, "process" in globalThis]')).toEqual([true, false, false]);

    await trySample(page);
    await chooseDepth(page, 'Head only');
    await train(page, { fields: { Epochs: '5' } });
    await untilDone(page, 1, 300_000);
    await goTo(page, 'Use');
    const card = page.getByRole('article', { name: /^Python with onnxruntime/ });
    await page.getByRole('button', { name: 'Export it for Python' }).click();
    const receipt = card.getByText(/^Checked on \d+ pictures: largest difference/);
    await expect(receipt).toBeVisible({ timeout: 180_000 });
    console.log(`first page after ${(program.startMs / 1000).toFixed(1)} s; ${(await receipt.textContent())!.trim()}`);

    await page.evaluate('window.close()');
    expect(await program.ended, `it ends with 0 once its window is closed\n${program.said()}`).toBe(0);
    const left = processesOf(uid).filter(({ command }) => command.includes('graft-studio'));
    expect(left, 'nothing of it runs on').toEqual([]);
  } catch (error) {
    console.log(program.said().slice(-4000));
    if (!page.isClosed()) await page.screenshot({ path: test.info().outputPath('page.png') });
    throw error;
  } finally {
    await program.browser.close();
  }
});
