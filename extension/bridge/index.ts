/**
 * Runs beside the page's script, in a world of its own: knows the extension's address, which the page does not. It puts the
 * extension's hidden frame into the page and hands it the page's ports.
 */

import { BRIDGE_READY, CONNECT, HELLO, IS_PATCHED } from '../protocol.ts';
import { guardFrames } from './frames.ts';

guardFrames();

const url = chrome.runtime.getURL('frame.html');
let frame: Promise<HTMLIFrameElement> | null = null;

document.addEventListener(HELLO, onHello);
document.dispatchEvent(new Event(BRIDGE_READY));

function onHello(event: Event): void {
  const [port] = event instanceof MessageEvent ? event.ports : [];
  if (port) {
    document.removeEventListener(HELLO, onHello);
    event.stopImmediatePropagation();
    port.onmessage = ({ ports: [studio] }) => studio && void connect(studio);
  }
}

async function connect(port: MessagePort): Promise<void> {
  try {
    const { contentWindow } = await openFrame();
    contentWindow?.postMessage(CONNECT, new URL(url).origin, [port]);
  } catch {
    // Of no use any more: the extension was updated or removed. The page hears it when its port is closed.
    port.close();
  }
}

/** The frame that is there, or a new one where the page removed it. */
async function openFrame(): Promise<HTMLIFrameElement> {
  const open = await frame;
  if (!open?.contentWindow) {
    frame = createFrame();
  }
  return frame as Promise<HTMLIFrameElement>;
}

function createFrame(): Promise<HTMLIFrameElement> {
  if (!chrome.runtime?.id) {
    throw new Error('The extension is gone.');
  }
  // As HTML in whatever the document is: in an SVG a plain `createElement` makes none.
  const html = 'http://www.w3.org/1999/xhtml';
  const host = document.createElementNS(html, 'div') as HTMLElement;
  const shadow = host.attachShadow({ mode: 'closed' });
  const element = document.createElementNS(html, 'iframe') as HTMLIFrameElement;
  element.allow = 'camera';
  element.hidden = true;
  element.src = url;
  host.hidden = true;
  shadow.append(element);
  document.documentElement.append(host);
  return new Promise((resolve) => {
    element.onload = () => resolve(element);
  });
}

/** The popup asks whether this page is patched. */
chrome.runtime.onMessage.addListener((message, _sender, answer) => {
  if (message === IS_PATCHED) {
    answer(true);
  }
});
