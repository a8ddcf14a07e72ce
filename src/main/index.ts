/** The window as an Electron program: a table of contents. What each line does is in src/main/electron, a file a concern. */
import { join } from 'node:path';
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  nativeTheme,
  Notification,
  powerSaveBlocker,
  protocol,
  screen,
  session,
  shell,
  systemPreferences,
} from 'electron';
import { dataFolder } from '../core/data-folder.ts';
import { sampleFolder } from '../core/datasets/files/sample-folder.ts';
import { homeFolder } from '../core/files/home-folder.ts';
import { useNodeProgram } from '../core/node-program.ts';
import { listRunRows } from '../core/runs/results/run-view.ts';
import { studyListRow } from '../core/studies/list-studies.ts';
import { allDatasets } from '../core/store/datasets.ts';
import { trainerLease } from '../core/store/trainer-lease.ts';
import { DamagedDatabase } from '../core/store/sqlite-errors.ts';
import { openDesk } from './api/open-desk.ts';
import type { DeskOptions, OpenDesk } from './api/open-desk.ts';
import { createDoorHandler } from './door/door-handler.ts';
import { registerStudioScheme, serveAppProtocol } from './electron/app-protocol.ts';
import { endOf, endOfStudy, keepAwake, notifyOfEnd, showProgress } from './electron/attention.ts';
import { builtFiles } from './electron/built-files.ts';
import { answerCameraRequests } from './electron/camera.ts';
import { askBeforeClosing } from './electron/close-question.ts';
import { setUpEnding } from './electron/ending.ts';
import type { Ending } from './electron/ending.ts';
import { endLoudly, stackOf } from './electron/end-loudly.ts';
import { folderToBeginIn, pickFolder, revealFolder } from './electron/folder-picker.ts';
import { desktopLanguage } from './electron/language.ts';
import type { DesktopLanguage } from './electron/language.ts';
import { answerGivenFolder, folderArgument, wordsToBeginAgain } from './electron/given-folder.ts';
import { openLogFile } from './electron/log-file.ts';
import { menuTemplate } from './electron/menu.ts';
import { createPointedAt, hearDrops } from './electron/pointed-at.ts';
import { guardNavigation } from './electron/navigation.ts';
import { startUrl } from './electron/own-origin.ts';
import { keepToDataFolder } from './electron/own-folders.ts';
import { denyPermissions } from './electron/permissions.ts';
import { recoverByDialog } from './electron/recovery-question.ts';
import { hearRequestEnds } from './electron/request-ends.ts';
import { follow, watchRuns } from './electron/run-watch.ts';
import { claimSingleInstance, relaunchOptions } from './electron/single-instance.ts';
import { studioWindow } from './electron/studio-window.ts';
import { windowOptions } from './electron/window-options.ts';
import { boundsOn, readWindowState, writeWindowState } from './electron/window-state.ts';

const { file: logFile, log } = openLogFile(app.getPath('logs'), (line) => console.error(line));
// The terminal it was started from may be closed; what is said stands in the log.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
const files = builtFiles(app.getAppPath());
let showWindow = (): void => undefined;
let showMenu = (): void => undefined;
const language: DesktopLanguage = desktopLanguage(ipcMain, () => app.getLocale(), () => showMenu());
endLoudly({
  process,
  log,
  say: (message) => dialog.showErrorBox(language.words.trouble.title, language.words.trouble.body(message, logFile)),
  exit: (code) => app.exit(code),
});

keepToDataFolder(app, dataFolder().root);
registerStudioScheme(protocol);
guardNavigation({ app, shell, log });
const pointedAt = createPointedAt();
const given = answerGivenFolder(ipcMain, pointedAt.add);
const named = folderArgument(process.argv.slice(1), app.getAppPath(), process.cwd());
if (named !== null) given.give(named);
let openGiven = (): void => undefined;
const startAgain = (folder: string | null): void => {
  showWindow();
  if (folder === null) return;
  given.give(folder);
  openGiven();
};
if (claimSingleInstance(app, named, startAgain)) app.whenReady().then(start).catch(refuse);
else app.quit();

async function start(): Promise<void> {
  useNodeProgram(files.node);
  const camera = denyPermissions(session.defaultSession);
  answerCameraRequests(ipcMain, camera, process.platform === 'darwin' ? systemPreferences : null);

  hearDrops(ipcMain, pointedAt);

  const opened = await openOrRecover({
    door: {
      kind: 'electron',
      rootFolder: homeFolder(),
      pointedAt: pointedAt.paths,
      async pickFolder() {
        const defaultPath = folderToBeginIn(allDatasets(desk.studio.db), homeFolder(), sampleFolder);
        const folder = await pickFolder(dialog, window.current, { title: language.words.folderTitle, defaultPath });
        return folder === null ? null : pointedAt.add(folder);
      },
      reveal: (folder) => revealFolder(shell, folder),
    },
    log,
  });
  if (!opened) return app.quit();
  const { desk, close } = opened;
  serveAppProtocol(protocol, createDoorHandler(desk, { rendererFolder: files.renderer, log }), hearRequestEnds(session.defaultSession.webRequest));

  const stateFile = join(app.getPath('userData'), 'window.json');
  const window = studioWindow<BrowserWindow>({
    create: (options) => new BrowserWindow(options),
    options: (stored) => {
      const areas = screen.getAllDisplays().map(({ workArea }) => workArea);
      return windowOptions(boundsOn(stored, areas), files.preload, nativeTheme.shouldUseDarkColors);
    },
    url: startUrl,
    readState: () => readWindowState(stateFile, log),
    writeState: (state) => writeWindowState(stateFile, state),
    onClose: (event) => ending.windowCloses(event),
    onShow: () => ending.windowShown(),
    log,
  });
  showWindow = () => {
    if (ending.mayShow()) window.show();
  };
  openGiven = () => window.openGiven();

  // A run of the terminal is not ours to stop.
  const isTraining = () => trainerLease(desk.studio.db)?.isOurs === true;
  const setAwake = keepAwake(powerSaveBlocker);
  const notify = notifyOfEnd({
    isSupported: () => Notification.isSupported(),
    create: (words) => new Notification(words),
    isLookedAt: () => window.current?.isFocused() ?? false,
    onClick: showWindow,
    words: () => language.words.notification,
    log,
  });
  const runs = watchRuns({
    ask: () => listRunRows(desk.studio),
    onChange(watch) {
      showProgress(window.current, watch);
      setAwake(watch);
      if (!isTraining() && !listRunRows(desk.studio).some(({ state }) => state === 'queued')) ending.trainingEnded();
    },
    onEnd: (row) => notify((said) => endOf(row, said)),
    askStudy: (study) => studyListRow(desk.studio, study),
    onStudyEnd: (state) => notify((said) => endOfStudy(state, said)),
  });
  const ending: Ending = setUpEnding({
    app,
    isMac: process.platform === 'darwin',
    isTraining,
    // A folder that came while the program was ending is opened by the next one.
    beginAgain: () => app.relaunch(relaunchOptions(process.env, wordsToBeginAgain(process.argv.slice(1), named, given.waiting(), process.cwd()))),
    ask: () => askBeforeClosing(dialog, window.current, language.words.closing),
    hideWindow: () => window.hide(),
    endWindow: () => window.end(),
    closeDesk: close,
    log,
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => ending.quitNow());
  app.on('activate', showWindow);

  const { platform } = process;
  showMenu = () => {
    const menu = menuTemplate({ platform, isPackaged: app.isPackaged, words: language.words.menu, run: (command) => window.command(command) });
    Menu.setApplicationMenu(Menu.buildFromTemplate(menu));
  };
  showMenu();
  window.show();
  await follow(desk.events.subscribe(), runs, (error) => log(stackOf(error)));
}

/** With a damaged database a person is asked first; null where they leave it as it is. */
async function openOrRecover(options: DeskOptions): Promise<OpenDesk | null> {
  try {
    return await openDesk(options);
  } catch (error) {
    if (!(error instanceof DamagedDatabase)) throw error;
    return (await recoverByDialog(dialog, dataFolder(), error, language.words.recovery)) ? openDesk(options) : null;
  }
}

/** Without its database there is no window to say it in. */
function refuse(error: Error & { hint?: string }): void {
  log(error.stack ?? error.message);
  dialog.showErrorBox(language.words.cannotStart, [error.message, error.hint].filter(Boolean).join('\n\n'));
  app.exit(1);
}
