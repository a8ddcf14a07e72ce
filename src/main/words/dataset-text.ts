import type { datasetToRemove } from '../../core/datasets/known/remove-dataset.ts';
import type { DatasetReport, DatasetSummary } from '../../core/datasets/views/show-dataset.ts';
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
      right('images'),
      right('train'),
      right('val'),
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

export function datasetToRemoveText({ id, name, root, images, keptForRuns }: ReturnType<typeof datasetToRemove>): string {
  const runs = keptForRuns.length === 0 ? '' : `, with ${counted(keptForRuns.length, 'run')} that will stay`;
  return `Forgetting the data set "${printable(name)}" (id ${id}): ${counted(images, 'file')} in ${printable(root)}${runs}. The folder stays as it is.`;
}

/** Bad files shown without --json. */
const shownFiles = 20;

export function datasetText(report: DatasetReport): string {
  const { split, classes, bad, duplicates, labelConflicts } = report;
  const sides = `${grouped(split.train)} train, ${grouped(split.val)} validation, ${grouped(split.test)} test`;
  const parts = [
    `${heading(printable(report.name))}  id ${report.id}, version ${report.version}, ${printable(report.root)}`,
    `${counted(report.images, 'image')}: ${sides}`,
    ...(report.hasChanges && report.version > 0
      ? [`Changed since version ${report.version}; training makes version ${report.version + 1}.`]
      : []),
    '',
    table(
      ['class', right('images')],
      classes.map(({ name, count }) => [printable(name), grouped(count)]),
    ),
  ];
  const findings = [
    ...(report.labelsFrom === null ? [] : [`Labels come from ${printable(report.labelsFrom)}.`]),
    ...(report.excluded > 0 ? [`${counted(report.excluded, 'image')} excluded by hand`] : []),
    ...(report.ignored > 0
      ? [`${counted(report.ignored, 'file')} that ${report.ignored === 1 ? 'is' : 'are'} no picture, passed over`]
      : []),
    ...report.layout.ignored.slice(0, shownFiles).map(({ folder, reason }) => `Left out ${printable(folder)}/: ${printable(reason)}`),
    ...(duplicates.exactGroups > 0
      ? [`${counted(duplicates.exactGroups, 'group')} of equal pictures, each kept on one side of the split`]
      : []),
    ...(labelConflicts.length > 0 ? [`${counted(labelConflicts.length, 'picture')} under more than one class:`] : []),
    ...labelConflicts.slice(0, shownFiles).map(({ files }) => `  ${files.map(printable).join('  ')}`),
    ...(bad.length > 0 ? [`${counted(bad.length, 'file')} left out:`] : []),
    ...bad.slice(0, shownFiles).map(({ file, reason }) => `  ${printable(file)}: ${printable(reason)}`),
    ...(bad.length > shownFiles ? [faint(`  and ${bad.length - shownFiles} more; --json lists all`)] : []),
    ...report.warnings.map((warning) => `Note: ${printable(warning)}`),
  ];
  return [...parts, ...(findings.length > 0 ? ['', ...findings] : [])].join('\n');
}
