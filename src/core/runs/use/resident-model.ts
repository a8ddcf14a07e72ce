import { fromWireError, StudioError } from '../../errors.ts';
import type { ClassifiedPicture, ClassifyRequest, Picture } from '../../../shared/model-server-protocol.ts';
import type { FromEngine } from '../../../shared/trainer-protocol.ts';
import { startEngine } from '../executors/engine-process.ts';

/** An engine process that holds a model and answers until it is ended. */
export interface ResidentModel {
  /** In label order, once the model is loaded. @throws what loading failed with */
  readonly classes: Promise<readonly string[]>;
  /** Resolves when the process has ended, however it did. */
  readonly ended: Promise<void>;
  readonly pid: number;
  /** One answer a picture, in order. @throws StudioError what the request or the process failed with */
  ask(pictures: readonly Picture[], heatMap: ClassifyRequest['heatMap']): Promise<ClassifiedPicture[]>;
  /** Ends it after what it was asked. */
  end(): void;
  /** Ends it now; what it was asked fails. */
  kill(): void;
}

type Waiting = { resolve: (pictures: ClassifiedPicture[]) => void; reject: (error: unknown) => void };

/** `trainer-died` speaks of training; here nothing is lost. */
function answererDied(error: unknown): unknown {
  if (!(error instanceof StudioError) || error.code !== 'trainer-died') return error;
  return new StudioError('trainer-died', error.message, {
    values: { ...error.values, kind: 'answerer-died' },
    hint: 'Try again: another process is started. If it happens again, close programs that use much memory.',
    cause: error,
  });
}

/**
 * Starts one on a run's folder.
 * @param knownGroups as `ServeModelJob`
 * @throws StudioError `engine-missing`
 */
export function startResidentModel(modelFolder: string, threads: number, knownGroups: readonly string[] | null = null): ResidentModel {
  const waiting = new Map<number, Waiting>();
  const loaded = Promise.withResolvers<readonly string[]>();
  // Whoever asks hears it; without a listener it would end the program.
  loaded.promise.catch(() => undefined);
  let failure: { error: unknown } | null = null;
  let lastId = 0;

  const onEvent = (event: FromEngine): void => {
    if (event.type === 'model') loaded.resolve(event.classes ?? []);
    if (event.type !== 'classified' && event.type !== 'refused') return;
    const asked = waiting.get(event.id);
    waiting.delete(event.id);
    if (event.type === 'classified') asked?.resolve(event.pictures);
    else asked?.reject(fromWireError(event.error));
  };
  const failAll = (error: unknown): void => {
    failure = { error };
    loaded.reject(error);
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };

  const engine = startEngine({ kind: 'serve-model', modelFolder, knownGroups: knownGroups && [...knownGroups] }, threads, onEvent);
  const ended = engine.finished.then(
    () => failAll(new StudioError('cancelled', 'The process that answers was ended')),
    (error: unknown) => failAll(answererDied(error)),
  );
  return {
    classes: loaded.promise,
    ended,
    get pid() {
      return engine.pid;
    },
    ask(pictures, heatMap) {
      if (failure) return Promise.reject(failure.error);
      const id = ++lastId;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        engine.send({ type: 'classify', id, pictures, heatMap });
      });
    },
    end: () => engine.send({ type: 'end' }),
    kill: () => engine.kill(),
  };
}
