import type { Studio } from '../../core/studio.ts';
import { refuseForeign } from '../files/table-file.ts';

/**
 * Before work that will write `file`: nothing that lies in a data set's folder is replaced but a table with the same `header`.
 * @throws StudioError `bad-usage`
 */
export async function keepDatasetFiles({ db }: Studio, file: string, field: string, header: readonly string[] | null): Promise<void> {
  const { allDatasets } = await import('../../core/store/datasets.ts');
  await refuseForeign(file, { field, header, inputs: allDatasets(db).map(({ root }) => root) });
}
