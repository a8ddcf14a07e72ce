import type { StudyRow } from '../../../shared/study-result.ts';
import { lineColours } from '../../components/charts/chart-line.ts';
import type { ChartLine } from '../../components/charts/chart-line.ts';
import { lineDashes } from './epoch-lines.ts';

/** The norm that arrived at each block, from the first on, of the ways that measured some, when they first or last did; a gap where it overflowed. Pure. */
export function gradientLines(rows: readonly (Pick<StudyRow, 'gradients'> & { readonly name: string })[], which: 'first' | 'last'): { x: number[]; lines: ChartLine[] } {
  const lines = rows.flatMap(({ name, gradients }, i): ChartLine[] => {
    const measured = gradients?.at(which === 'first' ? 0 : -1);
    if (!measured) return [];
    const dash = lineDashes[i % lineDashes.length];
    // None at all has no place on a scale of powers.
    const values = measured.blocks.map(({ norm }) => norm || Number.NaN);
    return [{ label: name, values, colour: lineColours[i % lineColours.length]!, ...(dash && { dash }) }];
  });
  return { x: Array.from({ length: Math.max(0, ...lines.map(({ values }) => values.length)) }, (_, i) => i + 1), lines };
}
