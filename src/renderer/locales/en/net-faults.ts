/** Errors of networks and their feature maps, by their kind (`shared/said.ts`). */
export default {
  kinds: {
    'features-differ': 'The feature maps that were written differ from the network’s by {most} of their root mean square',
    'no-forms': '{name} has no block that can be built in three ways',
    'block-without-forms': '{block} of {name} cannot be built in three ways',
  },
  /** What to do. */
  hints: {
    'features-differ': '“{name}” was not written. This is a fault of the program or of the weights; please report it.',
    'no-forms': 'Choose a ResNeXt, such as resnext50_32x4d.',
    'block-without-forms': 'Those that can: {blocks}.',
  },
};
