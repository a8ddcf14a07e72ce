import { telling } from '../../window/open-project.ts';
import { studio } from '../../api/client.ts';
import { useWallLabelling } from '../../wall/use-wall-labelling.ts';
import { useProject } from '../../stores/project.ts';
import { useWall } from './wall-store.ts';

/** What can be done with the pictures chosen on the wall, and with classes. */
export function useLabelling() {
  const wall = useWall();
  const project = useProject();
  const { moveChosen, ...labelling } = useWallLabelling(wall);

  /** A new class; the pictures chosen go into it. Throws what the program refuses. */
  async function addClass(name: string): Promise<void> {
    if (wall.selection.count > 0) return moveChosen(name);
    project.replace(await studio.datasets.addClass({ dataset: project.id!, name }));
  }

  const removeClass = (name: string) =>
    telling(async () => project.replace(await studio.datasets.removeClass({ dataset: project.id!, name })));

  return { ...labelling, addClass, removeClass };
}
