import { expect, test } from 'vitest';
import type { StudyReport } from '../../core/studies/study-report.ts';
import { finishedStudy } from './study-json.ts';

const report = (changes: object) => ({ study: { id: 3, spec: { title: 'Rates', preset: null }, steps: null, error: null }, status: 'done', trials: [{}, {}], failures: [], rows: [], verdicts: [], paper: null, curve: null, classes: [], recommended: null, asGood: [], ...changes }) as unknown as StudyReport;

test('a study that failed ends with an error, as a run does; one that is done with none', () => {
  expect(finishedStudy(report({}), String)).not.toHaveProperty('error');
  const failures = [{ trial: { position: 0, runId: 21 }, error: { code: 'nan-loss', message: 'The loss became NaN', hint: 'Use a lower --lr' }, isTriedAgain: false }];
  expect(finishedStudy(report({ status: 'failed', failures }), (run) => `${run} "too fast"`).error).toEqual({ code: 'nan-loss', message: '1 of 2 trials failed; run 21 "too fast": The loss became NaN', hint: 'Use a lower --lr', field: null });
  const error = { code: 'not-found', message: 'The folder is gone' };
  expect(finishedStudy(report({ status: 'failed', study: { ...report({}).study, error } }), String).error).toEqual({ ...error, hint: null, field: null });
});
