/** Plain WebRTC: the safe track goes to the peer connection, the camera's own never does. */
import { anonymizeTrack } from 'guise';
import { call, chosenMode, onMode, onStart, say } from './page.ts';

onStart(async () => {
  const camera = await navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 480 } });
  const [raw] = camera.getVideoTracks();
  if (!raw) {
    throw new Error('The camera has no picture.');
  }
  const safe = await anonymizeTrack(raw, {
    mode: chosenMode(),
    assetsPath: '/guise/assets/',
    onTrouble: say,
  });
  onMode((mode) => safe.configure({ mode }));
  await safe.ready;
  await call(safe.track);
});
