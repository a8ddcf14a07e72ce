import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import sharp from 'sharp';
import { call } from '../../e2e/fixtures/calls.ts';
import { closeApplication, firstWindow, launchProgram } from '../../e2e/fixtures/electron-under-test.ts';
import { graftEvents } from '../../bench/graft-events.ts';

const checkout = join(import.meta.dirname, '../..');
const target = join(checkout, 'docs', 'window');
const sample = join(checkout, 'datasets', 'sample');

interface Shot {
  readonly name: string;
  readonly path: string;
  readonly theme: 'light' | 'dark';
  readonly prepare?: (page: Page) => Promise<unknown>;
}

const shots: readonly Shot[] = [
  { name: 'data', path: '/projects/leaves/data', theme: 'light' },
  { name: 'model', path: '/projects/leaves/model', theme: 'light', prepare: (page) => page.getByText('measured here').first().waitFor({ timeout: 300_000 }) },
  { name: 'evaluate', path: '/projects/leaves/evaluate?run=1', theme: 'light' },
  { name: 'use', path: '/projects/leaves/use', theme: 'light', prepare: usePicture },
  { name: 'train', path: '/projects/leaves/train', theme: 'dark', prepare: watchTraining },
];

const wanted = process.argv.slice(2);
const work = mkdtempSync(join(tmpdir(), 'graft-screenshots-'));
// It gives the window its title, and makes it as large as the screen.
const manager = spawn('openbox', [], { stdio: 'ignore' });
try {
  process.env.GRAFT_HOME = join(work, 'data');
  await graftEvents(['datasets', 'add', sample, '--name', 'leaves', '--json']);
  await graftEvents(['train', 'leaves', '--json']);
  const application = await launchProgram(work);
  const page = await firstWindow(application);
  await application.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.maximize());
  mkdirSync(target, { recursive: true });
  for (const { name, path, theme, prepare } of wanted.length > 0 ? shots.filter((shot) => wanted.includes(shot.name)) : shots) {
    // As it is chosen in the settings.
    await page.evaluate((chosen) => localStorage.setItem('graft.theme', chosen), theme);
    await page.goto(new URL(path, page.url()).href);
    await prepare?.(page);
    // Over nothing that would show it.
    await page.mouse.move(100, 600);
    await page.waitForTimeout(2500);
    await sharp(await screenOf(application)).webp({ quality: 82 }).toFile(join(target, `${name}.webp`));
    console.log(`docs/window/${name}.webp`);
  }
  await closeApplication(application);
} finally {
  manager.kill();
  rmSync(work, { recursive: true, force: true });
}

/** The whole screen as the display shows it: the window with its title and its menu. @returns a PNG */
async function screenOf(application: ElectronApplication): Promise<Buffer> {
  const base64 = await application.evaluate(async ({ desktopCapturer, screen }) => {
    const [source] = await desktopCapturer.getSources({ types: ['screen'], thumbnailSize: screen.getPrimaryDisplay().size });
    return source!.thumbnail.toPNG().toString('base64');
  });
  return Buffer.from(base64, 'base64');
}

async function usePicture(page: Page): Promise<void> {
  await page.locator('input[type=file]').setInputFiles([join(sample, 'maple/maple-01.jpg'), join(sample, 'oak/oak-05.jpg')]);
  await page.getByText('Show what it looked at').first().click({ timeout: 60_000 });
  // The click may have scrolled there.
  await page.getByText('Drop pictures here').scrollIntoViewIfNeeded();
}

/** A second run, in the middle. */
async function watchTraining(page: Page): Promise<void> {
  await call(page, 'runs/start', { dataset: 'leaves', spec: { freeze: 'until:stage4', epochs: 20 } });
  await page.getByRole('main').getByText(/epoch 1[0-9] of/i).first().waitFor({ timeout: 300_000 });
}
