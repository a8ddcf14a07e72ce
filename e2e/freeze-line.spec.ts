import type { Locator, Page } from '@playwright/test';
import type { NetworkTable } from '../src/shared/contract/backbone-calls.ts';
import type { PlanView } from '../src/shared/contract/plan-view.ts';
import { call, datasetOf } from './fixtures/calls.ts';
import { choose, goTo, trySample } from './fixtures/steps.ts';
import { expect, test } from './fixtures/test.ts';

/** Parameters of torchvision's resnet18 by part, with a head of six classes: what is counted elsewhere. */
const resnet18 = {
  stem: 9_536,
  'stage1.0': 73_984,
  'stage1.1': 73_984,
  'stage2.0': 230_144,
  'stage2.1': 295_424,
  'stage3.0': 919_040,
  'stage3.1': 1_180_672,
  'stage4.0': 3_673_088,
  'stage4.1': 4_720_640,
  head: 512 * 6 + 6,
};
const cuts = ['stem', 'stage1', 'stage1.1', 'stage2', 'stage2.1', 'stage3', 'stage3.1', 'stage4', 'stage4.1', 'head'];
const trainedFrom = (cut: string) =>
  Object.values(resnet18)
    .slice(cuts.indexOf(cut))
    .reduce((sum, one) => sum + one, 0);
const shown = (value: number) =>
  new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 }).format(value);
const all = shown(trainedFrom('stem'));

const slider = (page: Page): Locator => page.getByRole('slider', { name: /^Freeze line/ });

/** The line lies before `cut`, and everything beside it says so. */
async function expectLineAt(page: Page, cut: string): Promise<void> {
  await expect(slider(page)).toHaveAttribute('aria-valuenow', String(cuts.indexOf(cut)));
  await expect(page.getByRole('figure').locator('code').filter({ hasText: new RegExp(`^${cut}$`) })).toBeVisible();
  const trained = shown(trainedFrom(cut));
  await expect(slider(page)).toHaveAttribute('aria-valuetext', new RegExp(`: ${trained} of ${all} parameters$`));
  await expect(page.getByText(`trained: ${trained} of ${all} parameters`)).toBeVisible();
  await expect(page.getByRole('definition').filter({ hasText: `of ${all}` })).toContainText(trained);
}

test('the freeze line is moved by keys and by mouse, and everything follows', async ({ studio }) => {
  const { page } = studio;
  await trySample(page);
  const dataset = datasetOf(page);
  await goTo(page, 'Base model');
  await choose(page, 'How deep to train', 'Last stage');

  await test.step('the table behind it counts as torchvision does', async () => {
    const table = await call<NetworkTable>(page, 'backbones/network', { backbone: 'resnet18.graft_starter', dataset });
    expect(Object.fromEntries(table.parts.map((part) => [part.part, part.parameters]))).toEqual(resnet18);
    expect(table.cuts.map((one) => [one.cut, one.trainableParameters])).toEqual(cuts.map((cut) => [cut, trainedFrom(cut)]));
  });

  await test.step('keys', async () => {
    await slider(page).focus();
    const steps: [string, string][] = [
      ['Home', 'stem'],
      ['ArrowLeft', 'stem'],
      ['ArrowRight', 'stage1'],
      ['ArrowRight', 'stage1.1'],
      ['Shift+ArrowRight', 'stage2'],
      ['Shift+ArrowRight', 'stage3'],
      ['ArrowUp', 'stage3.1'],
      ['Shift+ArrowLeft', 'stage3'],
      ['ArrowDown', 'stage2.1'],
      ['PageUp', 'stage3'],
      ['PageDown', 'stage2'],
      ['End', 'head'],
      ['ArrowRight', 'head'],
    ];
    for (const [key, cut] of steps) {
      await page.keyboard.press(key);
      await expectLineAt(page, cut);
    }
  });

  await test.step('presets move the line, and the line chooses the preset', async () => {
    const presets = page.getByRole('group', { name: 'How deep to train' });
    const chosen = (name: string) => presets.getByRole('radio', { name, exact: true });
    await expect(chosen('Head only')).toBeChecked();
    await choose(page, 'How deep to train', 'Everything');
    await expectLineAt(page, 'stem');
    await choose(page, 'How deep to train', 'Head first, then from here');
    await expectLineAt(page, 'stage4');
    await slider(page).press('ArrowLeft');
    await expect(chosen('Head first, then from here')).toBeChecked();
    await expectLineAt(page, 'stage3.1');
    await choose(page, 'How deep to train', 'From here on');
    await expectLineAt(page, 'stage3.1');
    await slider(page).press('ArrowRight');
    await expect(chosen('Last stage')).toBeChecked();
    // From stage 4 on is the same as the last stage: the more usual name stays.
    await presets.getByText('From here on', { exact: true }).click();
    await expect(chosen('Last stage')).toBeChecked();
    await slider(page).press('Home');
    await expect(chosen('Everything')).toBeChecked();
  });

  await test.step('mouse', async () => {
    for (const cut of ['head', 'stage2.1', 'stem', 'stage3']) {
      await dragTo(page, cut);
      await expectLineAt(page, cut);
    }
  });

  await test.step('figures follow while the mouse still holds it', async () => {
    const { x, y } = await middleOf(slider(page));
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 400, y, { steps: 4 });
    await expect(slider(page)).not.toHaveAttribute('aria-valuenow', String(cuts.indexOf('stage3')));
    await page.mouse.move(x, y, { steps: 4 });
    await expectLineAt(page, 'stage3');
    await page.mouse.up();
    await page.mouse.move(x + 400, y);
    await expectLineAt(page, 'stage3');
  });

  await test.step('a reload changes nothing', async () => {
    await page.reload();
    await expectLineAt(page, 'stage3');
  });

  await test.step('time and memory are measured by themselves; at another place the time is scaled at once', async () => {
    const figure = (name: string) => page.getByText(name, { exact: true }).locator('xpath=..').getByRole('definition');
    await expect(figure('One epoch')).toContainText('measured here', { timeout: 90_000 });
    await expect(figure('Memory at most')).toContainText(/\d (MB|GB)/);
    await slider(page).press('ArrowRight');
    await expect(figure('One epoch')).toContainText('≈');
    await slider(page).press('ArrowLeft');
    await expect(figure('One epoch')).toContainText('measured here');
  });

  await test.step('training means the same', async () => {
    const { plan, parts, cacheBytes } = await call<PlanView>(page, 'runs/plan', {
      dataset,
      spec: { freeze: 'until:stage3' },
    });
    expect(plan.freeze).toBe('until:stage3');
    expect(parts.reduce((sum, { trained }) => sum + trained, 0)).toBe(trainedFrom('stage3'));
    await expect(page.getByText('Kept on disk').locator('xpath=..').getByRole('definition')).toContainText(
      megabytes(cacheBytes),
    );
    await goTo(page, 'Train');
    await choose(page, 'How much to show', 'Usual');
    await expect(page.getByText('(until:stage3)')).toContainText('stage 3');
    const sentences = page.getByRole('complementary', { name: 'What will happen' }).getByRole('list').first();
    await expect(sentences).toContainText('stage 3');
  });
});

/** As the window writes bytes. */
const megabytes = (bytes: number) => (bytes >= 999.5e6 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.round(bytes / 1e6)} MB`);

/** Of what has come to rest. */
async function middleOf(target: Locator): Promise<{ x: number; y: number }> {
  await target.evaluate((element) => Promise.all(element.getAnimations().map(({ finished }) => finished)));
  const box = (await target.boundingBox())!;
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Takes the line and lets it go over the gap before `cut`. */
async function dragTo(page: Page, cut: string): Promise<void> {
  const from = await middleOf(slider(page));
  const to = await gapBefore(page, cut);
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to) / 2, from.y - 10, { steps: 3 });
  await page.mouse.move(to, from.y, { steps: 3 });
  await page.mouse.up();
}

/** Where the part after the line begins on the screen: the drawn blocks carry their names as titles. */
async function gapBefore(page: Page, cut: string): Promise<number> {
  const part = Object.keys(resnet18)[cuts.indexOf(cut)]!;
  const block = page.locator('svg rect').filter({ has: page.locator('title', { hasText: `${part}:` }) });
  return (await block.boundingBox())!.x - 1;
}
