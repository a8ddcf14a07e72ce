import { expectNeverLost, pressOn, stopNow, tabTo, watchFocus } from './fixtures/by-keys.ts';
import { runCard, runSentence, tabs } from './fixtures/steps.ts';
import { expect, test } from './fixtures/test.ts';

test('without a mouse: the sample, how deep, the settings, a training, its end; the keyboard’s place is never lost', async ({ studio }) => {
  test.setTimeout(300_000);
  const { page } = studio;
  await watchFocus(page);
  const step = page.getByRole('region', { name: 'Next step' });
  const depth = page.getByRole('group', { name: 'How deep to train' });

  await test.step('the sample is opened, and the page that comes has the keyboard', async () => {
    await pressOn(page, page.getByRole('button', { name: /^Try the sample/ }));
    await expect(page.getByRole('grid', { name: 'Pictures' }).getByRole('gridcell').first()).toBeVisible({ timeout: 60_000 });
    await expect.poll(() => stopNow(page)).not.toBeNull();
  });

  await test.step('the freeze line is moved by arrows, and a preset by its radio buttons', async () => {
    await pressOn(page, tabs(page).getByRole('link', { name: /^Base model/ }));
    const line = page.getByRole('slider', { name: /^Freeze line/ });
    await tabTo(page, line);
    await page.keyboard.press('Home');
    await expect(line).toHaveAttribute('aria-valuenow', '0');
    await page.keyboard.press('End');
    await page.keyboard.press('Shift+ArrowLeft');
    await expect(line).not.toHaveAttribute('aria-valuenow', '0');
    await expect(line).toBeFocused();
    await tabTo(page, depth.getByRole('radio', { checked: true }), { back: true });
    await page.keyboard.press('ArrowLeft');
    const stop = await stopNow(page);
    expect(stop?.faults).toEqual([]);
    for (let presses = 0; presses < 6 && !(await depth.getByRole('radio', { name: 'Last stage' }).isChecked()); presses += 1) await page.keyboard.press('ArrowRight');
    await expect(depth.getByRole('radio', { name: 'Last stage' })).toBeFocused();
  });

  await test.step('a row of the table of cuts moves the line, and keeps the keyboard', async () => {
    const row = page.getByRole('table').getByRole('button', { name: /from stage 3|stage 3/ }).first();
    await pressOn(page, row);
    await expect(row).toBeFocused();
    await pressOn(page, page.getByRole('table').getByRole('button', { name: /stage 4/ }).first());
  });

  await test.step('the settings: three depths of detail, a field, back to how they were', async () => {
    await page.keyboard.press('Control+3');
    const detail = page.getByRole('group', { name: 'How much to show' });
    await tabTo(page, detail.getByRole('radio', { checked: true }));
    for (let presses = 0; presses < 3 && !(await detail.getByRole('radio', { name: 'Everything' }).isChecked()); presses += 1) await page.keyboard.press('ArrowRight');
    await expect(detail.getByRole('radio', { name: 'Everything' })).toBeFocused();
    await tabTo(page, page.getByLabel('Epochs', { exact: true }));
    await page.keyboard.press('Control+a');
    await page.keyboard.type('400');
    await page.keyboard.press('Tab');
    await pressOn(page, page.getByRole('button', { name: 'Let the program choose everything' }));
    await expect.poll(() => stopNow(page)).not.toBeNull();
    await tabTo(page, page.getByLabel('Epochs', { exact: true }), { back: true });
    await page.keyboard.press('Control+a');
    await page.keyboard.type('400');
    await page.keyboard.press('Tab');
  });

  await test.step('it begins, and is stopped', async () => {
    await pressOn(page, step.getByRole('button', { name: /^Train with/ }));
    await expect(page).toHaveURL(/\/train\?run=1$/, { timeout: 30_000 });
    await expect.poll(() => stopNow(page)).not.toBeNull();
    const stopped = runCard(page).getByRole('button', { name: 'Stop and keep' });
    await pressOn(page, stopped);
    await expect(runSentence(page)).toHaveText(/^(Stopped after|Done in)/, { timeout: 60_000 });
    await expect.poll(() => stopNow(page)).not.toBeNull();
  });
  await expectNeverLost(page);
});
