import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication } from '@playwright/test';
import { closeApplication, firstWindow, launchProgram } from './fixtures/electron-under-test.ts';
import { expect, test } from './fixtures/test.ts';

// Where the window opens. A window is maximised by the window manager of its display, which the test brings (openbox).

const hasManager = spawnSync('openbox', ['--version']).error === undefined;

async function started(workFolder: string): Promise<ElectronApplication> {
  const application = await launchProgram(workFolder);
  const page = await firstWindow(application);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  return application;
}

const state = (application: ElectronApplication) =>
  application.evaluate(({ BrowserWindow, screen }) => {
    const [window] = BrowserWindow.getAllWindows();
    const { workArea } = screen.getDisplayMatching(window!.getBounds());
    return { ...window!.getNormalBounds(), isMaximized: window!.isMaximized(), isShown: window!.isVisible(), workArea };
  });

test('desktop: the window opens where it was, as large as it was, maximised if it was', async ({ workFolder }, { project }) => {
  test.skip(project.name !== 'electron', 'a browser places its windows itself');
  test.skip(!hasManager, 'no window manager: apt-get install openbox');
  const manager = spawn('openbox', [], { stdio: 'ignore' });
  try {
    let application = await started(workFolder);
    await application.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.setBounds({ x: 140, y: 90, width: 1010, height: 660 }));
    await expect.poll(() => state(application)).toMatchObject({ width: 1010, height: 660 });
    const placed = await state(application);
    await closeApplication(application);

    application = await started(workFolder);
    await expect.poll(async () => (await state(application)).isShown).toBe(true);
    const again = await state(application);
    expect([again.width, again.height, again.isMaximized]).toEqual([1010, 660, false]);
    // The manager counts its frame now and then.
    expect(Math.max(Math.abs(again.x - placed.x), Math.abs(again.y - placed.y))).toBeLessThan(40);
    await application.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.maximize());
    await expect.poll(async () => (await state(application)).isMaximized).toBe(true);
    await closeApplication(application);

    application = await started(workFolder);
    await expect.poll(() => state(application)).toMatchObject({ isMaximized: true, isShown: true });
    await application.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.unmaximize());
    await expect.poll(() => state(application)).toMatchObject({ isMaximized: false, width: 1010, height: 660 });
    await closeApplication(application);
  } finally {
    manager.kill();
  }
});

test('desktop: on a screen that is gone nothing opens: the window is on one that is there', async ({ workFolder }, { project }) => {
  test.skip(project.name !== 'electron', 'a browser places its windows itself');
  const folder = join(workFolder, 'electron');
  mkdirSync(folder);
  writeFileSync(join(folder, 'window.json'), JSON.stringify({ x: 5200, y: 300, width: 4000, height: 3000, isMaximized: false }));
  const application = await started(workFolder);
  await expect.poll(async () => (await state(application)).isShown).toBe(true);
  const { x, y, width, height, workArea } = await state(application);
  expect(x).toBeGreaterThanOrEqual(workArea.x);
  expect(y).toBeGreaterThanOrEqual(workArea.y);
  expect(x + width).toBeLessThanOrEqual(workArea.x + workArea.width);
  expect(y + height).toBeLessThanOrEqual(workArea.y + workArea.height);
  await closeApplication(application);
});
