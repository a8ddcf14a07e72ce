import { dataSetsAndRuns } from './0001-data-sets-and-runs.ts';
import { labelsOfOurOwn } from './0002-labels-of-our-own.ts';
import { layoutAndStamps } from './0003-layout-and-stamps.ts';
import { labelsFromTables } from './0004-labels-from-tables.ts';
import { layoutNone } from './0005-layout-none.ts';
import { dimPictures } from './0006-dim-pictures.ts';
import { networksInPlans } from './0007-networks-in-plans.ts';
import { problemValues } from './0008-problem-values.ts';
import { leaseAndQueue } from './0009-lease-and-queue.ts';
import { changeCounter } from './0010-change-counter.ts';
import { pinsOfRuns } from './0011-pinned-runs.ts';
import { finishingRuns } from './0012-finishing-runs.ts';
import { runPace } from './0013-run-pace.ts';
import { keysOfClassesKept } from './0014-class-keys.ts';
import { stopWish } from './0015-stop-wish.ts';
import { answersWhileTraining } from './0016-answers-so-far.ts';
import { rateDropsInPlans } from './0017-rate-drops.ts';
import { studiesOfRuns } from './0018-studies.ts';
import { solversInPlans } from './0019-solvers-in-plans.ts';
import { studiesOnClusters } from './0020-studies-on-clusters.ts';
import { groupsOfPictures } from './0021-groups.ts';
import { solversOfTrials } from './0022-solvers-of-trials.ts';
import { calibratedRuns } from './0023-calibrated-runs.ts';
import { mixupInPlans } from './0024-mixup-in-plans.ts';
import { ledgerOfTests } from './0025-test-ledger.ts';
import { keptProfiles } from './0026-kept-profiles.ts';
import { judgedLabels } from './0027-judged-labels.ts';
import { strategiesInPlans } from './0028-strategies-in-plans.ts';
import { weightsThatAnswered } from './0029-weights-that-answered.ts';
import { labelProposalsKept } from './0030-label-proposals.ts';
import { locksOfTests } from './0031-test-locks.ts';
import { measuredGradients } from './0032-measured-gradients.ts';
import { reasonsOfRuns } from './0033-reasons-of-runs.ts';
import { moreStrategiesInPlans } from './0034-more-strategies-in-plans.ts';
import { countedGroups } from './0035-counted-groups.ts';
import { averagedEpochs } from './0036-averaged-epochs.ts';
import { headlineFigures } from './0037-headline-figures.ts';
import { intervalsOfGroups } from './0038-intervals-of-groups.ts';

/**
 * SQL of every step in order: element 0 leads from an empty file to version 1. SQLite's `user_version` is the number of
 * steps a file has taken. A step that has been released is never changed: add another.
 */
export const migrations: readonly string[] = [dataSetsAndRuns, labelsOfOurOwn, layoutAndStamps, labelsFromTables, layoutNone, dimPictures, networksInPlans, problemValues, leaseAndQueue, changeCounter, pinsOfRuns, finishingRuns, runPace, keysOfClassesKept, stopWish, answersWhileTraining, rateDropsInPlans, studiesOfRuns, solversInPlans, studiesOnClusters, groupsOfPictures, solversOfTrials, calibratedRuns, mixupInPlans, ledgerOfTests, keptProfiles, judgedLabels, strategiesInPlans, weightsThatAnswered, labelProposalsKept, locksOfTests, measuredGradients, reasonsOfRuns, moreStrategiesInPlans, countedGroups, averagedEpochs, headlineFigures, intervalsOfGroups];
