/** The popup: this site on or off, how faces are covered, and what happens just now. */
import { modeMetas } from '../../src/engine/modes/metas.ts';
import type { ModeId } from '../../src/engine/modes/mode.ts';
import type { EngineSettings } from '../../src/engine/settings.ts';
import { anotherFace } from '../../src/session/modes.ts';
import { IS_PATCHED, STATUS_PORT } from '../protocol.ts';
import { patternOf, readSettings, readSites, writeSettings, writeSite } from '../sites.ts';
import type { FromPopup, StudioStatus } from '../studio/studio.ts';
import { statusWords } from './words.ts';

const [siteName, status, reload, permit, on, mode, another, sealed] = [
  byId('site', HTMLElement),
  byId('status', HTMLElement),
  byId('reload', HTMLButtonElement),
  byId('permit', HTMLButtonElement),
  byId('on', HTMLInputElement),
  byId('mode', HTMLSelectElement),
  byId('another', HTMLButtonElement),
  byId('sealed', HTMLInputElement),
];
/** For so long a studio's last report holds; without one the popup asks anew who is there, ms. */
const HEARD_FOR = 2500;
const SWITCHABLE = /^(https:\/\/|http:\/\/(localhost|127\.0\.0\.1)(:|$))/;

const tab = await currentTab();
const site = new URL(tab?.url ?? 'about:blank').origin;
/** What the studios said last, and when. */
let report: { readonly words: string; readonly at: number } | null = null;
/** The connection to the studios, and when it was made; null where nobody answers. */
let studios: { readonly port: chrome.runtime.Port; readonly at: number } | null = null;
/** A choice is being written: what the switches show is ahead of what is stored. */
let choosing = false;

siteName.textContent = site === 'null' ? '' : site;
for (const { id, label } of modeMetas) {
  mode.add(new Option(label, id));
}
mode.value = (await readSettings()).views[0]?.mode ?? 'mask';
mode.onchange = async () => {
  await writeSettings({ ...(await readSettings()), views: [{ mode: mode.value as ModeId }] });
};
another.onclick = async () => {
  const settings = await readSettings();
  if (isByKey()) {
    // Drawn where the camera is, and never stored: two sessions of one person are no more alike than two people.
    studios?.port.postMessage({ site } satisfies FromPopup);
  } else {
    await writeSettings({ ...settings, ...faceOf(settings)?.() });
  }
};
on.onchange = () => choose(on.checked ? { sealed: sealed.checked } : null);
sealed.onchange = () => choose({ sealed: sealed.checked });
reload.onclick = async () => {
  await chrome.tabs.reload(tab?.id);
  close();
};
permit.onclick = () => chrome.tabs.create({ url: chrome.runtime.getURL('camera.html') });
chrome.storage.local.onChanged.addListener(show);
listen();
setInterval(() => {
  if (!isHeard() && performance.now() - (studios?.at ?? 0) > HEARD_FOR) {
    listen();
  }
  void show();
}, 1000);
await show();

/** A studio that came after the connection was made hears nothing of it; where there was none at all the browser closes it. */
function listen(): void {
  studios?.port.disconnect();
  const port = chrome.runtime.connect(chrome.runtime.id, { name: STATUS_PORT });
  const made = { port, at: performance.now() };
  studios = made;
  port.onMessage.addListener((message: StudioStatus) => {
    if (message.site === site) {
      report = { words: statusWords(message), at: performance.now() };
      void show();
    }
  });
  port.onDisconnect.addListener(() => {
    // Looked at, or the browser writes it down as an error.
    void chrome.runtime.lastError;
    studios = studios === made ? null : studios;
  });
}

/** Whether a camera of this site is in use. */
function isHeard(): boolean {
  return report !== null && performance.now() - report.at < HEARD_FOR;
}

/**
 * Written before the browser asks: its question closes this popup. The service worker goes on when the answer is there.
 */
async function choose(choice: { sealed: boolean } | null): Promise<void> {
  choosing = true;
  try {
    const before = (await readSites())[site] ?? null;
    await writeSite(site, choice);
    if (choice) {
      const granted = await chrome.permissions.request({
        origins: [patternOf(site)],
        ...(choice.sealed ? { permissions: ['contentSettings'] } : {}),
      });
      if (!granted) {
        await writeSite(site, before);
      }
    }
  } finally {
    choosing = false;
  }
  await show();
}

async function show(): Promise<void> {
  const patched = await isPatched();
  const { state } = await navigator.permissions.query({ name: 'camera' });
  const settings = await readSettings();
  // Last, so that a click while the others were waited for is not taken back.
  const choice = (await readSites())[site];
  if (choosing) {
    return;
  }
  const switchable = SWITCHABLE.test(site);
  on.disabled = !switchable;
  on.checked = choice !== undefined;
  sealed.disabled = !choice;
  sealed.checked = choice?.sealed ?? false;
  another.hidden = !choice || !canDraw(settings);
  permit.hidden = !choice || state === 'granted';
  reload.hidden = !switchable || patched === (choice !== undefined);
  status.textContent = wordsFor(choice !== undefined, patched, switchable);
}

/** How another face is drawn in the mode in force; null where there is none to draw. */
function faceOf(settings: EngineSettings): ReturnType<typeof anotherFace> {
  const meta = modeMetas.find(({ id }) => id === mode.value);
  return meta ? anotherFace(meta, settings) : null;
}

/** A face by key is the running camera's, and stored nowhere; the others are a setting, which can be changed at any time. */
function canDraw(settings: EngineSettings): boolean {
  return faceOf(settings) !== null && (isHeard() || !isByKey());
}

function isByKey(): boolean {
  return modeMetas.some(({ id, byKey }) => id === mode.value && byKey);
}

function wordsFor(isOn: boolean, patched: boolean, switchable: boolean): string {
  if (!switchable) {
    return 'Guise can be switched on for pages with https.';
  }
  if (isOn && !patched) {
    return 'This page was opened before Guise was switched on: it may hold the camera itself. Reload it.';
  }
  if (!isOn) {
    return patched
      ? 'Switched off. Reload this page to let it have the camera as it is.'
      : 'This site gets the camera as it is.';
  }
  return report && isHeard() ? report.words : 'The camera is not in use.';
}

/** Whether the page's scripts were put in before its own. */
async function isPatched(): Promise<boolean> {
  try {
    return (await chrome.tabs.sendMessage(tab?.id ?? -1, IS_PATCHED, { frameId: 0 })) === true;
  } catch {
    return false;
  }
}

/** The tab that the popup belongs to. Opened as a page of its own it names one, as the tests do: popup.html?tab=7. */
async function currentTab(): Promise<chrome.tabs.Tab | undefined> {
  const named = new URL(location.href).searchParams.get('tab');
  return named
    ? chrome.tabs.get(Number(named))
    : (await chrome.tabs.query({ active: true, currentWindow: true }))[0];
}

function byId<T extends HTMLElement>(id: string, kind: new () => T): T {
  const element = document.getElementById(id);
  if (!(element instanceof kind)) {
    throw new Error(`There is no ${kind.name} "${id}".`);
  }
  return element;
}
