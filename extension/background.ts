/** The service worker: keeps the browser in step with the sites that were switched on, and hands ports to the offscreen document. */
import { CONNECT, SETTINGS } from './protocol.ts';
import { patternOf, readSettings, readSites } from './sites.ts';

const scope = self as unknown as ServiceWorkerGlobalScope;

let inStep: Promise<void> = Promise.resolve();

/** One after the other: two at once would register a script twice. */
function keepInStep(): void {
  inStep = inStep.then(registerScripts, registerScripts).then(sealSites).catch(console.error);
}

/** One registration for each site; those that stay are not touched, so that no page of theirs can load in between without them. */
async function registerScripts(): Promise<void> {
  const wanted = (await permittedSites()).flatMap(scriptsOf);
  const there = (await chrome.scripting.getRegisteredContentScripts()).map(({ id }) => id);
  const gone = there.filter((id) => !wanted.some((script) => script.id === id));
  const missing = wanted.filter(({ id }) => !there.includes(id));
  if (gone.length > 0) {
    await chrome.scripting.unregisterContentScripts({ ids: gone });
  }
  if (missing.length > 0) {
    await chrome.scripting.registerContentScripts(missing);
  }
}

function scriptsOf(origin: string): chrome.scripting.RegisteredContentScript[] {
  return (['page', 'bridge'] as const).map((name) => ({
    id: `${name} ${origin}`,
    js: [`${name}.js`],
    world: name === 'page' ? 'MAIN' : 'ISOLATED',
    matches: [patternOf(origin)],
    runAt: 'document_start',
    allFrames: true,
    matchOriginAsFallback: true,
  }));
}

async function permittedSites(): Promise<string[]> {
  const origins = Object.keys(await readSites());
  const permitted = await Promise.all(
    origins.map((origin) => chrome.permissions.contains({ origins: [patternOf(origin)] })),
  );
  return origins.filter((_, index) => permitted[index]);
}

/** The browser refuses the camera to sealed sites, and to nobody else on Guise's behalf. */
async function sealSites(): Promise<void> {
  const { camera } = chrome.contentSettings ?? {};
  if (!camera) {
    return;
  }
  const stored = await chrome.storage.local.get('sealed');
  const before: string[] = stored.sealed ?? [];
  const sites = Object.entries(await readSites());
  const sealed = sites.filter(([, choice]) => choice.sealed).map(([origin]) => origin);
  // Rules can only be taken back all at once. Not one after the other, for between them a sealed site would be open.
  await Promise.all([
    ...(before.some((origin) => !sealed.includes(origin)) ? [camera.clear({})] : []),
    ...sealed.map((origin) => camera.set({ primaryPattern: patternOf(origin), setting: 'block' })),
  ]);
  await chrome.storage.local.set({ sealed });
}

chrome.runtime.onInstalled.addListener(keepInStep);
chrome.runtime.onStartup.addListener(keepInStep);
chrome.permissions.onAdded.addListener(keepInStep);
chrome.permissions.onRemoved.addListener(keepInStep);
chrome.storage.local.onChanged.addListener(({ sites, settings }) => {
  if (sites) {
    keepInStep();
  }
  if (settings) {
    // Nobody listens where there is no offscreen document.
    void sendSettings().catch(() => undefined);
  }
});

async function sendSettings(): Promise<void> {
  await chrome.runtime.sendMessage({ type: SETTINGS, settings: await readSettings() });
}

chrome.runtime.onMessage.addListener((message, _sender, answer) => {
  if (message?.type !== SETTINGS || message.settings) {
    return false;
  }
  void readSettings().then(answer);
  return true;
});

scope.addEventListener('message', (event) => {
  if (event.data?.type === CONNECT) {
    event.waitUntil(passOn(event.data, [...event.ports]));
  }
});

async function passOn(message: unknown, ports: MessagePort[]): Promise<void> {
  const windows = await scope.clients.matchAll({ includeUncontrolled: true, type: 'window' });
  const offscreen = windows.find(({ url }) => url === chrome.runtime.getURL('offscreen.html'));
  if (offscreen) {
    offscreen.postMessage(message, ports);
  } else {
    for (const port of ports) {
      port.close();
    }
  }
}

/** What of the service worker's scope is used; TypeScript's own types of it clash with a page's. */
interface ServiceWorkerGlobalScope {
  readonly clients: {
    matchAll(options: {
      includeUncontrolled: boolean;
      type: 'window';
    }): Promise<
      readonly { readonly url: string; postMessage(message: unknown, transfer: Transferable[]): void }[]
    >;
  };
  addEventListener(
    type: 'message',
    listener: (event: MessageEvent & { waitUntil(promise: Promise<unknown>): void }) => void,
  ): void;
}
