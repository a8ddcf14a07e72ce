import type { NetworkPart } from '../../../shared/contract/backbone-calls.ts';

interface DrawnPart extends NetworkPart {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface NetworkLayout {
  width: number;
  height: number;
  parts: DrawnPart[];
  /** Of each cut: half-way between the parts on both sides; of the first, before the stem. */
  cutX: number[];
  /** Of each stage: its name and the middle and ends of its blocks. */
  stages: { name: string; from: number; to: number }[];
}

const gap = { block: 3, stage: 18 };
const heights = { least: 26, most: 132 };

/**
 * Parts from left to right: heights by the size of the feature map (its square root, so that the last stage can be seen),
 * widths by channels (logarithm), stretched to fill `width`.
 */
export function layoutNetwork(parts: readonly NetworkPart[], width: number): NetworkLayout {
  const largest = Math.max(...parts.map((part) => part.size));
  const raw = parts.map((part) => (part.part === 'head' ? 5 : Math.max(3, Math.log2(part.channels) - 1)));
  const gaps = parts.map((part, i) => (i === 0 ? gap.stage : part.stage === parts[i - 1]!.stage ? gap.block : gap.stage));
  const free = width - gaps.reduce((sum, one) => sum + one, 0) - gap.stage;
  const unit = Math.max(1, free / raw.reduce((sum, one) => sum + one, 0));
  const height = heights.most;
  let x = 0;
  const drawn = parts.map((part, i): DrawnPart => {
    x += gaps[i]!;
    const own = part.part === 'head' ? heights.least : Math.max(heights.least, heights.most * Math.sqrt(part.size / largest));
    const box = { ...part, x, y: (height - own) / 2, width: raw[i]! * unit, height: own };
    x += box.width;
    return box;
  });
  const stages: NetworkLayout['stages'] = [];
  for (const { stage, x: from, width: own } of drawn) {
    const last = stages.at(-1);
    if (last?.name === stage) last.to = from + own;
    else stages.push({ name: stage, from, to: from + own });
  }
  return { width: x + gap.stage, height, parts: drawn, cutX: drawn.map((part, i) => part.x - gaps[i]! / 2), stages };
}

/** The cut nearest to a place on the drawing. */
export function nearestCut(cutX: readonly number[], x: number): number {
  let best = 0;
  for (const [i, at] of cutX.entries()) if (Math.abs(at - x) < Math.abs(cutX[best]! - x)) best = i;
  return best;
}

const pull = 14;

/** The nearest cut, where the place is not close to one that pulls: its index, or -1 where none does. */
export function pulledCut(cutX: readonly number[], x: number, pulling: number): number {
  const at = cutX[pulling];
  return at !== undefined && Math.abs(at - x) <= pull ? pulling : nearestCut(cutX, x);
}

/** The next cut in a direction that begins a stage, `stem` and `head` among them. */
export function nextStageCut(cuts: readonly string[], from: number, step: 1 | -1): number {
  for (let at = from + step; at >= 0 && at < cuts.length; at += step) if (!cuts[at]!.includes('.')) return at;
  return step > 0 ? cuts.length - 1 : 0;
}
