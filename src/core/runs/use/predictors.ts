import { nameIndex } from '../../same-name.ts';
import { StudioError } from '../../errors.ts';
import { trainerLease } from '../../store/trainer-lease.ts';
import type { Studio } from '../../open-studio.ts';
import type { HeatMap } from '../../../shared/contract/evaluation-calls.ts';
import type { WireError } from '../../../shared/errors.ts';
import type { ActivationMap, ClassifyRequest, NearestFamiliarity, Picture } from '../../../shared/model-server-protocol.ts';
import { defaultThreads } from '../executors/engine-process.ts';
import { finishedModel } from './finished-model.ts';
import type { FinishedModel } from './finished-model.ts';
import { knownTogether } from './known-together.ts';
import { startResidentModel } from './resident-model.ts';
import type { ResidentModel } from './resident-model.ts';

/** `probabilities` `[classes]`; the map is of the likeliest class; `familiarity` is null of a run without an index. A picture that cannot be read has its reason. */
export type PictureAnswer =
  | { readonly probabilities: Float32Array; readonly heatMap: HeatMap | null; readonly familiarity: NearestFamiliarity | null }
  | { readonly error: WireError };

/** Finished runs that answer at once, because their models stay loaded for a while. */
export interface Predictors {
  /**
   * One answer a picture (a file or its bytes), in order; float32, the same as `predictFiles`.
   * @throws StudioError `not-found` (no such run, or not finished), `engine-missing`, `trainer-died`, `out-of-memory`
   */
  classify(
    run: number,
    pictures: readonly Picture[],
    options?: { heatMap?: boolean },
  ): Promise<{ classes: readonly string[]; answers: PictureAnswer[] }>;
  /** Evidence for a class over a picture; the likeliest unless named. @throws StudioError as above, `bad-image`, `not-found` (no such class) */
  heatMap(run: number, picture: Picture, className?: string): Promise<HeatMap>;
  /** The processes there are now. */
  processes(): { run: number; pid: number }[];
  /** Ends all processes; what was asked fails as `cancelled`. */
  close(): Promise<void>;
}

export interface PredictorsOptions {
  /** A process nobody asks anything for so long ends. */
  readonly idleMs?: number;
  /** Processes at a time. One while a training runs, whose memory it is to be. */
  readonly most?: number;
  readonly threads?: number;
}

interface Resident {
  readonly run: number;
  /** Of the model's files: a run that was resumed has other weights. */
  readonly stamp: string;
  readonly model: ResidentModel;
  /** What is being asked of it. */
  readonly work: Set<Promise<unknown>>;
  lastUsedMs: number;
  idle: NodeJS.Timeout | undefined;
}

/** Keeps an engine process for each run in use, the last ones used. */
export function createPredictors(
  studio: Studio,
  { idleMs = 60_000, most = 2, threads = defaultThreads() }: PredictorsOptions = {},
): Predictors {
  const residents = new Map<number, Resident>();
  let starting: Promise<unknown> = Promise.resolve();
  let closed = false;

  /** Takes it out of use; resolves when it has answered what it was asked and ended. */
  async function retire(resident: Resident): Promise<void> {
    clearTimeout(resident.idle);
    if (residents.get(resident.run) === resident) residents.delete(resident.run);
    await Promise.allSettled(resident.work);
    resident.model.end();
    await resident.model.ended;
  }

  function start(run: number, { folder, stamp }: FinishedModel): Resident {
    const model = startResidentModel(folder, threads, knownTogether(studio.db, run)?.keys ?? null);
    const resident: Resident = { run, stamp, model, work: new Set(), lastUsedMs: Date.now(), idle: undefined };
    residents.set(run, resident);
    void model.ended.then(() => {
      clearTimeout(resident.idle);
      if (residents.get(run) === resident) residents.delete(run);
    });
    return resident;
  }

  async function obtain(run: number): Promise<Resident> {
    const finished = await finishedModel(studio, run);
    needOpen();
    const known = residents.get(run);
    if (known?.stamp === finished.stamp) return known;
    if (known) await retire(known);
    const limit = trainerLease(studio.db) === null ? most : 1;
    while (residents.size >= limit) {
      const isBusy = ({ work }: Resident) => Number(work.size > 0);
      const [first] = [...residents.values()].sort((a, b) => isBusy(a) - isBusy(b) || a.lastUsedMs - b.lastUsedMs);
      await retire(first!);
    }
    needOpen();
    return start(run, finished);
  }

  function needOpen(): void {
    if (closed) throw new StudioError('cancelled', 'The program is being closed');
  }

  /** Does `work` with the run's process. One at a time is looked for, so that no run gets two. */
  async function use<T>(run: number, work: (model: ResidentModel) => Promise<T>): Promise<T> {
    const turn = starting.then(async () => {
      const resident = await obtain(run);
      clearTimeout(resident.idle);
      const answer = work(resident.model);
      resident.work.add(answer);
      return { resident, answer };
    });
    starting = turn.catch(() => undefined);
    const { resident, answer } = await turn;
    try {
      return await answer;
    } catch (error) {
      needOpen();
      throw error;
    } finally {
      resident.work.delete(answer);
      resident.lastUsedMs = Date.now();
      if (resident.work.size === 0 && residents.get(run) === resident) {
        resident.idle = setTimeout(() => void retire(resident), idleMs).unref();
      }
    }
  }

  const ask = (run: number, pictures: readonly Picture[], heatMapOf: (classes: readonly string[]) => ClassifyRequest['heatMap']) =>
    use(run, async (model) => {
      const classes = await model.classes;
      const answered = await model.ask(pictures, heatMapOf(classes));
      const answers = answered.map((answer): PictureAnswer => {
        if ('error' in answer) return answer;
        return { ...answer, heatMap: answer.heatMap && named(answer.heatMap, classes) };
      });
      return { classes, answers };
    });

  return {
    classify: (run, pictures, { heatMap = false } = {}) => ask(run, pictures, () => (heatMap ? 'predicted' : null)),
    async heatMap(run, picture, className) {
      const wanted = (classes: readonly string[]) => (className === undefined ? 'predicted' : classIndex(classes, className));
      const [answer] = (await ask(run, [picture], wanted)).answers;
      if ('error' in answer!) {
        const { code, message, ...details } = answer.error;
        throw new StudioError(code, message, { field: 'image', ...details });
      }
      return answer!.heatMap!;
    },
    processes: () => [...residents.values()].map(({ run, model }) => ({ run, pid: model.pid })),
    async close() {
      closed = true;
      const all = [...residents.values()];
      for (const { model, idle } of all) {
        clearTimeout(idle);
        model.kill();
      }
      await Promise.all([starting, ...all.map(({ model }) => model.ended)]);
    },
  };
}

/** @throws StudioError `not-found` */
function classIndex(classes: readonly string[], name: string): number {
  const index = nameIndex(classes, name);
  if (index >= 0) return index;
  throw new StudioError('not-found', `The run knows no class "${name}"`, {
    values: { kind: 'run-knows-no-class', name, classes: classes.join(', ') },
    field: 'className',
    hint: `It knows ${classes.join(', ')}.`,
  });
}

const named = ({ classIndex: index, ...map }: ActivationMap, classes: readonly string[]): HeatMap => ({
  className: classes[index]!,
  ...map,
});
