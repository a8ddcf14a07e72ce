import { backboneReference } from '../src/core/weights/backbones.ts';
import { planNet } from '../src/core/nets/plan/net-plan.ts';
import { readNetwork } from '../src/core/weights/network-weights.ts';

/** A backbone with its tensors, as a run gets both: found and verified by its id, then read. */
export async function loadBackbone(...found: Parameters<typeof backboneReference>) {
  const reference = await backboneReference(...found);
  return { ...reference, ...(await readNetwork(reference.file, planNet(reference.net), reference.sha256)) };
}
