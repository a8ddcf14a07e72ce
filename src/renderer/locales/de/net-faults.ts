/** Fehler von Netzen und ihren Merkmalskarten, nach ihrer Art (`shared/said.ts`). */
export default {
  kinds: {
    'features-differ': 'Die geschriebenen Merkmalskarten weichen um {most} ihres quadratischen Mittels von denen des Netzes ab',
    'no-forms': '{name} hat keinen Block, der sich auf drei Weisen bauen lässt',
    'block-without-forms': '{block} von {name} lässt sich nicht auf drei Weisen bauen',
  },
  /** Was zu tun ist. */
  hints: {
    'features-differ': '„{name}“ wurde nicht geschrieben. Das ist ein Fehler des Programms oder der Gewichte; bitte melden.',
    'no-forms': 'Bitte ein ResNeXt wählen, etwa resnext50_32x4d.',
    'block-without-forms': 'Diese lassen sich so bauen: {blocks}.',
  },
};
