import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { boundsOn, readWindowState, writeWindowState } from './window-state.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'window-state-'));
  file = join(folder, 'window.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

const laptop = { x: 0, y: 25, width: 1440, height: 875 };
const second = { x: 1440, y: 0, width: 1920, height: 1080 };
const stored = { x: 1600, y: 100, width: 1200, height: 900, isMaximized: false };

test('what is written is read again, and nothing else is left in the folder', () => {
  writeWindowState(file, stored);
  writeWindowState(file, { ...stored, isMaximized: true });
  expect(readWindowState(file, () => expect.unreachable())).toEqual({ ...stored, isMaximized: true });
  expect(readdirSync(folder)).toEqual(['window.json']);
});

test('without a file nothing is said', () => {
  expect(readWindowState(file, () => expect.unreachable())).toBeNull();
});

test.each([
  '',
  '{',
  '[]',
  '{"x":1}',
  '{"x":"1","y":0,"width":9,"height":9,"isMaximized":false}',
  '{"x":1,"y":0,"width":1e9,"height":9,"isMaximized":false}',
])('a file with %j is told of and not used', (text) => {
  writeFileSync(file, text);
  const said: string[] = [];
  expect(readWindowState(file, (line) => said.push(line))).toBeNull();
  expect(said).toEqual([expect.stringContaining(file)]);
});

test('it opens where it was while that screen is there, else where the system puts it', () => {
  expect(boundsOn(stored, [laptop, second])).toEqual({ x: 1600, y: 100, width: 1200, height: 900 });
  expect(boundsOn(stored, [laptop])).toEqual({ width: 1200, height: 875 });
  expect(boundsOn(null, [laptop])).toEqual({ width: 1280, height: 800 });
  expect(boundsOn(null, [{ ...laptop, width: 800, height: 600 }])).toEqual({ width: 800, height: 600 });
});

test('a title bar above or below every screen cannot be taken hold of', () => {
  expect(boundsOn({ ...stored, x: 100, y: -300 }, [laptop])).not.toHaveProperty('x');
  expect(boundsOn({ ...stored, x: 100, y: 880 }, [laptop])).not.toHaveProperty('x');
});

test('whatever was stored, the window can be reached and is no larger than some screen', () => {
  const coordinate = fc.integer({ min: -5000, max: 5000 });
  const length = fc.integer({ min: 1, max: 10_000 });
  const state = fc.record({ x: coordinate, y: coordinate, width: length, height: length, isMaximized: fc.boolean() });
  fc.assert(
    fc.property(state, (any) => {
      const bounds = boundsOn(any, [laptop, second]);
      expect([laptop, second].some(({ width, height }) => bounds.width <= width && bounds.height <= height)).toBe(true);
      if (bounds.x === undefined || bounds.y === undefined) return;
      const { x, y } = bounds;
      const isOn = (area: typeof laptop) =>
        x + bounds.width > area.x && x < area.x + area.width && y >= area.y && y < area.y + area.height;
      expect([laptop, second].some(isOn)).toBe(true);
    }),
  );
});
