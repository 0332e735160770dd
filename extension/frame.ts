/** The extension's hidden frame in a page of a site that Guise is switched on for. */
import '../src/base/trusted-types.ts';
import { ALIVE_PORT, CONNECT, type FromStudio } from './protocol.ts';
import { isSealed, readSettings, readSites } from './sites.ts';
import { problemOf, Studio } from './studio/studio.ts';

let studio: Promise<Studio> | null = null;
/** Held as long as the page is there; see `ALIVE_PORT`. */
let alive: chrome.runtime.Port | null = null;

addEventListener('message', ({ data, source, ports: [port] }) => {
  if (data === CONNECT && source === parent && port) {
    connect(port).catch((error: unknown) => refuse(port, error));
  }
});

/** @throws what the page is told instead. */
async function connect(port: MessagePort): Promise<void> {
  const site = embedder();
  const choice = (await readSites())[site];
  if (!choice) {
    throw new DOMException('Guise was switched off for this site. Reload this page.', 'NotReadableError');
  }
  if (choice.sealed && !(await isSealed(site))) {
    throw new DOMException(
      'Guise is set to seal this site, but the browser still lets it have the camera itself. Click Guise in the toolbar and switch sealed mode on again.',
      'NotReadableError',
    );
  }
  if (choice.sealed || !mayHaveCamera()) {
    await passOn(port, site);
  } else {
    studio ??= createStudio();
    (await studio).serve(port, site);
  }
}

/** The origin of the page around this frame; where that has none (a data: URL), the one around that. */
function embedder(): string {
  return [...location.ancestorOrigins].find((origin) => origin !== 'null') ?? '';
}

/** False on pages whose `Permissions-Policy` keeps the camera to themselves. */
function mayHaveCamera(): boolean {
  const { featurePolicy } = document as { featurePolicy?: { allowsFeature(name: string): boolean } };
  return featurePolicy?.allowsFeature('camera') ?? false;
}

async function createStudio(): Promise<Studio> {
  const created = new Studio('frame', await readSettings());
  chrome.storage.local.onChanged.addListener(
    ({ settings }) => settings && void readSettings().then((now) => created.configure(now)),
  );
  return created;
}

/** To the offscreen document, by way of the service worker: it alone can hand a port to another page of the extension. */
async function passOn(port: MessagePort, site: string): Promise<void> {
  await openOffscreen();
  const page = crypto.randomUUID();
  alive?.disconnect();
  alive = chrome.runtime.connect(chrome.runtime.id, { name: `${ALIVE_PORT} ${page}` });
  const { active } = await navigator.serviceWorker.ready;
  active?.postMessage({ type: CONNECT, site, page }, [port]);
}

async function openOffscreen(): Promise<void> {
  try {
    await chrome.offscreen.createDocument({
      url: 'offscreen.html',
      reasons: ['USER_MEDIA'],
      justification: 'Opens the camera and covers the faces for sites that may not have it themselves.',
    });
  } catch (error) {
    const open = await chrome.runtime.getContexts({ contextTypes: ['OFFSCREEN_DOCUMENT'] });
    if (open.length === 0) {
      throw error;
    }
  }
}

function refuse(port: MessagePort, error: unknown): void {
  port.postMessage({ type: 'refused', problem: problemOf(error) } satisfies FromStudio);
}
