import type { StudyReport } from '../../core/studies/study-report.ts';
import { judgedText } from '../words/study-text.ts';

/** The last line of `study run --json`, and what `study show --json` prints. Its names are a promise to other programs. */
export function finishedStudy({ study, status, rows, verdicts, paper, curve, classes, recommended, asGood }: StudyReport) {
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
      text: judgedText(verdict),
      compared: verdict.compared,
    })),
    paper,
    curve,
    classes,
    recommended,
    asGood,
  };
}
