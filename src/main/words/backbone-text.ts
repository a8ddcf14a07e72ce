import type { BackboneInfo } from '../../core/weights/backbones.ts';
import type { ImportResult } from '../../core/weights/import-backbone.ts';
import type { SuitsFields } from '../../core/nets/suits-strategy.ts';
import type { BackboneFit, Recommendation, SuitsStrategy } from '../../shared/contract/backbone-calls.ts';
import type { Preprocessing } from '../../shared/preprocessing.ts';
import { faint, good, heading } from '../terminal/style.ts';
import { table } from '../terminal/table.ts';
import { bytes, counted, duration } from '../terminal/units.ts';

const right = (title: string) => ({ title, align: 'right' }) as const;
const millions = (parameters: number): string => `${(parameters / 1e6).toFixed(1)} M`;

export function backbonesTable(rows: readonly BackboneInfo[]): string {
  const lines = rows.map(
    ({ id, architecture, parameters, gmac, sizeBytes, preprocessing, accuracy, licence, onDisk, origin }) => [
      id,
      architecture ?? 'its own',
      millions(parameters),
      gmac.toFixed(1),
      sizeBytes === 0 ? '?' : bytes(sizeBytes),
      `${preprocessing.imageSize} px`,
      accuracy ? `${accuracy.top1.toFixed(1)} %` : '-',
      licence,
      origin === 'catalogue' ? (onDisk ? good('on disk') : faint('download')) : good(origin),
    ],
  );
  const columns = [
    'id',
    'architecture',
    right('parameters'),
    right('GMAC'),
    right('file'),
    right('size'),
    right('ImageNet'),
    'licence',
    '',
  ];
  return `${table(columns, lines)}\nImageNet is the published top-1 accuracy. Fetch one with: graft backbones download <id>`;
}

const why: Readonly<Record<Recommendation, string>> = {
  here: 'is on this machine: try it at once',
  balanced: 'the most accurate of those that are quick here',
  accurate: 'the most accurate that fits this machine',
};

/** By how it was trained, as others published it. */
const cited: Readonly<Record<SuitsStrategy, string>> = {
  'frozen-and-fine-tuned': 'good frozen and fine-tuned (learned with plain labels; cited, not measured here)',
  'fine-tuned': 'good fine-tuned, less so frozen: learned with smoothed or mixed labels, which weakens frozen features (arXiv 1805.08974; cited, not measured here)',
};
const suitsText = ({ suits, suitsBy }: SuitsFields): string | null =>
  suitsBy === 'measured' ? 'good fine-tuned, less so frozen (measured on the sample: docs/decisions/0066)' : suits && cited[suits];

export function recommendedText(rows: readonly (Pick<BackboneInfo, 'id' | 'accuracy' | 'onDisk' | 'sizeBytes'> & SuitsFields & { recommended: Recommendation; fit: BackboneFit })[]): string {
  const lines = rows.map(({ id, accuracy, onDisk, sizeBytes, recommended, fit }) => [
    id,
    why[recommended],
    accuracy ? `${accuracy.top1.toFixed(1)} %` : '-',
    fit.secondsAThousand === null ? 'not measured' : duration(fit.secondsAThousand),
    bytes(fit.memoryBytes),
    onDisk ? good('on disk') : faint(`download ${bytes(sizeBytes)}`),
  ]);
  const columns = ['id', 'why', right('ImageNet'), right('1,000 pictures'), right('memory at most'), ''];
  const suited = rows.flatMap((row) => (row.suits === null ? [] : [`${row.id}: ${suitsText(row)}.\n`])).join('');
  return `${table(columns, lines)}\n${suited}1,000 pictures: one pass over them, forward. Train with one: graft train <folder> --backbone <id>`;
}

export function backboneText(info: BackboneInfo & SuitsFields): string {
  const { accuracy, hub } = info;
  const published =
    accuracy && `${accuracy.top1} % top-1, ${accuracy.top5} % top-5 at ${accuracy.imageSize} px (${accuracy.source})`;
  const source = {
    embedded: 'comes with the program',
    imported: 'imported',
    catalogue: `${hub?.repository}/${hub?.file} on the Hugging Face hub`,
  };
  return `${heading(info.id)}\n${table(
    ['', ''],
    [
      ['architecture', info.architecture ?? 'its own'],
      ['parameters', `${millions(info.parameters)}, ${info.gmac} GMAC at 224 px`],
      ['classes', info.classes === null ? 'no classifier' : String(info.classes)],
      ['ImageNet', published ?? 'nothing published'],
      ...(info.suits === null ? [] : [['good for', suitsText(info)!]]),
      ['preprocessing', preprocessingText(info.preprocessing)],
      ['licence', `${info.licence}. ${info.licenceNote}`],
      ['source', source[info.origin]],
      ['size', `${info.sizeIsExact ? '' : 'about '}${bytes(info.sizeBytes)}`],
      ['sha256', info.sha256 ?? "the hub's own"],
      ['file', info.file ?? `not here; graft backbones download ${info.id}`],
    ],
  )}`;
}

export function importText({
  id,
  arch,
  loaded,
  missing,
  unexpected,
  classes,
  preprocessing,
  prefix,
  otherPrefixes,
  headLayers,
  file,
}: ImportResult): string {
  const listed = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.slice(0, 20).join(', '));
  return `${heading(`Imported ${id}`)}\n${table(
    ['', ''],
    [
      ['architecture', arch ?? 'its own'],
      ['loaded', counted(loaded, 'tensor')],
      ...(prefix === '' ? [] : [['prefix', `"${prefix}", taken off`]]),
      ...(otherPrefixes.length === 0 ? [] : [['also behind', `${otherPrefixes.map((other) => `"${other}"`).join(', ')}; --prefix takes another`]]),
      ['missing', listed(missing)],
      ['unexpected', `${listed(unexpected)}${unexpected.length > 20 ? ` and ${unexpected.length - 20} more` : ''}`],
      ['classifier', classes === null ? noClassifier(headLayers) : counted(classes, 'class', 'classes')],
      ['preprocessing', preprocessingText(preprocessing)],
      ['file', file],
    ],
  )}\nUse it: graft train <folder> --backbone ${id}`;
}

const noClassifier = (headLayers: readonly string[]): string =>
  headLayers.length === 0
    ? 'none; a new one is learned anyway'
    : `a head of ${headLayers.length} layers (${headLayers.join(', ')}) is left out; a new one is learned anyway`;

const preprocessingText = ({ imageSize, cropPct, interpolation, mean, std }: Preprocessing): string =>
  `${imageSize} px, crop ${cropPct}, ${interpolation}, mean ${mean.join(' ')}, std ${std.join(' ')}`;
