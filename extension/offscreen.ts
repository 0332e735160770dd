/** The offscreen document: cameras and engines for pages whose frames may have none. It has `chrome.runtime` and no more. */
import '../src/base/trusted-types.ts';
import { CONNECT, SETTINGS } from './protocol.ts';
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

navigator.serviceWorker.addEventListener('message', ({ data, ports: [port] }) => {
  if (data?.type === CONNECT && port) {
    void studio.then((open) => open.serve(port, data.site));
  }
});
navigator.serviceWorker.startMessages();
