import { expectNeverLost, pressOn, stopNow, tabTo, watchFocus } from './fixtures/by-keys.ts';
import { downloadedFile } from './fixtures/downloaded-file.ts';
import { tabs } from './fixtures/steps.ts';
import { expect, openTrained, test } from './fixtures/trained.ts';

test('without a mouse: every tab of Evaluate, worse pictures and covered ones asked for, a report, a run renamed and deleted', async ({ studio, workFolder }) => {
  test.setTimeout(400_000);
  const { page } = studio;
  await openTrained(page, 'Evaluate');
  await watchFocus(page);
  await tabTo(page, tabs(page).getByRole('link', { name: /^Evaluate/ }));
  const list = page.getByRole('tablist', { name: 'Evaluate' });
  const open = async (name: RegExp) => {
    await tabTo(page, list.getByRole('tab', { selected: true }), { back: !(await isBefore()) });
    const wanted = list.getByRole('tab', { name });
    for (let presses = 0; presses < 6 && !(await wanted.evaluate((tab) => tab === document.activeElement)); presses += 1) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await expect(wanted).toHaveAttribute('aria-selected', 'true');
    await expect(wanted).toBeFocused();
  };
  /** Whether the tabs come after what has the focus. */
  const isBefore = () => list.evaluate((element) => (document.activeElement!.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING) > 0);

  await test.step('calibration, as a diagram and as a table', async () => {
    await open(/^How sure/);
    await pressOn(page, page.getByRole('button', { name: 'Show as table' }));
    await expect(page.getByRole('button', { name: 'Show as chart' })).toBeFocused();
    await expect(page.getByRole('table', { name: 'How often right, how sure' })).toBeVisible();
  });

  for (const [heading, sees] of [
    ['When pictures get worse', 'table'],
    ['Does it need the object?', 'none'],
  ] as const) {
    await test.step(`${heading}: from its button to its figures, the keyboard stays`, async () => {
      if (sees === 'table') await open(/^In the field/);
      const part = page.locator('section').filter({ has: page.getByRole('heading', { name: heading }) }).last();
      await pressOn(page, part.getByRole('button', { name: 'Find out' }));
      const cancel = part.getByRole('button', { name: 'Cancel' });
      await expect(cancel.or(part.getByRole('button', { name: 'Ask again' }))).toBeFocused();
      await expect(part.getByRole('button', { name: 'Ask again' })).toBeFocused({ timeout: 120_000 });
      if (sees === 'table') await expect(part.getByRole('table', { name: heading }).getByRole('row')).toHaveCount(8);
      await page.keyboard.press('Enter');
      await expect(cancel).toBeFocused();
      await page.keyboard.press('Enter');
      await expect(part.getByRole('button', { name: 'Ask again' })).toBeFocused();
    });
  }

  await test.step('a report, and the dialog of what judges it', async () => {
    const report = page.getByRole('main').getByRole('button', { name: 'Report', exact: true });
    await tabTo(page, report, { back: true });
    const { name } = await downloadedFile(page, workFolder, () => page.keyboard.press('Enter'));
    expect(name).toMatch(/-report\.html$/);
    await expect(report).toBeFocused();
  });

  await test.step('a run is renamed and another deleted in the table', async () => {
    await open(/^Runs/);
    const table = page.getByRole('table', { name: 'Runs' });
    await pressOn(page, table.getByRole('button', { name: 'Rename run 2' }));
    await expect(page.getByLabel('Name of the run')).toBeFocused();
    await page.keyboard.type('the good one');
    await page.keyboard.press('Enter');
    await expect(table.getByRole('button', { name: 'the good one' })).toBeVisible();
    await expect.poll(async () => (await stopNow(page))?.place).toBe('main');
    await pressOn(page, table.getByRole('button', { name: 'Note of run 2' }));
    await page.keyboard.press('Escape');
    await expect(table.getByRole('button', { name: 'Note of run 2' })).toBeFocused();
    await pressOn(page, table.getByRole('button', { name: 'Delete run 1' }));
    const dialog = page.getByRole('dialog');
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await expect(table.getByRole('button', { name: 'Delete run 1' })).toBeFocused();
    await page.keyboard.press('Enter');
    await pressOn(page, dialog.getByRole('button', { name: 'Delete' }));
    await expect(table.getByRole('row')).toHaveCount(2);
    await expect.poll(async () => (await stopNow(page))?.place).toBe('main');
  });
  await expectNeverLost(page);
});
