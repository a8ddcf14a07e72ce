/** Errors of how far figures can be trusted: locked test pictures, forecasts, cameras; by their kind (`shared/said.ts`). */
export default {
  kinds: {
    'test-locked-until': 'The test pictures of {dataset} are locked until {until}',
    'test-locked-until-final': 'The test pictures of {dataset} are locked until a run is named final, and then but for that run',
    'lock-in-past': 'That day has come already',
    'lock-not-shorter': 'A lock that could be made shorter would be none; it is {dataset} that is locked',
    'no-test-to-lock': '{dataset} has no test pictures to lock',
    'final-is-named': 'Run {run} was named final for {dataset}, and what it gets right has been seen',
    'final-without-test': 'Run {run} has answered no test pictures of {dataset}',
    'no-norm-to-adapt': 'This network has no BatchNorm, so it remembers no camera that it could be adapted from',
    'too-few-to-adapt': 'Too few pictures can be read ({images}): a camera is known from {fewest} on',
    'run-was-adapted': 'Run {run} was not trained, but adapted from run {from}',
  },
  /** What to do. */
  hints: {
    'test-locked-until': 'Judge by validation; the one run that is to be judged by them can be named in the terminal.',
    'test-locked-until-final': 'Judge by validation; the one run that is to be judged by them can be named in the terminal.',
    'lock-in-past': 'Name a later one.',
    'lock-not-shorter': 'Name a later day, or the run that is to be judged.',
    'no-test-to-lock': 'Keep some pictures for the end when the data set is added.',
    'final-is-named': 'Judge another run by test pictures that nobody has seen yet.',
    'final-without-test': 'Name a finished run of this data set.',
    'no-norm-to-adapt': 'Train with some pictures of the new camera instead.',
    'too-few-to-adapt': 'Put more there; they need no labels.',
    'run-was-adapted': 'Adapt that run again.',
  },
};
