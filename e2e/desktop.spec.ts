import type { ElectronApplication, Page } from '@playwright/test';
import { call } from './fixtures/calls.ts';
import { sampleFolder } from './fixtures/folders.ts';
import { answerFolderDialog, applicationOf } from './fixtures/electron-under-test.ts';
import { openFewLeaves } from './fixtures/few-leaves.ts';
import { graft } from './fixtures/terminal.ts';
import { runSentence } from './fixtures/steps.ts';
import { expect, test } from './fixtures/test.ts';

// What only the program of its own has: windows of the system, folders anywhere, the question when it is closed.

const pictures = (page: Page) => page.getByRole('region', { name: 'Pictures' }).getByRole('status').first();

/** Answers the question about a run with a button, and counts how often it was asked. */
async function answerQuestion(application: ElectronApplication, button: number): Promise<() => Promise<number>> {
  await application.evaluate(({ dialog }, response) => {
    const asked = globalThis as { asked?: number };
    asked.asked = 0;
    dialog.showMessageBox = () => {
      asked.asked! += 1;
      return Promise.resolve({ response, checkboxChecked: false });
    };
  }, button);
  return () => application.evaluate(() => (globalThis as { asked?: number }).asked!);
}

const close = (application: ElectronApplication) =>
  application.evaluate(({ BrowserWindow }) => void BrowserWindow.getAllWindows()[0]!.close());
const isShown = (application: ElectronApplication) =>
  application.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible() ?? false);

test("desktop: a folder anywhere is opened once the system's window returned it; a page alone names none", async ({ studio, workFolder }) => {
  test.skip(studio.server !== null, 'a browser has no window of the system');
  const { page } = studio;
  const application = applicationOf(page)!;
  // Below the folder for temporary files: outside of the home folder.
  const folder = sampleFolder(workFolder, 'leaves', { birch: 3, oak: 3 });
  const besideIt = sampleFolder(workFolder, 'private', { birch: 3, oak: 3 });
  const refused = async (asked: string) => expect(call(page, 'datasets/open', { folder: asked })).rejects.toThrow(/lies outside/);
  await refused(folder);
  await answerFolderDialog(application, folder);
  await page.getByRole('button', { name: 'Open a folder of pictures' }).click();
  await expect(pictures(page)).toHaveText(/^6 pictures/);
  await refused(besideIt);
});

test('desktop: closed while a run trains it asks; cancelled it stays, in the background it trains on, stopped it keeps its checkpoint', async ({ studio, workFolder }) => {
  test.skip(studio.server !== null, 'a browser asks nothing when its window is closed');
  const { page, dataFolder } = studio;
  const application = applicationOf(page)!;
  await openFewLeaves(page, workFolder);
  await page.evaluate(async () => {
    const call = async (name: string, json: object) =>
      ((await (await fetch(`/api/${name}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ json }) })).json()) as { json: any }).json;
    const [project] = await call('datasets/list', {});
    await call('runs/start', { dataset: project.id, spec: { freeze: 'until:stage4', epochs: 200, imageSize: 96 } });
  });
  await page.getByRole('navigation', { name: 'Steps of this project' }).getByRole('link', { name: /^Train/ }).click();
  await expect(runSentence(page)).toHaveText(/[Ee]poch [2-9]/, { timeout: 90_000 });

  const cancelled = await answerQuestion(application, 2);
  await close(application);
  await expect.poll(cancelled).toBe(1);
  expect(await isShown(application)).toBe(true);

  const behind = await answerQuestion(application, 0);
  await close(application);
  await expect.poll(behind).toBe(1);
  await expect.poll(() => isShown(application)).toBe(false);
  const state = async () => ((await graft(dataFolder, ['runs', 'list']))[0] as { runs?: { state: string }[] } & { state?: string });
  expect(JSON.stringify(await state())).toContain('running');

  await answerQuestion(application, 1);
  const ended = application.waitForEvent('close');
  await application.evaluate(({ app }) => app.quit());
  await ended;
  expect(JSON.stringify(await state())).toContain('paused');
});
