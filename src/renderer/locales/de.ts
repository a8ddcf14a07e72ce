// One file a page in ./de/, so that pages can be worked on side by side.
import commands from './de/commands.ts';
import common from './de/common.ts';
import data from './de/data.ts';
import errors from './de/errors.ts';
import evaluate from './de/evaluate.ts';
import frame from './de/frame.ts';
import labelling from './de/labelling.ts';
import model from './de/model.ts';
import models from './de/models.ts';
import next from './de/next.ts';
import reasons from './de/reasons.ts';
import recovery from './de/recovery.ts';
import runSettings from './de/run-settings.ts';
import runs from './de/runs.ts';
import said from './de/said.ts';
import settings from './de/settings.ts';
import start from './de/start.ts';
import studies from './de/studies.ts';
import studyClaims from './de/study-claims.ts';
import studyPapers from './de/study-papers.ts';
import studyPresets from './de/study-presets.ts';
import train from './de/train.ts';
import use from './de/use.ts';
import verdict from './de/verdict.ts';
import wall from './de/wall.ts';
import type { Messages } from './en.ts';

export const de: Messages = { commands, common, data, errors, evaluate, frame, labelling, model, models, next, reasons, recovery, runSettings, runs, said, settings, start, studies, studyClaims, studyPapers, studyPresets, train, use, verdict, wall };
