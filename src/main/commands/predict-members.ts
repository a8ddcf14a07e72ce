import { printable } from '../terminal/printable.ts';
import type { Context } from '../terminal/context.ts';
import { counted, percent } from '../terminal/units.ts';
import { shortFloat } from '../files/feature-table.ts';
import { predictionHeader, type PredictionLine } from '../files/prediction-table.ts';
import { looksText } from '../words/together-text.ts';
import { datasetRoots, keepDatasetFiles } from './keep-dataset-files.ts';
import { finishPredicting, openTable, type PredictOptions } from './prediction-output.ts';
import { membersArgument } from './run-argument.ts';
import { streamAnswers } from './stream-answers.ts';

/** Answers by several models together. @returns false where the word means one */
export async function predictMembers(context: Context, reference: string, inputs: string[], options: PredictOptions): Promise<boolean> {
  const { topK } = await import('../../core/evaluation/top-k.ts');
  const { memberCalled, memberName, predictTogether, seatMembers } = await import('../../core/runs/use/predict-together.ts');
  return context.withStudio(async (studio) => {
    const members = await membersArgument(context, studio, reference);
    if (members.length === 1) return false;
    const { combine, tta: looks, csv } = options;
    const { classes } = await seatMembers(studio, members, looks);
    const names = members.map(memberName);
    const called = members.map((member) => printable(memberCalled(studio, member)));
    if (csv !== undefined && csv !== '-') await keepDatasetFiles(await datasetRoots(studio), csv, 'csv', predictionHeader(options.top));
    const table = await openTable(context, null, inputs, options, { names, classes });
    const scored = (values: ArrayLike<number>, k: number) =>
      topK(values, classes.length, 0, k).map(({ index, probability }) => ({ label: classes[index]!, probability: shortFloat(probability) }));
    const said = looksText(looks);
    if (said !== null) context.remark(said);
    try {
      const counts = await streamAnswers(context, inputs, options, (files, count, signal) =>
        predictTogether(
          studio,
          members,
          files,
          { combine, looks, signal },
          (answer) =>
            count(answer, async () => {
              const line: PredictionLine =
                'error' in answer
                  ? { file: answer.file, error: answer.error }
                  : {
                      file: answer.file,
                      top: scored(answer.values, options.top),
                      members: answer.members!.map((values, i) => ({ member: names[i]!, ...scored(values, 1)[0]! })),
                    };
              await table?.append(line, answer.members);
              await context.event(line);
              if ('error' in line) context.remark(`${printable(line.file)}: ${printable(line.error.message)}`);
              else if (!table) {
                const votes = line.members!.map(({ label }, i) => `${called[i]}: ${printable(label)}`);
                const scores = line.top.map(({ label, probability }) => `${printable(label)} ${percent(probability)}`);
                await context.print(`${printable(line.file)}: ${scores.join(', ')} (${votes.join(', ')})`);
              }
            }),
          (member) => context.remark(`Answers of ${called[member]} (${member + 1} of ${counted(members.length, 'member')}).`),
        ),
      );
      await finishPredicting(context, table, counts, csv);
    } finally {
      await table?.discard();
    }
    return true;
  });
}
