import type { Page } from '@playwright/test';
import { datasetOf } from './fixtures/calls.ts';
import { expect, openTrained, test } from './fixtures/trained.ts';
import { speak, spoken } from './fixtures/whole.ts';

/** Words of every English sentence, and of no German one. */
const english = /\b(?:the|of|and|with|your|pictures?|which|from|are|this|that|learned|asked|right|choose|show)\b/i;

/** What a person reads, hears or points at: texts, names, titles; not what is code, a name of a file or a class, or English in every language. */
function said(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const names = ['aria-label', 'aria-description', 'data-tip', 'placeholder', 'alt'];
    for (const element of document.body.querySelectorAll<HTMLElement>('*')) {
      if (element.closest('code, kbd, pre, script, style, [lang=en]')) continue;
      const texts = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.textContent!);
      found.push(...texts, ...names.map((name) => element.getAttribute(name) ?? ''));
    }
    return [...new Set(found.map((text) => text.trim()).filter(Boolean))];
  });
}

const { de } = spoken;

test('in German no sentence is left in English, on any page and in every dialog of Data', async ({ studio }) => {
  test.setTimeout(300_000);
  const { page } = studio;
  await openTrained(page);
  const dataset = datasetOf(page);
  await speak(page, 'de');
  const address = (path: string) => new URL(path.startsWith('/') ? path : `/projects/${encodeURIComponent(dataset)}/${path}`, page.url()).href;
  const look = async (place: string) => expect.soft((await said(page)).filter((text) => english.test(text)), place).toEqual([]);

  for (const path of ['/', 'model', 'train?run=new', 'train?run=2', ...['mistakes', 'classes', 'sure', 'field', 'runs', 'compare'].map((tab) => `evaluate?run=2&tab=${tab}`), 'use', 'studies', '/models', '/settings']) {
    await page.goto(address(path));
    await page.getByRole('main').getByRole('heading').first().waitFor();
    await page.waitForTimeout(500);
    await look(path);
  }
  await page.goto(address('data'));
  const main = page.getByRole('main');
  for (const name of [de.data.pairs.near.open, de.data.suspects.open, de.labelling.again.open, de.data.groups.open]) {
    await main.getByRole('button', { name }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog).toBeVisible();
    await expect(dialog.getByRole('progressbar')).toHaveCount(0, { timeout: 90_000 });
    await look(name);
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
  }
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toBeVisible();
  await look('shortcuts');
});
