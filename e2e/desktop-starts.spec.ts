import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { call } from './fixtures/calls.ts';
import { drop } from './fixtures/drop.ts';
import { applicationOf, electronArguments, electronUnderTest } from './fixtures/electron-under-test.ts';
import { sampleFolder } from './fixtures/folders.ts';
import { expect, test } from './fixtures/test.ts';

const pictures = (page: Page) => page.getByRole('region', { name: 'Pictures' }).getByRole('status').first();

const windows = (application: ElectronApplication) =>
  application.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => [window.isVisible(), window.isMinimized()]));

/** Starts the program once more, as a person does who forgot that it runs; to its end. */
async function startAgain(workFolder: string, dataFolder: string, more: readonly string[]): Promise<number | null> {
  const { executablePath } = electronUnderTest();
  const second = spawn(executablePath, [...electronArguments(workFolder), ...more], {
    cwd: workFolder,
    env: { ...process.env, GRAFT_HOME: dataFolder },
    stdio: 'ignore',
  });
  const [code] = (await once(second, 'exit')) as [number | null];
  return code;
}

test('desktop: started a second time it shows the window that is there; given a folder, it opens it there', async ({ studio, workFolder }) => {
  test.skip(studio.server !== null, 'every start of graft serve is a program of its own');
  const { page, dataFolder } = studio;
  const application = applicationOf(page)!;
  sampleFolder(workFolder, 'leaves', { birch: 3, oak: 3 });
  await application.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.hide());

  expect(await startAgain(workFolder, dataFolder, [])).toBe(0);
  await expect.poll(() => windows(application)).toEqual([[true, false]]);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Teach it to tell your pictures apart');

  // As a person types it: relative to where they are.
  expect(await startAgain(workFolder, dataFolder, ['leaves'])).toBe(0);
  await expect(pictures(page)).toHaveText(/^6 pictures/);
  expect(await windows(application)).toHaveLength(1);

  expect(await startAgain(workFolder, dataFolder, ['not-there'])).toBe(0);
  await expect(page.getByRole('log')).toContainText(join(workFolder, 'not-there'));
  await expect(pictures(page)).toHaveText(/^6 pictures/);
});

test.describe('with a folder from the start', () => {
  test.use({
    named: 'leaves',
    workFolder: async ({ workFolder }, use) => {
      sampleFolder(workFolder, 'leaves', { birch: 3, oak: 3 });
      await use(workFolder);
    },
  });
  test('desktop: the folder that a command line names is what the window shows first', async ({ studio }) => {
    test.skip(studio.server !== null, 'graft serve takes no folder');
    await expect(pictures(studio.page)).toHaveText(/^6 pictures/);
  });
});

test('desktop: a folder that is dropped is opened wherever it lies; files beside it stay closed', async ({ studio, workFolder }) => {
  test.skip(studio.server !== null, 'a browser does not say where a dropped folder lies');
  const { page } = studio;
  const folder = sampleFolder(workFolder, 'leaves', { birch: 3, oak: 3 });
  sampleFolder(workFolder, 'private', { birch: 3, oak: 3 });
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Teach it to tell your pictures apart');
  await drop(page, [folder]);
  await expect(pictures(page)).toHaveText(/^6 pictures/);
  await expect(call(page, 'datasets/open', { folder: join(workFolder, 'private') })).rejects.toThrow(/lies outside/);
});
