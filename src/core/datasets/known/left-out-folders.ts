import type { LeftOutFolder } from '../../../shared/contract/dataset-calls.ts';
import type { DatasetRow } from '../../store/datasets.ts';
import type { BareFolder } from '../../store/json-columns.ts';
import type { Layout } from './layout.ts';

/** Folders of a data set whose pictures are in no class, links to folders that are read already, and class folders without pictures; by name. */
export function leftOutFolders({ layout, dataset, classes }: { layout: Layout; dataset: DatasetRow; classes: readonly string[] }): LeftOutFolder[] {
  const linked = dataset.bareFolders.flatMap(({ folder, target }) => (target === null ? [] : [{ folder, reason: 'linked', count: 0, target } as const]));
  const empty = emptyClassFolders(layout, dataset.bareFolders, classes).map((folder) => ({ folder, reason: 'empty', count: 0 }) as const);
  return [...layout.ignored, ...linked, ...empty].toSorted((a, b) => (a.folder < b.folder ? -1 : 1));
}

/** Folders without pictures that lie where a class would, and whose name no class has. */
export function emptyClassFolders(layout: Layout, bare: readonly BareFolder[], classes: readonly string[]): string[] {
  return bare.flatMap(({ folder, target }) => {
    const name = target === null ? layout.place(`${folder}/picture`)?.className : undefined;
    return name === undefined || classes.includes(name) ? [] : [folder];
  });
}
