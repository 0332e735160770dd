/**
 * Figures for docs/extension.md: GUISE_FIGURES=1 npx playwright test --project=extension figures
 * The library in a page of the same site is the measure; all take turns in one run.
 */
import { spawnSync } from 'node:child_process';
import type { Page } from '@playwright/test';
import type { StudioStatus } from '../studio/studio.ts';
import { expect, test } from './test.ts';

const ROUNDS = 3;
const SECONDS = 8;

test.skip(!process.env.GUISE_FIGURES, 'No test: it prints figures.');

interface Round {
  readonly fps: number;
  readonly hop: StudioStatus['cameras'][number]['hop'];
}

/** Frames a second of a track, once it has had time to warm up. Runs in the page. */
async function framesPerSecond({
  track,
  seconds,
}: {
  track: MediaStreamTrack;
  seconds: number;
}): Promise<number> {
  const reader = new MediaStreamTrackProcessor({
    track: track as MediaStreamVideoTrack,
  }).readable.getReader();
  const count = async (span: number) => {
    const start = performance.now();
    let frames = 0;
    while (performance.now() - start < span * 1000) {
      (await reader.read()).value?.close();
      frames += 1;
    }
    return (frames * 1000) / (performance.now() - start);
  };
  await count(4);
  return count(seconds);
}

async function site(page: Page, hopOf: () => Promise<Round['hop']>): Promise<Round> {
  const fps = await page.evaluate(
    async ([code, seconds]) => {
      const measure = new Function(`return ${code}`)() as typeof framesPerSecond;
      const stream = await navigator.mediaDevices.getUserMedia({ video: { width: 1280, height: 720 } });
      return measure({ track: stream.getVideoTracks()[0] as MediaStreamTrack, seconds });
    },
    [String(framesPerSecond), SECONDS] as const,
  );
  return { fps, hop: await hopOf() };
}

async function library(page: Page): Promise<Round> {
  const fps = await page.evaluate(
    async ([code, seconds]) => {
      const measure = new Function(`return ${code}`)() as typeof framesPerSecond;
      const { anonymizeTrack } = await import('/guise/guise.js' as string);
      const stream = await navigator.mediaDevices.getUserMedia({ video: { width: 1280, height: 720 } });
      const safe = await anonymizeTrack(stream.getVideoTracks()[0]);
      return measure({ track: safe.track, seconds });
    },
    [String(framesPerSecond), SECONDS] as const,
  );
  return { fps, hop: null };
}

test('figures', async ({ extension }) => {
  test.setTimeout(1_200_000);
  const built = spawnSync('node', ['scripts/library.mjs', 'dist-test-extension-lib'], { encoding: 'utf8' });
  expect(built.status, built.stderr).toBe(0);
  const rounds: Record<string, Round[]> = { library: [], default: [], sealed: [] };
  for (let round = 0; round < ROUNDS; round++) {
    for (const how of ['library', 'default', 'sealed'] as const) {
      await extension.protect(how === 'library' ? 'off' : how);
      const page = await extension.open('plain');
      const popup = await extension.popup(page);
      await page.bringToFront();
      const hopOf = () =>
        popup.evaluate(
          () =>
            new Promise<Round['hop']>((resolve) => {
              chrome.runtime
                .connect(chrome.runtime.id, { name: 'guise-status' })
                .onMessage.addListener((status: StudioStatus) => resolve(status.cameras[0]?.hop ?? null));
            }),
        );
      rounds[how]?.push(how === 'library' ? await library(page) : await site(page, hopOf));
      await page.close();
      await popup.close();
    }
  }
  const middle = (values: readonly number[]) =>
    [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
  const measure = middle((rounds.library ?? []).map(({ fps }) => fps));
  for (const [how, all] of Object.entries(rounds)) {
    const fps = middle(all.map((round) => round.fps));
    const hop = (end: 'p50' | 'p95') => middle(all.flatMap((round) => round.hop?.[end] ?? [])).toFixed(1);
    console.log(
      `${how}: ${fps.toFixed(1)} frames/s at 1280x720, ${(fps / measure).toFixed(2)} of the library's` +
        (how === 'library' ? '' : `, hop ${hop('p50')} ms p50, ${hop('p95')} ms p95`),
    );
  }
});
