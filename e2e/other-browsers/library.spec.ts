/** The library where its safe track is a canvas's. */
import { buildLibrary } from '../support/library.ts';
import { expect, test } from './support/test.ts';

test('a clone of the safe track goes on when the track is stopped; with the last one the engine ends; `stop()` ends them all', async ({
  guise,
  browserKind,
}) => {
  // Both browsers are tested at the same time.
  buildLibrary(`dist-test/guise-${browserKind}`);
  await guise.tab.goto(`${guise.site.origin}/e2e/harness/media.html`);
  const found = await guise.tab.run(async (folder) => {
    const sleep = (time: number) => new Promise((resolve) => setTimeout(resolve, time));
    const until = async (name: string, what: () => boolean) => {
      const end = performance.now() + 90_000;
      while (!what()) {
        if (performance.now() > end) {
          throw new Error(`In vain: ${name}`);
        }
        await sleep(50);
      }
    };
    // Without it no worker may be started; on a busy machine WebKit calls a page loaded before its scripts have run.
    const { trustedTypes } = globalThis as { trustedTypes?: { defaultPolicy: unknown } };
    await until('the policy of the page', () => !trustedTypes || trustedTypes.defaultPolicy !== null);
    const { anonymizeTrack } = (await import(
      `${folder}guise.js`
    )) as typeof import('../../src/library/guise.d.ts');
    // An empty room whose light changes: with nobody in it the picture is let through, so that a standing one can be told.
    const room = document.createElement('canvas');
    const light = room.getContext('2d') as CanvasRenderingContext2D;
    let count = 0;
    const shine = () => {
      light.fillStyle = `rgb(${(count++ * 40) % 256} 90 60)`;
      light.fillRect(0, 0, room.width, room.height);
    };
    shine();
    const shining = setInterval(shine, 100);
    const [raw] = room.captureStream(15).getVideoTracks() as [MediaStreamTrack];
    let terminated = 0;
    const { terminate } = Worker.prototype;
    Worker.prototype.terminate = function () {
      terminated++;
      terminate.call(this);
    };
    const options = { assetsPath: `${folder}assets/`, coverWhenNoFace: false };
    const safe = await anonymizeTrack(raw, options);
    await safe.ready;
    const clone = safe.track.clone();
    const ofClone = clone.clone();
    safe.track.stop();
    clone.stop();
    const video = document.createElement('video');
    video.muted = true;
    video.srcObject = new MediaStream([ofClone]);
    await video.play();
    const seen = new Set<number | undefined>();
    const copy = new OffscreenCanvas(1, 1).getContext('2d') as OffscreenCanvasRenderingContext2D;
    await until('the clone goes on', () => {
      copy.drawImage(video, 0, 0, 1, 1);
      seen.add(copy.getImageData(0, 0, 1, 1).data[0]);
      return seen.size > 3;
    });
    const before = terminated;
    ofClone.stop();
    await until('the engine ends', () => terminated > before);

    const other = await anonymizeTrack(raw, options);
    await other.ready;
    const tracks = [other.track, other.track.clone()];
    other.stop();
    const states = tracks.map(({ readyState }) => readyState);
    clearInterval(shining);
    raw.stop();
    return { before, states };
  }, `/guise-${browserKind}/`);
  expect(found).toEqual({ before: 0, states: ['ended', 'ended'] });
});
