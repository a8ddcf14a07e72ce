import type { BlockPlan } from './plan/block-plan.ts';
import type { NetPlan } from './plan/net-plan.ts';

/** A block as it is drawn: what stands on its branch, on its shortcut, and after the addition, from its input to its output. */
export interface DrawnBlock {
  readonly title: string;
  readonly branch: readonly string[];
  /** Null where there is none, and nothing is added; empty for the identity. */
  readonly shortcut: readonly string[] | null;
  readonly after: readonly string[];
}

const convText = ({ conv }: BlockPlan['units'][number]): string =>
  `${conv.kernel}x${conv.kernel} conv, ${conv.outChannels}${conv.groups > 1 ? `, ${conv.groups} groups` : ''}${conv.stride > 1 ? `, / ${conv.stride}` : ''}`;

function branchOf({ order, units }: BlockPlan, norm: string): string[] {
  if (order === 'pre') return units.flatMap((unit) => [norm, 'ReLU', convText(unit)]);
  const [last, ...before] = units.toReversed();
  return [
    ...(order === 'relu-pre' ? ['ReLU'] : []),
    ...before.toReversed().flatMap((unit) => [convText(unit), norm, 'ReLU']),
    convText(last!),
    ...(order === 'bn-after-add' ? [] : [norm]),
    ...(order === 'relu-before-add' ? ['ReLU'] : []),
  ];
}

function shortcutOf({ shortcut, outChannels, stride }: BlockPlan, norm: string): string[] | null {
  const strideText = stride > 1 ? `, / ${stride}` : '';
  switch (shortcut.kind) {
    case 'none':
      return null;
    case 'identity':
      return [];
    case 'scaled':
      return [`x ${shortcut.shortcut}`];
    case 'exclusive-gate':
    case 'shortcut-gate':
      return [`1x1 conv, ${outChannels}`, 'sigmoid', '1 - g, times x'];
    case 'conv1x1':
      return [`1x1 conv, ${outChannels}`, norm];
    case 'dropout':
      return [`dropout ${shortcut.rate}`];
    case 'zero-pad':
      return [`zeros up to ${outChannels}${strideText}`];
    case 'projection':
      return [`1x1 conv, ${outChannels}${strideText}`, ...(shortcut.norm ? [norm] : [])];
  }
}

function scaledBranch({ shortcut }: BlockPlan): string[] {
  if (shortcut.kind === 'exclusive-gate') return ['times g'];
  return shortcut.kind === 'scaled' && shortcut.branch !== 1 ? [`x ${shortcut.branch}`] : [];
}

const afterOf = ({ order }: BlockPlan, norm: string): string[] => (order === 'post' ? ['ReLU'] : order === 'bn-after-add' ? [norm, 'ReLU'] : []);

/** Every kind of block that a network has: of each stage the first, and the others once where they differ from it. */
export function drawnBlocks({ blocks, spec }: NetPlan): DrawnBlock[] {
  const norm = spec.norm === 'group' ? 'GN' : 'BN';
  const drawn = blocks.map((block) => ({
    cut: block.cut,
    branch: [...branchOf(block, norm), ...scaledBranch(block)],
    shortcut: shortcutOf(block, norm),
    after: afterOf(block, norm),
  }));
  const groups: (typeof drawn)[] = [];
  for (const block of drawn) {
    const last = groups.at(-1)?.[0];
    const isAlike = last && last.cut.split('.')[0] === block.cut.split('.')[0] && JSON.stringify({ ...last, cut: '' }) === JSON.stringify({ ...block, cut: '' });
    if (isAlike) groups.at(-1)!.push(block);
    else groups.push([block]);
  }
  return groups.map(([first, ...more]) => {
    const { cut, ...rest } = first!;
    return { title: more.length === 0 ? cut : `${cut} to ${more.at(-1)!.cut.split('.')[1]}`, ...rest };
  });
}

const [boxWidth, boxHeight, gap, sideWidth, margin, titleHeight] = [148, 28, 16, 124, 24, 32];
const columnWidth = boxWidth + sideWidth + 2 * margin;
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

const box = (text: string, x: number, y: number, width: number): string =>
  `<rect x="${x}" y="${y}" width="${width}" height="${boxHeight}" rx="4"/><text x="${x + width / 2}" y="${y + 18}">${escaped(text)}</text>`;

function column({ title, branch, shortcut, after }: DrawnBlock, left: number): { svg: string; height: number } {
  const centre = left + margin + boxWidth / 2;
  const side = left + margin + boxWidth + sideWidth / 2;
  const pieces = [`<text class="title" x="${centre}" y="20">${escaped(title)}</text>`];
  const line = (path: string): void => void pieces.push(`<path d="${path}" marker-end="url(#arrow)"/>`);
  let y = titleHeight;
  const fork = y + gap / 2;
  const stack = (texts: readonly string[]): void => {
    for (const text of texts) {
      line(`M${centre} ${y}v${gap}`);
      pieces.push(box(text, left + margin, y + gap, boxWidth));
      y += gap + boxHeight;
    }
  };
  stack(branch);
  if (shortcut) {
    const plus = y + gap + 10;
    line(`M${centre} ${y}v${gap}`);
    const height = shortcut.length * (boxHeight + gap) - gap;
    const top = (fork + plus - Math.max(0, height)) / 2;
    const ends = shortcut.length === 0 ? [] : [top, top + height];
    line(`M${centre} ${fork}H${side}V${ends[0] ?? plus}${shortcut.length === 0 ? `H${centre + 11}` : ''}`);
    for (const [i, text] of shortcut.entries()) {
      const at = top + i * (boxHeight + gap);
      pieces.push(box(text, side - sideWidth / 2 + 6, at, sideWidth - 12));
      if (i > 0) line(`M${side} ${at - gap}v${gap}`);
    }
    if (shortcut.length > 0) line(`M${side} ${ends[1]}V${plus}H${centre + 11}`);
    pieces.push(`<circle cx="${centre}" cy="${plus}" r="10"/><text x="${centre}" y="${plus + 5}">+</text>`);
    y = plus + 10;
  }
  stack(after);
  line(`M${centre} ${y}v${gap}`);
  return { svg: pieces.join(''), height: y + gap + margin };
}

/** The blocks of a network as SVG, a column each; black on white, with texts that are terms of any language. */
export function blockDrawing(plan: NetPlan): string {
  const columns = drawnBlocks(plan).map((block, i) => column(block, i * columnWidth));
  const height = Math.max(...columns.map((one) => one.height));
  const width = columns.length * columnWidth;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(plan.name).replaceAll('"', '&quot;')}">
<style>text{font:12px sans-serif;text-anchor:middle;fill:#1d1d1f}.title{font-weight:600}rect,circle{fill:#fff;stroke:#6e6e73}path{fill:none;stroke:#6e6e73}</style>
<defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" style="fill:#6e6e73"/></marker></defs>
<rect width="${width}" height="${height}" style="stroke:none"/>
${columns.map(({ svg }) => svg).join('\n')}
</svg>
`;
}
