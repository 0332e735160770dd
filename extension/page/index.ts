/**
 * Runs in the page's own world before its first script, in every frame of a site that Guise is switched on for. Cameras are Guise's
 * from here on; where the extension cannot be reached there is none.
 */
import { BRIDGE_READY, HELLO } from '../protocol.ts';
import { Cameras } from './camera.ts';
import { Link } from './link.ts';
import { patchMediaDevices } from './media-devices.ts';
import { hasMediaDevices } from './natives.ts';
import { patchPhotos } from './photos.ts';
import { patchTracks } from './track.ts';

if (hasMediaDevices) {
  // Both scripts of the extension run before the page's: whichever is second finds the other listening.
  const { port1: bridge, port2 } = new MessageChannel();
  const hello = () => document.dispatchEvent(new MessageEvent(HELLO, { ports: [port2] }));
  document.addEventListener(BRIDGE_READY, hello, { once: true });
  hello();

  const link: Link = new Link((port) => bridge.postMessage(null, [port]), {
    onMessage: (message) => {
      if (message.type === 'devices') {
        navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
      } else {
        cameras.receive(message);
      }
    },
    onLost: () => cameras.lost(),
  });
  const cameras = new Cameras(link);
  patchTracks(cameras);
  patchPhotos();
  patchMediaDevices(cameras, link);
}
