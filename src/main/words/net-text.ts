import type { CardinalityFigures } from '../../shared/cardinality.ts';
import type { GradientSeries } from '../../core/runs/use/gradients-by-depth.ts';
import type { NetReport } from '../../core/nets/net-report.ts';
import { roundingShare } from '../../shared/forms-result.ts';
import type { FormsResult } from '../../shared/forms-result.ts';
import { heading } from '../terminal/style.ts';
import { table } from '../terminal/table.ts';
import { grouped } from '../terminal/units.ts';

const millions = (count: number): string => `${(count / 1e6).toFixed(2)} M`;

export const netsTable = (reports: readonly NetReport[]): string =>
  table(
    ['network', 'blocks', 'order', { title: 'parameters', align: 'right' }, { title: 'GMAC', align: 'right' }, { title: 'pixels', align: 'right' }],
    reports.map(({ name, spec, parameters, multiplyAdds, imageSize }) => [
      name ?? '',
      blocksText(spec),
      spec.order,
      millions(parameters),
      (multiplyAdds / 1e9).toFixed(2),
      String(imageSize),
    ]),
  );

function blocksText({ block, stages, groups, baseWidth }: NetReport['spec']): string {
  const cardinality = groups > 1 ? `, ${groups} x ${baseWidth}d` : '';
  return `${stages.map(({ blocks }) => blocks).join('-')} ${block}${cardinality}`;
}

function shortcutText({ shortcut: { same, change } }: NetReport['spec']): string {
  const { kind, ...values } = same;
  const details = Object.entries(values).map(([key, value]) => `${key} ${value}`);
  return `${[kind, ...details].join(' ')}; where the shape changes ${change}`;
}

const headText = ({ head }: NetReport['spec']): string =>
  head.kind === 'linear' ? 'linear' : `mlp of ${head.hidden} hidden values, dropout ${head.dropout}`;

export function netText({ name, spec, parameters, multiplyAdds, imageSize, receptiveField, tensors, cuts }: NetReport): string {
  return `${heading(name ?? 'a network without a name')}\n${table(
    ['', ''],
    [
      ['stem', `${spec.stem}, ${spec.stemChannels} channels`],
      ['blocks', blocksText(spec)],
      ['channels', spec.stages.map(({ channels, stride }) => `${channels}${stride > 1 ? ` / ${stride}` : ''}`).join(', ')],
      ['order', spec.order],
      ['shortcut', shortcutText(spec)],
      ['norm', spec.norm],
      ['head', headText(spec)],
      ...(spec.dropPath > 0 ? [['stochastic depth', String(spec.dropPath)]] : []),
      ['parameters', `${grouped(parameters)} in ${tensors.length} tensors`],
      ['multiply-adds', `${grouped(multiplyAdds)} at ${imageSize} px`],
      ['receptive field', `${receptiveField} px of one value of the last feature map`],
      ['cut points', cuts.join(' ')],
    ],
  )}`;
}

export const cardinalityTable = (rows: readonly CardinalityFigures[]): string =>
  table(
    ['block', ...['width of the 3x3', 'parameters', 'multiply-adds'].map((title) => ({ title, align: 'right' as const }))],
    rows.map(({ cardinality, width, groupWidth, parameters, multiplyAdds }) => [
      `${cardinality} x ${width}d`,
      String(groupWidth),
      grouped(parameters),
      grouped(multiplyAdds),
    ]),
  );

const formWords = { paths: 'a sum of paths', concatenated: 'paths concatenated before the last 1x1', grouped: 'a grouped convolution' } as const;

export function formsText({ block, cardinality, width, forms, maxAbsDiff, rootMeanSquare }: Omit<FormsResult, 'kind'>): string {
  const rows = forms.map(({ form, convolutions, parameters, multiplyAdds }) => [formWords[form], String(convolutions), grouped(parameters), grouped(multiplyAdds)]);
  const columns = ['convolutions', 'parameters', 'multiply-adds'].map((title) => ({ title, align: 'right' as const }));
  const is = maxAbsDiff <= roundingShare * rootMeanSquare ? 'the forms are one block, but for rounding in float32' : 'that is more than rounding in float32; the forms are not one block';
  return `${heading(`${block}, ${cardinality} x ${width}d`)}\n${table(['form', ...columns], rows)}
Largest difference of a value: ${maxAbsDiff.toExponential(1)}, of a root mean square of ${rootMeanSquare.toPrecision(3)}: ${is}.`;
}

/** A column a series; what the shortcuts alone carry stands behind each norm. */
export function gradientsText(series: readonly GradientSeries[]): string {
  const columns = series.map(({ lambda, at }) => ({ title: lambda === null ? `${at === 'start' ? 'at the start' : 'trained'} (shortcuts alone)` : `lambda ${lambda}`, align: 'right' as const }));
  const rows = series[0]!.blocks.map(({ block }, i) => [
    block,
    ...series.map(({ blocks }) => `${blocks[i]!.norm.toExponential(1)} (${blocks[i]!.carried?.toPrecision(2) ?? '-'})`),
  ]);
  return `Norm of the gradient that arrives at each block, and the factor by which shortcuts alone carry it back from the end\n${table(['block', ...columns], rows)}`;
}
