import type { Unread } from '../images/image-task.ts';
import type { ImagePool } from '../images/image-pool.ts';
import type { NetPlan } from '../nets/plan/net-plan.ts';
import type { TensorMap } from '../tensor.ts';
import type { FromEngine, TrainingImage, TrainJob } from '../../shared/trainer-protocol.ts';
import type { EpochFiles } from './epoch-files.ts';

/** What the parts of a training share. */
export interface JobContext {
  readonly job: TrainJob;
  readonly net: NetPlan;
  /** What training starts from. */
  readonly start: TensorMap;
  readonly pool: ImagePool;
  /** What it keeps of its epochs. */
  readonly files: EpochFiles;
  readonly emit: (event: FromEngine) => void;
  readonly onBad: (image: TrainingImage, why: Pick<Unread, 'reason' | 'values'>) => void;
  readonly stopped: () => boolean;
  readonly elapsedSeconds: () => number;
}
