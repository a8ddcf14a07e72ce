/** The commands of src/shared/studio-commands.ts by their ids, and the headings they stand under. */
export default {
  'open-folder': 'Open a folder of pictures …',
  'open-sample': 'Try the sample',
  'import-model': 'Import a model file …',
  settings: 'Settings',
  'go-projects': 'Go to the projects',
  'go-data': 'Go to Data',
  'go-model': 'Go to Base model',
  'go-train': 'Go to Train',
  'go-evaluate': 'Go to Evaluate',
  'go-use': 'Go to Use',
  'go-studies': 'Go to Studies',
  'go-models': 'Go to the model library',
  palette: 'All commands …',
  inspector: 'Show or hide the inspector',
  theme: 'Change between light and dark',
  shortcuts: 'Keyboard shortcuts',
};
