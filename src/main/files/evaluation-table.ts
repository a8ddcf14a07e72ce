import { StudioError } from '../../core/errors.ts';
import { top1 } from '../../core/evaluation/top-k.ts';
import { csvLine } from '../../shared/csv.ts';
import type { EvaluatedPicture } from '../../shared/ensemble.ts';
import { shortFloat } from './feature-table.ts';
import { createTableFile, firstLine } from './table-file.ts';

export interface EvaluationTable {
  /** Of every picture; written when all of it is there. */
  write(answers: Iterable<EvaluatedPicture>, skipped: readonly { readonly file: string; readonly reason: string }[], classes: readonly string[], members?: readonly string[]): Promise<void>;
  discard(): Promise<void>;
}

export const evaluationHeader = ['file', 'label', 'predicted', 'probability', 'right', 'error'];

/**
 * CSV `file,label,predicted,probability,right,error`, then what every class was given (`p:<class>`), then of each member of an ensemble the class it votes
 * for and what it gives every class, as `predictionTable` has them. Pictures that could not be read have only their reason.
 * @throws StudioError `bad-usage` where it cannot be written
 */
export async function createEvaluationTable(file: string, { inputs, bom }: { readonly inputs: readonly string[]; readonly bom: boolean }): Promise<EvaluationTable> {
  if (file === '-') throw new StudioError('bad-usage', '--csv - would mix the table with what evaluate says', { field: 'csv', hint: 'Name a file.' });
  const output = await createTableFile(file, { field: 'csv', header: evaluationHeader, inputs, bom, hasHeader: false });
  return {
    async write(answers, skipped, classes, members = []) {
      const header = [...evaluationHeader, ...classes.map((label) => `p:${label}`), ...members.flatMap((name) => [name, ...classes.map((label) => `${name}:${label}`)])];
      await output.append(firstLine(header, bom));
      for (const { file: picture, label, predicted, probabilities, members: each = [] } of answers) {
        const own = [picture, label === null ? '' : classes[label]!, classes[predicted]!, shortFloat(probabilities[predicted]!), label === null ? '' : String(label === predicted), ''];
        const said = each.flatMap((values) => [classes[top1(values, classes.length, 0)]!, ...Array.from(values, shortFloat)]);
        await output.append(csvLine([...own, ...Array.from(probabilities, shortFloat), ...said]));
      }
      const empty = header.slice(evaluationHeader.length).map(() => '');
      for (const { file: picture, reason } of skipped) await output.append(csvLine([picture, '', '', '', '', reason, ...empty]));
      await output.commit();
    },
    discard: () => output.discard(),
  };
}
