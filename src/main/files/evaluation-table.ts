import { StudioError } from '../../core/errors.ts';
import { top1 } from '../../core/evaluation/top-k.ts';
import { csvLine } from '../../shared/csv.ts';
import type { EvaluatedPicture } from '../../shared/ensemble.ts';
import { familiarityOf } from '../../shared/familiarity.ts';
import type { FamiliarityRule } from '../../shared/familiarity.ts';
import { shortFloat } from './feature-table.ts';
import { familiarityCells, familiarityHeader } from './prediction-table.ts';
import { createTableFile, firstLine } from './table-file.ts';

export interface EvaluationTable {
  /** Of every picture; written when all of it is there. */
  write(answers: Iterable<EvaluatedPicture>, skipped: readonly { readonly file: string; readonly reason: string }[], classes: readonly string[], more?: EvaluationColumns): Promise<void>;
  discard(): Promise<void>;
}

/** What a table has behind what every class was given. */
export interface EvaluationColumns {
  /** Members of an ensemble by name. */
  readonly members?: readonly string[];
  /** By what one model's pictures are judged; null where it has no index. Left out: the columns are too. */
  readonly alarm?: FamiliarityRule | null;
}

export const evaluationHeader = ['file', 'label', 'predicted', 'probability', 'right', 'error'];

/**
 * CSV `file,label,predicted,probability,right,error`, then what every class was given (`p:<class>`), then of each member of an ensemble the class it votes
 * for and what it gives every class, or of one model `familiarity,unfamiliar`, as `predictionTable` has them. Pictures that could not be read have only their reason.
 * @throws StudioError `bad-usage` where it cannot be written
 */
export async function createEvaluationTable(file: string, { inputs, bom }: { readonly inputs: readonly string[]; readonly bom: boolean }): Promise<EvaluationTable> {
  if (file === '-') throw new StudioError('bad-usage', '--csv - would mix the table with what evaluate says', { field: 'csv', hint: 'Name a file.' });
  const output = await createTableFile(file, { field: 'csv', header: evaluationHeader, inputs, bom, hasHeader: false });
  return {
    async write(answers, skipped, classes, { members = [], alarm } = {}) {
      const header = [...evaluationHeader, ...classes.map((label) => `p:${label}`), ...members.flatMap((name) => [name, ...classes.map((label) => `${name}:${label}`)]), ...(alarm === undefined ? [] : familiarityHeader)];
      await output.append(firstLine(header, bom));
      for (const { file: picture, label, predicted, probabilities, members: each = [], familiarity } of answers) {
        const own = [picture, label === null ? '' : classes[label]!, classes[predicted]!, shortFloat(probabilities[predicted]!), label === null ? '' : String(label === predicted), ''];
        const said = each.flatMap((values) => [classes[top1(values, classes.length, 0)]!, ...Array.from(values, shortFloat)]);
        const known = alarm === undefined ? [] : familiarityCells(alarm && typeof familiarity === 'number' ? familiarityOf(familiarity, alarm) : undefined);
        await output.append(csvLine([...own, ...Array.from(probabilities, shortFloat), ...said, ...known]));
      }
      const empty = header.slice(evaluationHeader.length).map(() => '');
      for (const { file: picture, reason } of skipped) await output.append(csvLine([picture, '', '', '', '', reason, ...empty]));
      await output.commit();
    },
    discard: () => output.discard(),
  };
}
