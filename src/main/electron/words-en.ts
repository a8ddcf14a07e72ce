/** What Electron's main process says itself: menu, windows of the system, notifications. The page has its own words. */
export const english = {
  menu: {
    file: 'File',
    edit: 'Edit',
    view: 'View',
    go: 'Go',
    window: 'Window',
    help: 'Help',
    commands: {
      'open-folder': 'Open a folder of pictures…',
      'open-sample': 'Try the sample',
      'import-model': 'Import a model file…',
      settings: 'Settings',
      'go-projects': 'Projects',
      'go-data': 'Data',
      'go-model': 'Base model',
      'go-train': 'Train',
      'go-evaluate': 'Evaluate',
      'go-use': 'Use',
      'go-studies': 'Studies',
      'go-models': 'Model library',
      'next-step': 'Next step of the page',
      palette: 'All commands…',
      inspector: 'Inspector',
      theme: 'Light or dark',
      shortcuts: 'Keyboard shortcuts',
    },
    roles: {
      undo: 'Undo',
      redo: 'Redo',
      cut: 'Cut',
      copy: 'Copy',
      paste: 'Paste',
      delete: 'Delete',
      selectAll: 'Select all',
      resetZoom: 'Actual size',
      zoomIn: 'Zoom in',
      zoomOut: 'Zoom out',
      togglefullscreen: 'Full screen',
      toggleDevTools: 'Developer tools',
      minimize: 'Minimise',
      close: 'Close window',
      quit: 'Quit Graft Studio',
    },
  },
  folderTitle: 'Open a folder of pictures',
  closing: {
    message: 'A run is still training',
    detail:
      'In the background it goes on without a window; start Graft Studio again to see it. Stopped, it keeps its checkpoint and ' +
      'goes on from there when you press Resume.',
    background: 'Keep training in the background',
    stop: 'Stop and keep the checkpoint',
    cancel: 'Cancel',
  },
  recovery: {
    message: 'The database cannot be used as it is',
    detail: 'Whatever you choose, the database of now is kept under another name, and folders of pictures are not touched.',
    restore: (when: string, datasets: number, runs: number): string =>
      `Restore the backup of ${when} (${datasets} data ${datasets === 1 ? 'set' : 'sets'}, ${runs} ${runs === 1 ? 'run' : 'runs'})`,
    beginAnew: 'Begin with an empty database',
    quit: 'Quit',
  },
  cannotStart: 'Graft Studio cannot start',
  trouble: {
    title: 'Graft Studio has to end',
    body: (message: string, file: string): string =>
      `Something went wrong that the program was not prepared for:\n${message}\n\nNothing that was saved is lost, and a run that was training ` +
      `goes on from its checkpoint when you press Resume. Please start Graft Studio again.\n\nWhat happened is written in\n${file}`,
  },
  notification: {
    run: (number: number): string => `Run ${number}`,
    failed: (name: string): string => `${name} failed`,
    why: (message: string | undefined): string => message ?? 'Open it for the reason.',
    done: (name: string): string => `${name} is done`,
    right: (share: number, images: number): string => `${(share * 100).toFixed(1)} % right of ${images} ${images === 1 ? 'picture' : 'pictures'}`,
    onValidation: ' (validation: chosen on these pictures)',
    studyDone: (number: number): string => `Study ${number} is done`,
    runs: (count: number): string => (count === 1 ? '1 run' : `${count} runs`),
    runsFailed: (failed: number, of: number): string => `${failed} of ${of} runs failed`,
  },
};

export type DesktopWords = typeof english;
