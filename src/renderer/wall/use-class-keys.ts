import { computed } from 'vue';
import { keysOfClasses } from '../../shared/class-keys.ts';
import { useProject } from '../stores/project.ts';

/** The key of each class of the open project that has one, in label order; and how many have none. */
export function useClassKeys() {
  const project = useProject();
  const names = computed(() => (project.view?.classes ?? []).map(({ name }) => name));
  const keys = computed(() => keysOfClasses(names.value, project.view?.classKeys ?? []));
  const withoutKey = computed(() => names.value.length - keys.value.size);
  /** The class that a pressed key names. */
  const classOf = (pressed: string): string | undefined => names.value.find((name) => keys.value.get(name) === pressed.toLowerCase());
  return { names, keys, withoutKey, classOf };
}
