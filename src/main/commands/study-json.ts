import type { StudyReport } from '../../core/studies/study-report.ts';
import { errorObject } from '../terminal/report-error.ts';
import type { RunsCalled } from '../words/runs-called.ts';
import { judgedText, studyLanguage } from '../words/study-text.ts';

/** The last line of `study run --json`, and what `study show --json` prints. Its names are a promise to other programs. */
export function finishedStudy(report: StudyReport, called: RunsCalled) {
  const { study, status, rows, verdicts, paper, curve, classes, recommended, asGood } = report;
  const say = studyLanguage(report);
  return {
    event: 'finished',
    study: study.id,
    status,
    title: study.spec.title,
    preset: study.spec.preset,
    steps: study.steps,
    rows,
    verdicts: verdicts.map((verdict) => ({
      claim: verdict.claim,
      holds: verdict.holds,
      p: verdict.compared?.comparison.p ?? null,
      text: judgedText(verdict, called, say),
      compared: verdict.compared,
    })),
    paper,
    curve,
    classes,
    recommended,
    asGood,
    ...(status === 'failed' && { error: failureOf(report, called) }),
  };
}

/** What kept a study from its trials, else its first failed one. */
function failureOf({ study: { error }, trials, failures }: StudyReport, called: RunsCalled) {
  const [first] = failures;
  if (error || !first) return error && errorObject(error);
  const { trial, error: told } = first;
  const message = `${failures.length} of ${trials.length} trials failed; ${trial.runId === null ? `trial ${trial.position + 1}` : `run ${called(trial.runId)}`}: ${told?.message ?? 'nothing was told'}`;
  return errorObject({ ...(told ?? { code: 'internal' }), message });
}
