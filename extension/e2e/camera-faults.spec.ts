/** A tab in the background, a camera that is muted, one that is unplugged: the site sees what a camera shows it, and never a face. */
import type { Page } from '@playwright/test';
import { endCall, startCall, watch } from './far-end.ts';
import { expect, test } from './test.ts';

test('a tab in the background goes on, covered', async ({ extension }) => {
  await extension.protect('default');
  const page = await extension.open('plain');
  await startCall(page);
  const front = await extension.context.newPage();
  await front.bringToFront();
  const { bare, judged } = await watch(page, extension.clip, 5);
  expect(bare).toEqual([]);
  expect(judged).toBeGreaterThanOrEqual(5);
  await endCall(page);
});

for (const [name, protection] of [
  ['plain', 'default'],
  ['plain', 'sealed'],
  ['camera-self', 'default'],
] as const) {
  test(`a page that is closed, or left, lets go of the camera: ${name}, ${protection}`, async ({
    extension,
  }) => {
    await extension.protect(protection);
    const other = await extension.open('plain');
    const popup = await extension.popup(other);
    const used = expect(popup.getByRole('status'));
    const closed = await extension.open(name);
    await startCall(closed);
    await used.toHaveText('1 face covered.');
    await closed.close();
    await used.toHaveText('The camera is not in use.');
    const left = await extension.open(name);
    await startCall(left);
    await used.toHaveText('1 face covered.');
    await left.goto('about:blank');
    await used.toHaveText('The camera is not in use.');
  });
}

/** Keeps the camera's own track where `tell` finds it: in the extension's frame, where the page cannot reach it. */
async function keepTrack(page: Page): Promise<(event: 'mute' | 'unmute' | 'ended') => Promise<void>> {
  await page.evaluate(() => navigator.mediaDevices.enumerateDevices());
  const studio = page.frames()[1];
  if (!studio) {
    throw new Error("There is no extension's frame.");
  }
  await studio.evaluate(() => {
    const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (constraints) => {
      const stream = await real(constraints);
      Object.assign(globalThis, { raw: stream.getVideoTracks()[0] });
      return stream;
    };
  });
  return (event) =>
    studio.evaluate((name) => {
      (globalThis as unknown as { raw: MediaStreamTrack }).raw.dispatchEvent(new Event(name));
    }, event);
}

/** What the site's track says of itself, and what happened to it. */
const said = (page: Page) =>
  page.evaluate(() => {
    const { stream } = (globalThis as unknown as { guiseCall: { stream: MediaStream } }).guiseCall;
    const [track] = stream.getVideoTracks();
    const { happened } = globalThis as unknown as { happened: string[] };
    return { muted: track?.muted, state: track?.readyState, happened: [...happened] };
  });

test('mute and unmute, then unplugged: told as a camera tells it', async ({ extension }) => {
  await extension.protect('default');
  const page = await extension.open('plain');
  const tell = await keepTrack(page);
  await startCall(page);
  await page.evaluate(() => {
    const { stream } = (globalThis as unknown as { guiseCall: { stream: MediaStream } }).guiseCall;
    const happened: string[] = [];
    Object.assign(globalThis, { happened });
    for (const name of ['mute', 'unmute', 'ended']) {
      stream.getVideoTracks()[0]?.addEventListener(name, () => happened.push(name));
    }
  });
  const before = await watch(page, extension.clip, 2);
  await tell('mute');
  await expect.poll(() => said(page)).toEqual({ muted: true, state: 'live', happened: ['mute'] });
  await tell('unmute');
  await expect.poll(() => said(page)).toEqual({ muted: false, state: 'live', happened: ['mute', 'unmute'] });
  const after = await watch(page, extension.clip, 2);
  expect([...before.bare, ...after.bare]).toEqual([]);
  await tell('ended');
  await expect
    .poll(() => said(page))
    .toEqual({ muted: false, state: 'ended', happened: ['mute', 'unmute', 'ended'] });
  await endCall(page);
});
