import type { PlainReason, SettingReason } from '../../../shared/contract/plan-view.ts';
import type { RunPlan } from '../../../shared/run-spec.ts';
import { embeddedBackbone } from '../../nets/catalogue.ts';
import type { Studio } from '../../open-studio.ts';
import { listRuns } from '../../store/runs.ts';
import { listBackbones } from '../../weights/backbones.ts';

/** A run's own model serves those that ask for it, not the next data set. */
const isEarlierModel = (plan: RunPlan | null): boolean => plan?.start.from === 'weights' && plan.start.run !== undefined;

/** The backbone used last if it is still on this machine, else the embedded one. */
export async function usualBackbone({ db, folder }: Studio): Promise<{ id: string; reason: PlainReason | SettingReason }> {
  const lastUsed = listRuns(db).find(({ backboneId, plan }) => backboneId !== null && !isEarlierModel(plan))?.backboneId;
  if (!lastUsed) return { id: embeddedBackbone.id, reason: 'comes-with-program' };
  const known = (await listBackbones(folder)).find(({ id }) => id === lastUsed);
  if (known?.onDisk) return { id: lastUsed, reason: 'used-last' };
  return { id: embeddedBackbone.id, reason: { because: 'used-last-is-gone', backbone: lastUsed } };
}
