import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { call } from './fixtures/calls.ts';
import { applicationOf } from './fixtures/electron-under-test.ts';
import { openFewLeaves } from './fixtures/few-leaves.ts';
import { graft } from './fixtures/terminal.ts';
import { goTo, runSentence } from './fixtures/steps.ts';
import { expect, test } from './fixtures/test.ts';

// What becomes of the program where something goes wrong in it that nobody was prepared for.

const logOf = (workFolder: string): string => {
  const file = join(workFolder, 'electron/logs/graft-studio.log');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
};

/** What the window of the system would say, in a file: the program is gone when it is read. */
async function keepErrorBox(application: ElectronApplication, file: string): Promise<void> {
  await application.evaluate(({ dialog }, target) => {
    dialog.showErrorBox = (title, content) => process.getBuiltinModule('node:fs').writeFileSync(target, `${title}\n${content}`);
  }, file);
}

/** Plants it a moment later, so that the test's own call is answered. */
const plant = (application: ElectronApplication, kind: 'an exception' | 'a rejection') =>
  application.evaluate((_electron, what) => {
    setTimeout(() => {
      if (what === 'an exception') throw new TypeError('planted by a test');
      void Promise.reject(new TypeError('planted by a test'));
    }, 100);
  }, kind);

for (const kind of ['an exception', 'a rejection'] as const) {
  test(`desktop: ${kind} that nobody caught ends the program, says so and where it stands`, async ({ studio, workFolder }) => {
    test.skip(studio.server !== null, 'Node itself ends graft serve');
    const application = applicationOf(studio.page)!;
    const said = join(workFolder, 'said.txt');
    await keepErrorBox(application, said);
    const child = application.process();
    const ended = new Promise((resolve) => child.once('exit', resolve));
    await plant(application, kind);
    expect(await ended).toBe(1);
    expect(readFileSync(said, 'utf8')).toContain('planted by a test');
    expect(readFileSync(said, 'utf8')).toContain(join(workFolder, 'electron/logs/graft-studio.log'));
    expect(logOf(workFolder)).toMatch(/Z Nobody (caught|waited for): TypeError: planted by a test\n\s+at /);
  });
}

test('desktop: a run that trained when the program broke rests at a checkpoint, and the database is whole', async ({ studio, workFolder }) => {
  test.skip(studio.server !== null, 'ends only the desktop program');
  const { page, dataFolder } = studio;
  const application = applicationOf(page)!;
  await openFewLeaves(page, workFolder);
  await startLongRun(page);
  await keepErrorBox(application, join(workFolder, 'said.txt'));
  const ended = new Promise((resolve) => application.process().once('exit', resolve));
  await plant(application, 'an exception');
  await ended;
  // The trainer hears that its parent is gone, writes its checkpoint and ends; whoever comes next finds the run without one.
  const state = async () => JSON.stringify(await graft(dataFolder, ['runs', 'list']));
  await expect.poll(state, { timeout: 60_000 }).toMatch(/"state":"failed".*"trainer-died".*goes on from the last checkpoint/);
  expect(readdirSync(join(dataFolder, 'runs/1'))).toContain('last.safetensors');
});

test('desktop: while the desk closes the page asks it nothing any more', async ({ studio, workFolder }) => {
  test.skip(studio.server !== null, 'a browser is no part of the program');
  const { page } = studio;
  const application = applicationOf(page)!;
  await openFewLeaves(page, workFolder);
  await startLongRun(page);
  await application.evaluate(({ dialog, BrowserWindow }) => {
    dialog.showMessageBox = () => Promise.resolve({ response: 1, checkboxChecked: false });
    BrowserWindow.getAllWindows()[0]!.close();
  });
  // The desk still closes: the run writes its checkpoint.
  await page.waitForEvent('close', { timeout: 2000 });
  expect(application.process().exitCode).toBeNull();
  await application.waitForEvent('close');
  expect(logOf(workFolder)).toBe('');
});

test("desktop: Electron's own process decodes nothing and loads no decoder, and keeps no cookie", async ({ studio, workFolder }) => {
  test.skip(studio.server !== null, 'only Electron brings a GLib that libvips crashes beside');
  const { page } = studio;
  await openFewLeaves(page, workFolder);
  await expect(page.getByRole('grid', { name: 'Pictures' }).getByRole('gridcell').first().locator('img')).toBeVisible();
  const maps = readFileSync(`/proc/${applicationOf(page)!.process().pid}/maps`, 'utf8');
  expect(maps).toContain('libglib');
  expect(maps).toContain('better-sqlite3');
  expect(maps).not.toMatch(/libvips|sharp-linux|onnxruntime|tensorflow/);
  // Nor is there anything in the store of cookies, which the fuse enableCookieEncryption would encrypt.
  expect(await applicationOf(page)!.evaluate(({ session }) => session.defaultSession.cookies.get({}))).toEqual([]);
});

async function startLongRun(page: Page): Promise<void> {
  const [project] = await call<{ id: string }[]>(page, 'datasets/list', {});
  await call(page, 'runs/start', { dataset: project!.id, spec: { freeze: 'until:stage4', epochs: 200, imageSize: 96 } });
  await goTo(page, 'Train');
  await expect(runSentence(page)).toHaveText(/[Ee]poch [2-9]/, { timeout: 90_000 });
}
