// One file a page in ./en/, so that pages can be worked on side by side.
import calculator from './en/calculator.ts';
import commands from './en/commands.ts';
import common from './en/common.ts';
import data from './en/data.ts';
import errors from './en/errors.ts';
import evaluate from './en/evaluate.ts';
import forecast from './en/forecast.ts';
import frame from './en/frame.ts';
import labelling from './en/labelling.ts';
import model from './en/model.ts';
import models from './en/models.ts';
import next from './en/next.ts';
import rate from './en/rate.ts';
import reasons from './en/reasons.ts';
import recovery from './en/recovery.ts';
import runSettings from './en/run-settings.ts';
import runs from './en/runs.ts';
import said from './en/said.ts';
import settings from './en/settings.ts';
import start from './en/start.ts';
import studies from './en/studies.ts';
import studyClaims from './en/study-claims.ts';
import studyPapers from './en/study-papers.ts';
import studyPresets from './en/study-presets.ts';
import train from './en/train.ts';
import use from './en/use.ts';
import verdict from './en/verdict.ts';
import wall from './en/wall.ts';

export const en = { calculator, commands, common, data, errors, evaluate, forecast, frame, labelling, model, models, next, rate, reasons, recovery, runSettings, runs, said, settings, start, studies, studyClaims, studyPapers, studyPresets, train, use, verdict, wall };
/** What a language has to say; German is checked against it. */
export type Messages = typeof en;
