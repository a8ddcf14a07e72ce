import { expectNeverLost, pressOn, watchFocus } from './fixtures/by-keys.ts';
import { call, datasetOf } from './fixtures/calls.ts';
import { keepPicture } from './fixtures/keep-picture.ts';
import { accessibilityProblems } from './fixtures/looks.ts';
import { classes, expect, openTrained, test } from './fixtures/trained.ts';

test('wrong labels: one key a picture says right, wrong or unsure, the next picture is there at once, all of it is taken back; whole at 1024x700, in German too', async ({ studio }) => {
  const { page } = studio;
  await page.setViewportSize({ width: 1024, height: 700 });
  await openTrained(page);
  const dataset = datasetOf(page);
  const index = await call<{ classes: string[]; ids: number[]; labels: number[] }>(page, 'images/index', { dataset, filter: {} });
  const oaks = index.ids.filter((_, at) => index.classes[index.labels[at]!] === 'oak').slice(0, 3);
  await call(page, 'labels/set', { dataset, images: oaks, label: 'willow' });

  await page.getByRole('button', { name: 'Look for wrong labels …' }).click();
  const dialog = page.getByRole('dialog', { name: 'Labels that look wrong' });
  await expect(dialog.getByText(/^1 of \d+$/)).toBeVisible({ timeout: 60_000 });
  const own = dialog.locator('figure img').filter({ visible: true });
  const said = dialog.locator('figcaption').filter({ visible: true });
  const drawn = () => own.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth > 0);
  await expect.poll(drawn).toBe(true);
  // The next two are hidden, and there.
  await expect.poll(() => dialog.locator('figure img').evaluateAll((all: HTMLImageElement[]) => all.filter((image) => image.complete && image.naturalWidth > 0).length)).toBe(3);
  for (const part of [own, said]) await expect(part).toBeInViewport({ ratio: 1 });
  await keepPicture(page, 'wrong-labels-en');
  expect(await accessibilityProblems(page)).toEqual([]);

  const [given, likely] = await Promise.all([said.locator('strong'), said.locator('span').first()].map(async (line) => (await line.textContent())!.trim().split(' ').at(-1)));
  const yieldLine = dialog.getByRole('status');
  await page.keyboard.press('w');
  await expect(yieldLine).toHaveText(/^1 of 1 judged was wrong/);
  // It came while the first was looked at.
  expect(await drawn()).toBe(true);
  await page.keyboard.press('r');
  await expect(yieldLine).toHaveText(/^1 of the 2 judged were wrong/);
  await page.keyboard.press('u');
  await expect(dialog.getByText(/^4 of \d+$/)).toBeVisible();
  await expect(yieldLine).toHaveText(/^1 of the 2 judged were wrong/);
  for (let left = 3; left > 0; left -= 1) {
    await page.keyboard.press('Control+z');
    await expect(dialog.getByText(new RegExp(`^${left} of \\d+$`))).toBeVisible();
  }
  await expect(yieldLine).toHaveText('None judged so far.');
  await expect(said).toContainText(given!);
  await expect(said).toContainText(likely!);

  await test.step('another class by keys alone: arrows only go through the menu, Enter says it, and the keyboard stays with the next picture', async () => {
    const others = classes.filter((name) => name !== given && name !== likely);
    const countOf = async (name: string) => (await call<{ classes: { name: string; count: number }[] }>(page, 'datasets/show', { dataset })).classes.find((one) => one.name === name)!.count;
    const before = await countOf(others[2]!);
    await watchFocus(page);
    await pressOn(page, dialog.getByRole('button', { name: 'Another class …' }).filter({ visible: true }));
    for (let presses = 0; presses < 2; presses += 1) await page.keyboard.press('ArrowDown');
    await expect(page.getByRole('menuitem', { name: others[2] })).toBeFocused();
    await expect(yieldLine).toHaveText('None judged so far.');
    await page.keyboard.press('Enter');
    await expect(yieldLine).toHaveText(/^1 of 1 judged was wrong/);
    await expect(dialog.getByText(/^2 of \d+$/)).toBeVisible();
    expect(await countOf(others[2]!)).toBe(before + 1);
    await page.keyboard.press('u');
    await pressOn(page, dialog.getByRole('button', { name: 'Undo' }));
    await expect(dialog.getByText(/^2 of \d+$/)).toBeVisible();
    await page.keyboard.press('Control+z');
    await expect(yieldLine).toHaveText('None judged so far.');
    await expectNeverLost(page);
  });

  await page.keyboard.press('Escape');
  await page.evaluate(() => localStorage.setItem('graft.language', 'de'));
  await page.reload();
  await page.getByRole('button', { name: 'Falsche Klassen suchen …' }).click();
  const german = page.getByRole('dialog', { name: 'Bilder, deren Klasse falsch aussieht' });
  await expect(german.getByText(/^1 von \d+$/)).toBeVisible({ timeout: 60_000 });
  await expect(german.locator('figcaption').filter({ visible: true })).toBeInViewport({ ratio: 1 });
  for (const button of [`Richtig: Es ist ${given}`, `Falsch: Es ist ${likely}`, 'Unsicher']) await expect(german.getByRole('button', { name: new RegExp(button) })).toBeInViewport({ ratio: 1 });
  await keepPicture(page, 'wrong-labels-de');
});
