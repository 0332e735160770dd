/** The offscreen document: cameras and engines for pages whose frames may have none. It has `chrome.runtime` and no more. */
import '../src/base/trusted-types.ts';
import { ALIVE_PORT, CONNECT, SETTINGS } from './protocol.ts';
import { engineSettings } from './sites.ts';
import { Studio } from './studio/studio.ts';

const studio = chrome.runtime
  .sendMessage({ type: SETTINGS })
  .then((settings) => new Studio('offscreen', engineSettings(settings)));

chrome.runtime.onMessage.addListener((message) => {
  if (message?.type === SETTINGS && message.settings) {
    void studio.then((open) => open.configure(engineSettings(message.settings)));
  }
});

/** Pages that were closed, perhaps before their port came. */
const gone = new Set<string>();

chrome.runtime.onConnect.addListener((port) => {
  const [kind, page = ''] = port.name.split(' ');
  if (kind === ALIVE_PORT) {
    port.onDisconnect.addListener(() => {
      gone.add(page);
      void studio.then((open) => open.leave(page));
    });
  }
});

navigator.serviceWorker.addEventListener('message', ({ data, ports: [port] }) => {
  if (data?.type === CONNECT && port) {
    void studio.then((open) => (gone.has(data.page) ? port.close() : open.serve(port, data.site, data.page)));
  }
});
navigator.serviceWorker.startMessages();
