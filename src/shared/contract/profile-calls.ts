import { oc, type } from '@orpc/contract';
import { z } from 'zod';
import type { WireError } from '../errors.ts';
import type { Advice, KeptPart, ProfiledBlock } from '../profile-result.ts';
import { runSpecSchema } from '../run-spec.ts';
import type { RunRow } from './run-calls.ts';

/** What each block of a base model knows of a data set, as far as it is known. */
export interface ProfileView {
  /** Which one it is: of one version of a data set, one base model and one way pictures go in. */
  profile: string;
  state: 'none' | 'running' | 'done';
  /** Of what is going on, 0..1. */
  fraction: number;
  /** In the order of the network; while it runs, those that are known. */
  blocks: ProfiledBlock[];
  /** The first block after which none is proven better; null before all are known. */
  saturates: string | null;
  /** Validation pictures; null before all are known. */
  judged: number | null;
  /** So many independent groups of them are counted; null or left out where pictures are. */
  independentGroups?: number | null;
  /** Where the network may end, once all is known. */
  kept: KeptPart[];
  /** Which strategy suits the pictures; null before all is known. */
  advice: Advice | null;
  /** Why the last try found nothing. */
  error: WireError | null;
}

const asked = z.strictObject({ dataset: z.string().min(1), spec: runSpecSchema.pick({ backbone: true, imageSize: true, fit: true, seed: true, threads: true }) });

export const profileCalls = {
  show: oc.input(asked).output(type<ProfileView>()),
  /** Begins where nothing is known; what comes of it is told as `profile` events. */
  start: oc.input(asked).output(type<ProfileView>()),
  /** Queues a run of the network that ends after `block`, with an exact head; of a profile that is done. */
  keep: oc.input(asked.extend({ block: z.string().min(1) })).output(type<RunRow>()),
  stop: oc.input(z.strictObject({ profile: z.string().min(1) })).output(type<{ profile: string }>()),
};
