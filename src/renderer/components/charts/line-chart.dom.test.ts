import { beforeEach, expect, test, vi } from 'vitest';
import { laidOut, later, screen, settled, show } from '../../testing/show.ts';
import LineChart from './LineChart.vue';

/** A canvas that remembers what was written and how many lines were drawn. */
const drawn = { words: [] as string[], strokes: 0 };
beforeEach(() => {
  Object.assign(drawn, { words: [], strokes: 0 });
  const pen = new Proxy(
    { measureText: (text: string) => ({ width: text.length * 6 }), fillText: (text: string) => drawn.words.push(text), stroke: () => (drawn.strokes += 1) },
    { get: (own, name) => Reflect.get(own, name) ?? (() => undefined), set: () => true },
  );
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(pen as never);
  vi.stubGlobal('Path2D', class { moveTo() {} lineTo() {} rect() {} arc() {} closePath() {} addPath() {} bezierCurveTo() {} });
  laidOut({ width: 400, height: 190 });
});

const line = (label: string, values: number[]) => ({ label, values, colour: '--chart-1' as const });
const charts = () => document.querySelectorAll('canvas').length;

test('lines are drawn where there is room, named beside, and drawn anew when epochs come', async () => {
  const chart = await show(LineChart, { x: [1, 2], lines: [line('training', [1, 0.5]), line('validation', [1.1, 0.6])], format: (value: number) => value.toFixed(1) });
  await later(50);
  expect(screen().getAllByRole('listitem').map(({ textContent }) => textContent?.trim())).toEqual(['training', 'validation']);
  expect([charts(), drawn.strokes > 0, drawn.words.length > 0]).toEqual([1, true, true]);
  const before = drawn.strokes;
  await chart.set({ x: [1, 2, 3], lines: [line('training', [1, 0.5, 0.2]), line('validation', [1.1, 0.6, 0.4])] });
  await later(50);
  expect([charts(), drawn.strokes > before]).toEqual([1, true]);
  chart.unmount();
  expect(charts()).toBe(0);
});

test('ticks that read alike after rounding are written once', async () => {
  await show(LineChart, { x: [1, 2, 3], lines: [line('loss', [0.5, 0.5001, 0.5002])], format: (value: number) => value.toFixed(1) });
  await later(50);
  const ticks = drawn.words.filter((word) => /^\d\.\d$/.test(word));
  expect(ticks).toEqual([...new Set(ticks)]);
  expect(ticks).toContain('0.5');
});

test('the axis of a share ends at 0 and 1, of one epoch too', async () => {
  const percents = async (values: number[], isShare: boolean) => {
    drawn.words = [];
    const chart = await show(LineChart, { x: values.map((_, i) => i + 1), lines: [line('error', values)], format: (value: number) => `${(value * 100).toFixed(0)} %`, isShare });
    await later(50);
    chart.unmount();
    return drawn.words.filter((word) => word.endsWith(' %')).map((word) => parseInt(word, 10));
  };
  expect(Math.max(...(await percents([0.83], false)))).toBeGreaterThan(100);
  for (const values of [[0.83], [1, 0.9, 0.02], [0], [1]]) {
    const ticks = await percents(values, true);
    expect([ticks.length > 0, Math.min(...ticks) >= 0, Math.max(...ticks) <= 100], String(values)).toEqual([true, true, true]);
  }
});

test('smoothing draws the raw line too; a logarithmic scale is another chart in the same place', async () => {
  const chart = await show(LineChart, { x: [1, 2, 3], lines: [line('loss', [1, 0.5, 0.2])], format: String });
  await later(50);
  const plain = drawn.strokes;
  drawn.strokes = 0;
  await chart.set({ smoothing: 0.6 });
  await later(50);
  expect(drawn.strokes).toBeGreaterThan(plain);
  await chart.set({ logarithmic: true });
  await settled();
  expect([charts(), screen().getAllByRole('listitem').length]).toEqual([1, 1]);
});
