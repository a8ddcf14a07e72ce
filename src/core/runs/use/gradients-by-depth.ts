import { usualImageSize } from '../../nets/net-report.ts';
import { parseNetSpec } from '../../nets/net-meant.ts';
import type { Studio } from '../../open-studio.ts';
import { getRun } from '../../store/runs.ts';
import type { NetSpec } from '../../../shared/net-spec.ts';
import type { GradientsJob, GradientsResult } from '../../../shared/gradients-job.ts';
import { defaultThreads, startEngine } from '../executors/engine-process.ts';
import { finishedModel } from './finished-model.ts';

/** Classes of the head that the loss is made of, where no run says. */
const usualClasses = 10;

export interface GradientSeries {
  /** What shortcuts of one shape multiply by; null as the network has them. */
  readonly lambda: number | null;
  /** Before the first step, or with the weights that a run kept. */
  readonly at: 'start' | 'trained';
  readonly blocks: GradientsResult['series'][number];
}

const start = async (job: GradientsJob): Promise<GradientsResult> => (await startEngine(job, defaultThreads(), () => undefined).finished) as GradientsResult;

/** Of a network before its first step, as it is or once for each factor on its shortcuts. @throws StudioError `bad-usage` where it takes no such shortcut */
export async function gradientsAtStart(spec: NetSpec, lambdas: readonly number[], seed: number): Promise<GradientSeries[]> {
  const scaled = (shortcut: number): NetSpec =>
    parseNetSpec(JSON.stringify({ ...spec, shortcut: { ...spec.shortcut, same: { kind: 'scaled', shortcut, branch: 1 } } }), 'The network with scaled shortcuts');
  const asked: readonly (number | null)[] = lambdas.length === 0 ? [null] : lambdas;
  const nets = asked.map((lambda) => (lambda === null ? spec : scaled(lambda)));
  const { series } = await start({ kind: 'gradients', model: { nets, seed }, classes: usualClasses, imageSize: usualImageSize(spec) });
  return asked.map((lambda, i) => ({ lambda, at: 'start', blocks: series[i]! }));
}

/** Of a run's network as it was trained; beside it, where it started drawn, as it was before its first step. @throws StudioError `not-found` */
export async function gradientsOfRun(studio: Studio, run: number): Promise<GradientSeries[]> {
  const { folder, classes } = await finishedModel(studio, run);
  const { series } = await start({ kind: 'gradients', model: { folder }, classes: usualClasses, imageSize: 32 });
  const trained: GradientSeries = { lambda: null, at: 'trained', blocks: series[0]! };
  const { plan } = getRun(studio.db, run);
  if (plan?.start.from !== 'drawn') return [trained];
  const { net, seed, preprocessing } = plan;
  const before = await start({ kind: 'gradients', model: { nets: [net], seed }, classes: classes.length, imageSize: preprocessing.imageSize });
  return [{ lambda: null, at: 'start', blocks: before.series[0]! }, trained];
}
