/** Studies that come with the program, by their ids; one without words here is shown in those of the program. */
export default {
  'freeze-depth': { title: 'How deep to train', question: 'How deep should I train?' },
  backbones: { title: 'Which base model', question: 'Which base model suits my pictures?' },
  seeds: { title: 'How far seeds lie apart', question: 'How much of it is luck?' },
  ensembles: { title: 'Several models together', question: 'Are models of several seeds better together than the best of them alone?' },
  'cross-validation': { title: 'Cross-validation', question: 'How good is it on every one of my pictures?' },
  'learning-curve': { title: 'Learning curve', question: 'Would more pictures help?' },
  degradation: { title: 'Degradation', question: 'Do deeper networks learn worse, and do shortcuts change that?' },
  'shortcut-options': { title: 'Shortcut options A, B, C', question: 'What should a shortcut be where the shape changes?' },
  'shortcut-mapping': { title: 'Shortcut mappings', question: 'Is anything on the shortcut better than the input as it is?' },
  'activation-order': { title: 'Order of activation', question: 'Where do norm and ReLU go: after the addition, before it, or before the weights?' },
  cardinality: { title: 'Cardinality', question: 'What is better at the same cost: more groups, wider layers, or more layers?' },
  'without-shortcuts': { title: 'Without shortcuts', question: 'How much of the accuracy is owed to the shortcuts?' },
  'depth-ensemble': { title: 'Ensemble of depths', question: 'How good is each depth alone, and when their answers are averaged?' },
  transfer: { title: 'Transfer in three ways', question: 'Train the whole network, all but its first layers, or the last layer only?' },
};
