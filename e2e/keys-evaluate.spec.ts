import { expectNeverLost, pressOn, stopNow, stopsOf, tabTo, watchFocus } from './fixtures/by-keys.ts';
import { call, datasetOf } from './fixtures/calls.ts';
import { downloadedFile } from './fixtures/downloaded-file.ts';
import { tabs } from './fixtures/steps.ts';
import { expect, openTrained, test } from './fixtures/trained.ts';

test('without a mouse: every tab of Evaluate, worse pictures and covered ones asked for, a report, a run renamed and deleted, commands by their words, a study deleted', async ({ studio, workFolder }) => {
  test.setTimeout(400_000);
  const { page } = studio;
  await openTrained(page, 'Evaluate');
  // Its one run is there already.
  await call(page, 'studies/start', { spec: { title: 'Seeds', dataset: datasetOf(page), base: { freeze: 'head', epochs: 3 }, repeats: { seeds: 1 } } });
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
    await expect(table.getByRole('button', { name: 'the good one', exact: true })).toBeVisible();
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

  await test.step('from the palette to the studies: its words find a command, Enter gives it, Escape gives the keyboard back', async () => {
    const palette = page.getByRole('dialog', { name: 'All commands' });
    const typed = palette.getByRole('textbox');
    const before = await stopNow(page);
    await page.keyboard.press('Control+k');
    await expect(typed).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(palette).toBeHidden();
    await expect.poll(async () => (await stopNow(page))?.id).toBe(before!.id);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('shortcuts');
    await page.keyboard.press('Enter');
    // A dialog that a command opens has the keyboard, not the palette that went.
    const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await expect(sheet).toBeVisible();
    await expect.poll(async () => (await stopNow(page))?.place).toBe('dialog');
    await page.keyboard.press('Escape');
    await expect(sheet).toBeHidden();
    await expect.poll(async () => (await stopNow(page))?.id).toBe(before!.id);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('no command is called so');
    await expect(palette.getByRole('status')).toBeVisible();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('studies');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { name: 'Studies', level: 1 })).toBeVisible();
    await expect.poll(() => stopNow(page)).not.toBeNull();
  });

  await test.step('a study is opened, and deleted with its runs: the question begins on Cancel, Escape gives the keyboard back', async () => {
    const begun = page.getByRole('region', { name: 'Studies of this project' }).getByRole('link').first();
    await pressOn(page, begun);
    const remove = page.getByRole('main').getByRole('button', { name: 'Delete …' });
    await pressOn(page, remove);
    const dialog = page.getByRole('dialog', { name: 'Delete this study?' });
    await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(remove).toBeFocused();
    await page.keyboard.press('Enter');
    const stops = await stopsOf(page, 20);
    expect(stops.filter(({ place, faults }) => place !== 'dialog' || faults.length > 0)).toEqual([]);
    await pressOn(page, dialog.getByRole('button', { name: 'Delete', exact: true }));
    await expect(page.getByRole('heading', { name: 'Studies', level: 1 })).toBeVisible();
    await expect.poll(async () => (await stopNow(page))?.place).toMatch(/main|nav/);
  });
  await expectNeverLost(page);
});
