import type { datasetToRemove } from '../../core/datasets/known/remove-dataset.ts';
import type { DatasetReport } from '../../core/datasets/views/dataset-report.ts';
import type { HealthFinding } from '../../shared/contract/dataset-calls.ts';
import type { DatasetSummary } from '../../core/datasets/views/list-datasets.ts';
import { datasetWarnings } from './dataset-warnings.ts';
import { sourceText } from './groups-text.ts';
import { leftOutText } from './left-out-text.ts';
import { printable } from '../terminal/printable.ts';
import { faint, heading } from '../terminal/style.ts';
import { table } from '../terminal/table.ts';
import { counted, grouped } from '../terminal/units.ts';

const right = (title: string) => ({ title, align: 'right' }) as const;

export function datasetsTable(rows: readonly DatasetSummary[]): string {
  if (rows.length === 0) return 'No data set yet. Add one: graft datasets add <folder>';
  return table(
    [
      'id',
      'name',
      right('version'),
      right('classes'),
      right('pictures'),
      right('train'),
      right('validation'),
      right('test'),
      'folder',
    ],
    rows.map(({ id, name, version, classes, images, split, root }) => [
      id,
      printable(name),
      String(version),
      ...[classes, images, split.train, split.val, split.test].map(grouped),
      printable(root),
    ]),
  );
}

export function datasetToRemoveText({ id, name, root, images, keptForRuns, keptForStudies }: ReturnType<typeof datasetToRemove>): string {
  const kept = [...(keptForRuns.length > 0 ? [counted(keptForRuns.length, 'run')] : []), ...(keptForStudies.length > 0 ? [counted(keptForStudies.length, 'study', 'studies')] : [])];
  const stays = kept.length === 0 ? '' : `, with ${kept.join(' and ')} that will stay`;
  return `Forgetting the data set "${printable(name)}" (id ${id}): ${counted(images, 'file')} in ${printable(root)}${stays}. The folder stays as it is.`;
}

/** Bad files shown without --json. */
const shownFiles = 20;

export function datasetText(report: DatasetReport): string {
  const { dataset, version, trained, found, copies, labelConflicts, labelsFrom } = report;
  const { split, classes } = trained;
  const sides = `${grouped(split.train)} train, ${grouped(split.val)} validation, ${grouped(split.test)} test`;
  const parts = [
    `${heading(printable(dataset.name))}  id ${dataset.id}, version ${version ?? 0}, ${printable(dataset.root)}`,
    `${counted(trained.images, 'picture')}: ${sides}`,
    ...(report.hasChanges && version !== null ? [`Changed since version ${version}; training makes version ${version + 1}.`] : []),
    '',
    table(
      ['class', right('pictures')],
      classes.map(({ name, count }) => [printable(name), grouped(count)]),
    ),
  ];
  const { ignoredFiles } = dataset;
  const findings = [
    ...(labelsFrom === null ? [] : [`Labels come from ${printable(labelsFrom)}.`]),
    ...(found.excluded > 0 ? [`${counted(found.excluded, 'picture')} excluded by hand`] : []),
    ...(ignoredFiles > 0 ? [`${counted(ignoredFiles, 'file')} that ${ignoredFiles === 1 ? 'is' : 'are'} no picture, passed over`] : []),
    ...firstOf(report.leftOutFolders, 'folder', (left) => `Left out ${printable(left.folder)}/: ${printable(leftOutText(left))}`),
    ...(copies.length > 0 ? [`${counted(copies.flat().length, 'picture')} in ${counted(copies.length, 'group')} of equal pictures, each kept on one side of the split`] : []),
    ...(report.near && report.near.length > 0 ? [`${counted(report.near.flatMap(({ files }) => files).length, 'picture')} in ${counted(report.near.length, 'group')} that show nearly the same (graft datasets duplicates --near)`] : []),
    ...(report.groups.source === null ? [] : [`${counted(report.groups.count, 'group')} kept on one side of the split, ${sourceText[report.groups.source]}; the largest has ${counted(report.groups.largest, 'picture')}`]),
    ...(labelConflicts.length > 0 ? [`${counted(labelConflicts.flat().length, 'picture')} of equal content under more than one class:`] : []),
    ...firstOf(labelConflicts, 'group', (group) => `  ${group.map(({ file }) => printable(file)).join('  ')}`),
    ...report.findings.flatMap((finding) => (finding.kind === 'cut-off' ? [cutOffSentence(finding)] : [])),
    ...badLines(found.unreadable),
    ...datasetWarnings(report).map((warning) => `Note: ${printable(warning)}`),
  ];
  return [...parts, ...(findings.length > 0 ? ['', ...findings] : [])].join('\n');
}

/** A line each, and how many more there are. */
const firstOf = <T>(all: readonly T[], what: string, line: (one: T) => string): string[] => [
  ...all.slice(0, shownFiles).map(line),
  ...(all.length > shownFiles ? [faint(`  and ${counted(all.length - shownFiles, `more ${what}`)}; --json lists all`)] : []),
];

function badLines(bad: DatasetReport['found']['unreadable']): string[] {
  if (bad.length === 0) return [];
  return [`${counted(bad.length, 'file')} left out:`, ...firstOf(bad, 'file', ({ file, reason }) => `  ${printable(file)}: ${printable(reason)}`)];
}

function cutOffSentence({ count, usual }: HealthFinding & { kind: 'cut-off' }): string {
  const lose = counted(count, 'picture loses', 'pictures lose');
  const does = usual === 'crop' ? 'train with --fit pad to show the network the whole picture' : 'training shows the network the whole picture (--fit pad)';
  return `${lose} more than a third where only the middle is seen; ${does}.`;
}
