/** What a network says of a validation picture: its likeliest class and how likely. Labels are indices into the classes. */
export interface AnswerSoFar {
  imageId: number;
  label: number;
  predicted: number;
  probability: number;
}

/** How good a run is by now, on the validation pictures. The first of a run is its first answer. */
export interface FirstAnswer {
  /** Whose weights answer; 0: those of a head fitted on what the pretrained network makes of the pictures, before training. */
  epoch: number;
  /** Epochs whose mean answers, `epoch` being the one after which it was made; left out: the weights of `epoch` alone. */
  averaged?: readonly number[];
  accuracy: number;
  /** 95 %, by the rule of `core/evaluation/accuracy-interval.ts`. */
  interval: [number, number] | null;
  /** So many independent groups it counts; null where it counts pictures. Left out by older versions, which counted pictures alone. */
  independentGroups?: number | null;
  images: number;
  /** Since the run began, pauses left out. */
  seconds: number;
}
/** All of them, or of very many an even thousand. */
export type AnswersSoFar = FirstAnswer & { pictures: AnswerSoFar[] };
