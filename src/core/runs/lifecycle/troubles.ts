/** What goes wrong where nobody asked and nobody waits: said once, until all is well again. */
export interface Troubles {
  /** Whatever goes wrong in it, the program and its other runs go on. Whether it went well. */
  attempt(work: () => void): boolean;
  tell(error: unknown): void;
  /** All is well again: what goes wrong next is said, the same too. */
  over(): void;
  /** The program ends: what fails from here on fails because of that, and is not said. */
  close(): void;
}

export function createTroubles(say: (error: unknown) => void): Troubles {
  let said: string | null = null;
  let isClosed = false;
  function tell(error: unknown): void {
    if (said === String(error)) return;
    said = String(error);
    say(error);
  }
  return {
    tell,
    attempt(work) {
      try {
        work();
        return true;
      } catch (error) {
        if (!isClosed) tell(error);
        return false;
      }
    },
    over: () => void (said = null),
    close: () => void (isClosed = true),
  };
}
