/**
 * Figures for docs/extension.md, written to docs/figures/calls.md: GUISE_FIGURES=1 npx playwright test --project=extension figures
 * The raw camera and the library in a page of the same site are the measures; all take turns in one run.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import type { Page } from '@playwright/test';
import type { StudioStatus } from '../studio/studio.ts';
import { expect, test } from './test.ts';

const ROUNDS = 3;
const SECONDS = 8;
const WAYS = ['raw camera', 'page (library)', 'extension, default', 'extension, sealed'] as const;

test.skip(!process.env.GUISE_FIGURES, 'No test: it prints figures.');

interface Measured {
  /** Frames a second that the site is given. */
  readonly fps: number;
  /**
   * ms by which the page's clock is ahead of the camera's, for the frame that came soonest: its arrival counts as the moment
   * that it was seen.
   */
  readonly lead: number;
  /** ms from there to the far end, of each frame that could be told by its barcode. */
  readonly delays: readonly number[];
}

interface Round extends Measured {
  readonly hop: StudioStatus['cameras'][number]['hop'];
}

/**
 * Sends a camera's track to a far end in the same page, once it has had time to warm up. Runs in the page.
 * @param lead null: the track is the raw camera's, which tells.
 */
async function measureCall({
  covered,
  seconds,
  lead,
}: {
  covered: boolean;
  seconds: number;
  lead: number | null;
}): Promise<Measured> {
  const { anonymizeTrack } = covered
    ? await import('/guise/guise.js' as string)
    : { anonymizeTrack: async (track: MediaStreamTrack) => ({ track }) };
  const stream = await navigator.mediaDevices.getUserMedia({ video: { width: 1280, height: 720 } });
  const { track } = (await anonymizeTrack(stream.getVideoTracks()[0])) as { track: MediaStreamVideoTrack };
  track.contentHint = 'detail';
  const near = new RTCPeerConnection();
  const far = new RTCPeerConnection();
  near.onicecandidate = ({ candidate }) => candidate && far.addIceCandidate(candidate);
  far.onicecandidate = ({ candidate }) => candidate && near.addIceCandidate(candidate);
  const arrived = new Promise<MediaStreamTrack>((resolve) => {
    far.ontrack = (event) => resolve(event.track);
  });
  near.addTrack(track, stream);
  await near.setLocalDescription();
  await far.setRemoteDescription(near.localDescription as RTCSessionDescription);
  await far.setLocalDescription();
  await near.setRemoteDescription(far.localDescription as RTCSessionDescription);

  const wall = () => performance.timeOrigin + performance.now();
  /** The cells of `testing/scenes/barcode.ts` as digits; null where there are none. */
  const cellsOf = async (frame: VideoFrame) => {
    const { displayWidth: width, displayHeight: height } = frame;
    const side = width / 40;
    const y = Math.floor((height - side / 2) / 2) * 2;
    const row = new Uint8Array(width * 2 * 4);
    await frame.copyTo(row, { rect: { x: 0, y, width, height: 2 }, format: 'RGBA' });
    const levels = Array.from({ length: 18 }, (_, cell) => row[Math.floor((cell + 0.5) * side) * 4 + 1] ?? 0);
    const clear = levels.every((level) => level < 85 || level > 170);
    const cells = levels.map((level) => (level > 127 ? 1 : 0)).join('');
    return clear && cells.startsWith('10') ? cells : null;
  };
  const started = performance.now();
  const warm = () => performance.now() - started > 5000;
  const over = () => performance.now() - started > 5000 + seconds * 1000;
  const read = async (from: MediaStreamTrack, take: (frame: VideoFrame, at: number) => Promise<void>) => {
    const reader = new MediaStreamTrackProcessor({
      track: from as MediaStreamVideoTrack,
    }).readable.getReader();
    while (!over()) {
      const { value } = await reader.read();
      if (!value) {
        return;
      }
      await take(value, wall()).finally(() => value.close());
    }
  };
  /** Camera's time, ms, of the frame that was sent last with these cells. */
  const sent = new Map<string, number>();
  let frames = 0;
  let soonest = Number.POSITIVE_INFINITY;
  const seen: [at: number, stamp: number][] = [];
  await Promise.all([
    read(track, async (frame, at) => {
      frames += warm() ? 1 : 0;
      soonest = Math.min(soonest, at - frame.timestamp / 1000);
      const cells = await cellsOf(frame);
      if (cells) {
        sent.set(cells, frame.timestamp / 1000);
      }
    }),
    read(await arrived, async (frame, at) => {
      const cells = await cellsOf(frame);
      const stamp = cells && sent.get(cells);
      if (stamp && warm()) {
        seen.push([at, stamp]);
      }
    }),
  ]);
  near.close();
  far.close();
  track.stop();
  const ahead = lead ?? soonest;
  return { fps: frames / seconds, lead: ahead, delays: seen.map(([at, stamp]) => at - stamp - ahead) };
}

function hopOf(popup: Page): Promise<Round['hop']> {
  return popup.evaluate(
    () =>
      new Promise((resolve) => {
        chrome.runtime
          .connect(chrome.runtime.id, { name: 'guise-status' })
          .onMessage.addListener((status: StudioStatus) => resolve(status.cameras[0]?.hop ?? null));
      }),
  );
}

const at = (values: readonly number[], share: number) =>
  [...values].sort((a, b) => a - b)[Math.floor(share * (values.length - 1))] ?? Number.NaN;

test('figures', async ({ extension }) => {
  test.setTimeout(1_200_000);
  const built = spawnSync('node', ['build/library.mjs', 'dist-test-extension-lib'], { encoding: 'utf8' });
  expect(built.status, built.stderr).toBe(0);
  const load = [loadavg()[0] ?? 0];
  const rounds = new Map<string, Round[]>(WAYS.map((way) => [way, []]));
  let lead: number | null = null;
  for (let round = 0; round < ROUNDS; round++) {
    for (const way of WAYS) {
      const protection =
        way === 'extension, default' ? 'default' : way === 'extension, sealed' ? 'sealed' : 'off';
      await extension.protect(protection);
      const page = await extension.open('plain');
      const popup = await extension.popup(page);
      await page.bringToFront();
      const measuring = page.evaluate(
        ([code, given]) => (new Function(`return ${code}`)() as typeof measureCall)(given),
        [
          String(measureCall),
          { covered: way === 'page (library)', seconds: SECONDS, lead: way === 'raw camera' ? null : lead },
        ] as const,
      );
      await page.waitForTimeout(4000 + SECONDS * 1000);
      const hop = protection === 'off' ? null : await hopOf(popup);
      const measured: Measured = await measuring;
      lead = way === 'raw camera' ? measured.lead : lead;
      rounds.get(way)?.push({ ...measured, hop });
      await page.close();
      await popup.close();
      load.push(loadavg()[0] ?? 0);
    }
  }
  const rows = WAYS.map((way) => {
    const all = rounds.get(way) ?? [];
    const delays = all.flatMap((round) => round.delays);
    const fps = at(
      all.map((round) => round.fps),
      0.5,
    );
    const hop = (end: 'p50' | 'p95') => {
      const middle = at(
        all.flatMap((round) => round.hop?.[end] ?? []),
        0.5,
      );
      return Number.isNaN(middle) ? '' : middle.toFixed(0);
    };
    return `| ${way} | ${at(delays, 0.5).toFixed(0)} | ${at(delays, 0.95).toFixed(0)} | ${fps.toFixed(1)} | ${hop('p50')} | ${hop('p95')} | ${delays.length} |`;
  });
  const text = `# A call at 1280×720

Written by \`GUISE_FIGURES=1 npx playwright test --project=extension figures\`: ${ROUNDS} rounds of ${SECONDS} s each, in turns, over a
peer connection within one page, drawn by the CPU. Delays are from the arrival of the camera's frame in the browser to the same frame decoded at the
far end. ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}); load of the machine ${Math.min(...load).toFixed(1)} to ${Math.max(...load).toFixed(1)}${at(load, 0.5) > cpus().length + 2 ? ': **other programs kept it busy, which lengthens everything**' : ''}.

| | delay p50, ms | p95 | frames/s | hop p50, ms | p95 | frames told |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
${rows.join('\n')}
`;
  console.log(text);
  writeFileSync('docs/figures/calls.md', text);
});
