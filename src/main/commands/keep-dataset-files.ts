import type { Studio } from '../../core/open-studio.ts';
import { refuseForeign } from '../files/table-file.ts';

export async function datasetRoots({ db }: Studio): Promise<string[]> {
  const { allDatasets } = await import('../../core/store/datasets.ts');
  return allDatasets(db).map(({ root }) => root);
}

/**
 * Before work that will write `file`: nothing that lies in a data set's folder is replaced but a table with the same `header`.
 * @throws StudioError `bad-usage`
 */
export async function keepDatasetFiles(roots: readonly string[], file: string, field: string, header: readonly string[] | null): Promise<void> {
  await refuseForeign(file, { field, header, inputs: roots });
}
