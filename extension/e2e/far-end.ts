/** A call between two ends in one page: what arrives at the far end, and whether it shows a face. */
import type { Page } from '@playwright/test';
import type { Clip, Picture } from '../../e2e/support/clips.ts';
import { type Arrivals, judgeArrivals } from '../../e2e/support/far-end.ts';

interface Call {
  readonly stream: MediaStream;
  readonly reader: ReadableStreamDefaultReader<VideoFrame>;
  end(): void;
}

/** Opens the camera as any site does and sends it to a far end in the same page. */
export async function startCall(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const stream = await navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 480 } });
    const near = new RTCPeerConnection();
    const far = new RTCPeerConnection();
    near.onicecandidate = ({ candidate }) => candidate && far.addIceCandidate(candidate);
    far.onicecandidate = ({ candidate }) => candidate && near.addIceCandidate(candidate);
    const arrived = new Promise<MediaStreamTrack>((resolve) => {
      far.ontrack = ({ track }) => resolve(track);
    });
    for (const track of stream.getTracks()) {
      track.contentHint = 'detail';
      near.addTrack(track, stream);
    }
    await near.setLocalDescription();
    await far.setRemoteDescription(near.localDescription as RTCSessionDescription);
    await far.setLocalDescription();
    await near.setRemoteDescription(far.localDescription as RTCSessionDescription);
    const track = (await arrived) as MediaStreamVideoTrack;
    const reader = new MediaStreamTrackProcessor({ track }).readable.getReader();
    const end = () => {
      near.close();
      far.close();
      for (const own of stream.getTracks()) {
        own.stop();
      }
    };
    Object.assign(globalThis, { guiseCall: { stream, reader, end } satisfies Call });
  });
}

/** The next pictures that the far end decodes, those at the camera's own size; fewer when they take too long. */
async function receive(page: Page, wanted: number, timeout = 20_000): Promise<Picture[]> {
  const pictures = await page.evaluate(
    async ({ count, patience }) => {
      const { reader } = (globalThis as unknown as { guiseCall: Call }).guiseCall;
      const taken: { width: number; height: number; data: string }[] = [];
      const until = performance.now() + patience;
      while (taken.length < count && performance.now() < until) {
        const { value } = await reader.read();
        if (!value) {
          break;
        }
        // Smaller while the connection warms up: it cannot be held against the raw picture then.
        if (value.displayWidth === 640) {
          const data = new Uint8Array(640 * 480 * 4);
          await value.copyTo(data, { format: 'RGBA' });
          taken.push({ width: 640, height: 480, data: data.toBase64() });
        }
        value.close();
      }
      return taken;
    },
    { count: wanted, patience: timeout },
  );
  return pictures.map(({ width, height, data }) => ({
    width,
    height,
    data: new Uint8ClampedArray(Buffer.from(data, 'base64')),
  }));
}

export async function endCall(page: Page): Promise<void> {
  await page.evaluate(() => (globalThis as unknown as { guiseCall: Call }).guiseCall.end());
}

/**
 * Looks at everything that the far end decodes until it has judged so many pictures.
 * @throws Error when there are not so many within two minutes: a machine may be busy, but not for ever.
 */
export async function watch(page: Page, clip: Clip, wanted: number): Promise<Arrivals> {
  const bare: string[] = [];
  let judged = 0;
  let untouched = 0;
  for (const until = performance.now() + 120_000; judged < wanted; ) {
    if (performance.now() > until) {
      throw new Error(`The far end saw ${judged} of ${wanted} pictures that are not covered whole.`);
    }
    const verdict = judgeArrivals(await receive(page, 5), clip);
    bare.push(...verdict.bare);
    judged += verdict.judged;
    untouched += verdict.untouched;
  }
  return { bare, judged, untouched };
}
