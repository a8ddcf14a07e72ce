import { expect, onTestFinished, test } from 'vitest';
import type { Metrics } from '../../shared/metrics.ts';
import { keepNotice } from '../../core/runs/results/notices.ts';
import { runDetails, runReport } from '../../core/runs/results/run-report.ts';
import { saveEvaluation } from '../../core/store/predictions.ts';
import { createRun, saveEpoch, updateRun } from '../../core/store/runs.ts';
import { openSmallStudio } from '../../../test/small-studio.ts';
import { runJson } from '../commands/run-json.ts';
import { smallPhase, smallPlan } from '../../../test/small-run.ts';
import { runReportText, runsTable } from './run-report-text.ts';

test('the window and the terminal tell the same of a run, each in its words', async () => {
  const { studio, dataset, close } = await openSmallStudio([8, 8]);
  onTestFinished(close);
  const { db } = studio;
  const { id } = createRun(db, { datasetVersionId: dataset.version.id, backboneId: 'b', spec: {}, name: 'first' });
  const epoch = { runId: id, phase: 'head', trainLoss: 1, trainAccuracy: 0.5, valAccuracy: 0.5, learningRate: 0.001, seconds: 1, imagesPerSecond: 16 };
  for (const [index, valLoss] of [0.9, 0.7, 0.8].entries()) saveEpoch(db, { ...epoch, epoch: index + 1, valLoss });
  for (const [split, correct] of [['val', 3], ['test', 2]] as const) {
    const metrics = { accuracy: correct / 4, accuracyInterval: [0.1, 0.9], correct, images: 4, macroF1: 0.7, logLoss: 0.6 } as Metrics;
    saveEvaluation(db, { runId: id, datasetVersionId: dataset.version.id, split, metrics }, []);
  }
  updateRun(db, id, { state: 'done', bestEpoch: 2, finishedAtMs: 5 });
  keepNotice(studio, id, { about: 'text', text: 'Slow disk.' });

  const report = await runReport(studio, id);
  const [printed, shown] = [runJson(report), await runDetails(studio, id, null)];
  for (const key of ['run', 'name', 'state', 'bestEpoch', 'headline', 'folder', 'sizeBytes', 'classes', 'epochs', 'notices'] as const) {
    expect(printed[key], key).toEqual(shown[key]);
  }
  expect(printed).toMatchObject({ headline: { split: 'test', accuracy: 0.5 }, notices: [{ text: 'Slow disk.' }] });
  expect(shown.epochs.map(({ valLoss, isBest }) => [valLoss, isBest])).toEqual([[0.9, true], [0.7, true], [0.8, false]]);
  expect(printed.evaluations.map(({ split }) => split)).toEqual(shown.evaluations.map(({ split }) => split));
  expect(printed).not.toHaveProperty('id');
  expect(runReportText(report)).toMatch(new RegExp(`Run ${id} "first"[^]*best epoch +2`));
  const averaged = { ...report, stored: { ...report.stored, averaged: [2, 3] } };
  expect(runReportText(averaged)).toMatch(/weights +mean of epochs 2, 3\n(?![^]*best epoch)/);

  // Of what was not trained neither strategy nor time is told.
  const plan = smallPlan([smallPhase({ cut: 'stem' })], { freeze: 'none', adapted: { run: 1, images: 47 } });
  const adapted = { ...report.stored, plan, seconds: 0, peakMemoryBytes: 0 };
  expect(runReportText({ ...report, stored: adapted })).toMatch(/adapted +from run 1, to 47 pictures of a camera: not trained\n(?![^]*\n(?:freeze|time|memory at most) )/);
  expect(runsTable([{ ...report.row, ...adapted }])).toMatch(/adapted from 1 /);
  expect(runsTable([{ ...report.row, ...adapted }])).not.toMatch(/0 ms/);
});
