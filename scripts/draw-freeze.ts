import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { strategyOf } from '../src/core/runs/plan/trained-in-steps.ts';

/** `docs/freeze.svg`: what each value of `--freeze` trains, part by part, from the phases that a plan takes. */

const parts = ['stem', 'stage1', 'stage2', 'stage3', 'stage4', 'head'];
const rows: readonly (readonly [freeze: string, said: string])[] = [
  ['head', 'features once, then seconds'],
  ['until:stage4', 'trains from the cut point on'],
  ['none', 'everything'],
  ['head-then:stage4', 'head first, then from stage4'],
  ['gradual', 'a stage more at a time'],
  ['first:stage2', 'head first, then its beginning'],
];
const [left, top, pitch, height] = [150, 20, 58, 34];
const widths = parts.map((part) => (part === 'stem' || part === 'head' ? 60 : 90));
const lefts = widths.map((_, at) => widths.slice(0, at).reduce((sum, width) => sum + width + 6, 0));

/** Numbers of the phases that train a part, from 1; of what is trained in many, the first. */
function firstPhaseOf(freeze: string): (number | null)[] {
  const { startsWithHead, steps } = strategyOf(freeze, 4, false);
  const phases = [...(startsWithHead ? [{ cut: 'head', end: undefined }] : []), ...steps];
  return parts.map((_, at) => {
    const found = phases.findIndex(({ cut, end }) => at >= parts.indexOf(cut) && (end === undefined || at < parts.indexOf(end)));
    return found < 0 ? null : found + 1;
  });
}

function rowOf([freeze, said]: readonly [string, string], at: number): string {
  const phases = firstPhaseOf(freeze);
  const isOrdered = new Set(phases.filter((phase) => phase !== null)).size > 1;
  const boxes = parts.map((part, place) => {
    const phase = phases[place]!;
    const text = at === 0 ? part : phase !== null && isOrdered ? String(phase) : '';
    const middle = lefts[place]! + widths[place]! / 2;
    return `<rect class="${phase === null ? 'cold' : 'warm'}" x="${lefts[place]}" width="${widths[place]}" height="${height}"/>${text === '' ? '' : `<text x="${middle}" y="22" text-anchor="middle">${text}</text>`}`;
  });
  const y = top + at * pitch;
  return `  <text x="10" y="${y + 22}">${freeze}</text><text class="term" x="${left + 526}" y="${y + 22}">${said}</text>\n  <g transform="translate(${left},${y})">${boxes.join('')}</g>`;
}

const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 870 ${top + rows.length * pitch}" font-family="system-ui, sans-serif" font-size="13">
  <title>What each value of --freeze trains: green is trained, blue is frozen, a number says in which phase it is first trained</title>
  <style>
    .cold { fill: #cfe3f5; stroke: #3f7cae } .warm { fill: #d6ecd2; stroke: #3d8b3d }
    text { fill: #333 } .term { fill: #666; font-size: 12px }
    @media (prefers-color-scheme: dark) { text { fill: #ddd } .term { fill: #aaa } .cold { fill: #24415a } .warm { fill: #27492a } }
  </style>
${rows.map(rowOf).join('\n')}
</svg>
`;
writeFileSync(join(import.meta.dirname, '../docs/freeze.svg'), svg);
