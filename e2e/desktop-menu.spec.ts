import { dirname } from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { applicationOf } from './fixtures/electron-under-test.ts';
import { openFewLeaves } from './fixtures/few-leaves.ts';
import { expect, test } from './fixtures/test.ts';

// The application menu, as the system shows it: each item does what it says, by mouse and by the keys beside it.

interface Shown {
  readonly label: string;
  readonly items: readonly { readonly id: string; readonly label: string; readonly accelerator: string | null; readonly role: string | null }[];
}

const menuOf = (application: ElectronApplication): Promise<Shown[]> =>
  application.evaluate(({ Menu }) =>
    Menu.getApplicationMenu()!.items.map(({ label, submenu }) => ({
      label,
      items: submenu!.items
        .filter(({ type }) => type !== 'separator')
        .map((item) => ({ id: item.id, label: item.label, accelerator: (item.accelerator as string | undefined) ?? null, role: item.role ?? null })),
    })),
  );

/** Chooses an item as the system does: with the window that has the focus. */
const choose = (application: ElectronApplication, what: { id?: string; role?: string }): Promise<void> =>
  application.evaluate(({ BrowserWindow, Menu }, { id, role }) => {
    const [window] = BrowserWindow.getAllWindows();
    const item = Menu.getApplicationMenu()!.items.flatMap(({ submenu }) => submenu!.items).find((one) => (id ? one.id === id : one.role === role))!;
    (item.click as (...given: unknown[]) => void)({}, window, window!.webContents);
  }, what);

const theme = (page: Page) => page.evaluate(() => document.documentElement.dataset.theme ?? 'system');
const path = (page: Page) => page.evaluate(() => location.pathname + location.search);

test('desktop: every item of the menu does what it says, and so do its keys', async ({ studio, workFolder }) => {
  test.skip(studio.server !== null, "a browser's menu is its own");
  const { page } = studio;
  const application = applicationOf(page)!;
  await openFewLeaves(page, workFolder);
  const project = (await path(page)).split('/')[2]!;
  const places: [string, string][] = [
    ['go-model', `/projects/${project}/model`],
    ['go-train', `/projects/${project}/train`],
    ['go-evaluate', `/projects/${project}/evaluate`],
    ['go-use', `/projects/${project}/use`],
    ['go-data', `/projects/${project}/data`],
    ['settings', '/settings'],
    ['go-models', '/models'],
    ['import-model', '/models?import=1'],
    ['go-projects', '/'],
  ];
  const accelerators = new Map((await menuOf(application)).flatMap(({ items }) => items.map(({ id, accelerator }) => [id, accelerator] as const)));
  for (const [id, place] of places) {
    await choose(application, { id });
    await expect.poll(() => path(page), id).toMatch(new RegExp(`^${place.replace('?', '\\?')}($|\\?)`));
  }
  await page.goBack();
  await choose(application, { id: 'go-data' });
  // A key that is quicker than the menu would be followed by its way to the data.
  await expect.poll(() => path(page)).toMatch(new RegExp(`^/projects/${project}/data`));
  for (const [id, place] of places) {
    const keys = accelerators.get(id);
    if (!keys) continue;
    await page.keyboard.press(keys.replace('CmdOrCtrl', 'Control'));
    await expect.poll(() => path(page), keys).toMatch(new RegExp(`^${place}`));
  }

  const opens: [string, string, string | null][] = [
    ['palette', 'All commands', 'Control+k'],
    ['shortcuts', 'Keyboard shortcuts', null],
  ];
  for (const [id, title, keys] of opens) {
    for (const act of [() => choose(application, { id }), () => page.keyboard.press(keys!)].slice(0, keys ? 2 : 1)) {
      await act();
      await expect(page.getByRole('dialog', { name: title })).toBeVisible();
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toBeHidden();
    }
  }
  const before = await theme(page);
  await choose(application, { id: 'theme' });
  await expect.poll(() => theme(page)).not.toBe(before);

  const zoom = () => application.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.webContents.getZoomLevel());
  await choose(application, { role: 'zoomin' });
  await expect.poll(zoom).toBeGreaterThan(0);
  await choose(application, { role: 'zoomout' });
  await choose(application, { role: 'zoomout' });
  await expect.poll(zoom).toBeLessThan(0);
  await choose(application, { role: 'resetzoom' });
  await expect.poll(zoom).toBe(0);
});

test('desktop: the menu and the windows of the system speak the language of the page', async ({ studio, workFolder }) => {
  test.skip(studio.server !== null, "a browser's menu is its own");
  const { page } = studio;
  const application = applicationOf(page)!;
  const folder = await openFewLeaves(page, workFolder);
  const titles = async () => (await menuOf(application)).map(({ label }) => label);
  expect(await titles()).toEqual(['File', 'Edit', 'View', 'Go', 'Window', 'Help']);
  await page.evaluate(() => localStorage.setItem('graft.language', 'de'));
  await page.reload();
  await expect.poll(titles).toEqual(['Datei', 'Bearbeiten', 'Ansicht', 'Gehe zu', 'Fenster', 'Hilfe']);
  const labels = (await menuOf(application)).flatMap(({ items }) => items.map(({ label }) => label));
  expect(labels).toContain('Einstellungen');
  expect(labels).toContain('Rückgängig');

  const asked = application.evaluate(
    ({ dialog }) =>
      new Promise<unknown>((resolve) => {
        dialog.showOpenDialog = ((...given: unknown[]) => {
          resolve(given.at(-1));
          return Promise.resolve({ canceled: true, filePaths: [] });
        }) as never;
      }),
  );
  await choose(application, { id: 'open-folder' });
  // Beside the project that was opened last, and not in Downloads.
  expect(await asked).toMatchObject({ title: 'Einen Ordner mit Bildern öffnen', defaultPath: dirname(folder) });
});
