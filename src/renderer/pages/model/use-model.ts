import { computed, ref, shallowRef, watch } from 'vue';
import { fullSize } from '../../../shared/image-sizes.ts';
import type { NetworkTable } from '../../../shared/contract/backbone-calls.ts';
import { shownError } from '../../api/call-error.ts';
import type { StudioCallError } from '../../api/call-error.ts';
import { studio } from '../../api/client.ts';
import { useBackbones } from '../../stores/backbones.ts';
import { useDraft } from '../../stores/draft.ts';
import { usePlan } from '../../stores/plan.ts';
import { useProject } from '../../stores/project.ts';
import { applyPreset, endOfFirst, freezeText, parseFreeze, presetOf, usualLastStage } from './freeze-setting.ts';
import type { PresetId } from './freeze-setting.ts';

/** The chosen base model, its network and where the freeze line is; what a person changes goes into the draft of the next run. */
export function useModel() {
  const draft = useDraft();
  const plan = usePlan();
  const project = useProject();
  const backbones = useBackbones();
  const table = shallowRef<NetworkTable | null>(null);
  const error = shallowRef<StudioCallError | null>(null);
  const isLoading = ref(false);

  const planned = computed(() => (plan.plan?.plan.start.from === 'weights' ? plan.plan.plan.start.id : null));
  /** The run whose model is gone on from; which one that is, the plan says. */
  const from = computed(() => draft.spec.from);
  const backbone = computed(() => draft.spec.backbone ?? planned.value ?? (from.value === undefined ? backbones.cards?.find((card) => card.onDisk)?.id : null) ?? null);
  const card = computed(() => (backbone.value ? backbones.cardOf(backbone.value) : null));
  /** Before the plan came nobody knows what the program would choose: a line drawn then would jump. */
  const isDecided = computed(() => Boolean(draft.spec.freeze ?? plan.plan ?? plan.error));
  const freeze = computed(() => draft.spec.freeze ?? plan.plan?.plan.freeze ?? 'head');
  const setting = computed(() => parseFreeze(freeze.value));
  const trainedBefore = computed(() => endOfFirst(freeze.value));
  /** The head comes after it. */
  const lastStage = computed(() => table.value?.parts.at(-2)?.stage ?? usualLastStage);
  const preset = computed(() => presetOf(setting.value, lastStage.value));
  const figures = computed(() => (isDecided.value && table.value?.cuts.find(({ cut }) => cut === setting.value.cut)) || null);

  const cut = computed({
    get: () => setting.value.cut,
    set: (value: string) => draft.change({ freeze: freezeText({ ...setting.value, cut: value }) }),
  });
  const choosePreset = (id: PresetId) => draft.change({ freeze: freezeText(applyPreset(id, setting.value, lastStage.value)) });
  const chooseBackbone = (id: string) => {
    // A block that the other network does not have would be refused.
    const isStage = !setting.value.cut.includes('.');
    const kept = isStage ? draft.spec.freeze : trainedBefore.value ? `first:${setting.value.cut.split('.')[0]!}` : freezeText({ ...setting.value, cut: setting.value.cut.split('.')[0]! });
    draft.change({ backbone: id, net: undefined, from: undefined, freeze: kept });
  };

  const imageSize = () => (draft.spec.imageSize === undefined ? undefined : fullSize(draft.spec.imageSize));
  /** As the plan decided, so that the same figure stands on both pages. */
  const precision = () => plan.plan?.plan.precision;
  const cacheSizeBytes = () => draft.spec.cacheSizeBytes;
  let calls = 0;

  /** The answer to the last call is shown, whichever comes last. */
  async function load(): Promise<void> {
    const [asked, dataset] = [backbone.value, project.id];
    if (!asked) table.value = null;
    if (!asked || !dataset) return;
    const call = ++calls;
    isLoading.value = true;
    try {
      const settings = { imageSize: imageSize(), precision: precision(), cacheSizeBytes: cacheSizeBytes() };
      const answer = await studio.backbones.network({ backbone: asked, from: from.value, dataset, ...settings });
      if (call !== calls) return;
      table.value = answer;
      error.value = null;
    } catch (failure) {
      if (call === calls) error.value = shownError(failure);
    } finally {
      if (call === calls) isLoading.value = false;
    }
  }
  const pictures = () => [project.view?.classes.length, project.view?.images].join();
  watch([backbone, from, imageSize, precision, cacheSizeBytes, pictures], () => void load(), { immediate: true });

  return { backbone, from, card, table, error, isLoading, load, setting, trainedBefore, preset, figures, cut, choosePreset, chooseBackbone };
}
