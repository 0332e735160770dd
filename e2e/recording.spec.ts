/** Recordings of the live picture: what is cut, the sound beside it, and that a person knows that it runs. */
import type { Page } from '@playwright/test';
import { expect, test } from './support/test.ts';
import { lookInto } from './support/videos.ts';

test.beforeEach(() => {
  test.setTimeout(180_000);
});

const live = (tab: Page) =>
  expect(tab.getByTestId('status')).toHaveAttribute('data-state', 'live', { timeout: 60_000 });

async function record(tab: Page, container: 'mp4' | 'webm'): Promise<void> {
  await tab.getByRole('combobox', { name: 'Record as' }).selectOption(container);
  await tab.getByRole('button', { name: 'Record', exact: true }).click();
  await expect(tab.getByRole('button', { name: /^Stop, 0:0[1-9]/ })).toBeVisible();
}

async function stop(tab: Page, path: string): Promise<string> {
  const download = tab.waitForEvent('download');
  await tab.getByRole('button', { name: /^Stop/ }).click();
  await (await download).saveAs(path);
  return path;
}

test('a stall stays in the recording, a pause that was made does not', async ({
  page,
  openWithPerson,
}, info) => {
  const tab = await openWithPerson();
  await tab.goto('/?autostart&mode=mask&renderer=cpu');
  await live(tab);
  await record(tab, 'webm');
  const engine = tab.workers().find((worker) => /link-worker-/.test(worker.url()));
  await engine?.evaluate(() => {
    const end = performance.now() + 3500;
    while (performance.now() < end) {
      // Busy.
    }
  });
  await tab.waitForTimeout(1500);
  await tab.getByRole('button', { name: 'Pause' }).click();
  await tab.waitForTimeout(4000);
  await tab.getByRole('button', { name: 'Resume' }).first().click();
  await live(tab);
  await tab.waitForTimeout(1500);
  const { times } = await lookInto(page, await stop(tab, info.outputPath('stall.webm')), 1000);
  const gaps = times.slice(1).map((time, i) => time - (times[i] ?? 0));
  const long = gaps.filter((gap) => gap > 2);
  // One stall; the pause would be another, of more than four seconds.
  expect(long).toHaveLength(1);
  expect(long[0]).toBeGreaterThan(3);
  expect(long[0]).toBeLessThan(5);
});

/** A camera that flashes and a microphone that beeps at the same moments; notes what the page asks for. */
function flashAndBeep(page: Page): Promise<unknown> {
  return page.addInitScript(() => {
    localStorage.setItem(
      'guise',
      JSON.stringify({ state: { settings: { coverWhenNoFace: false } }, version: 1 }),
    );
    const asked: string[] = [];
    Object.assign(globalThis, { asked });
    navigator.mediaDevices.getUserMedia = async ({ audio, video } = {}) => {
      asked.push(`${audio ? 'sound' : ''}${video ? 'picture' : ''}`);
      if (audio) {
        const context = new AudioContext();
        const gain = new GainNode(context, { gain: 0 });
        const out = new MediaStreamAudioDestinationNode(context);
        const tone = new OscillatorNode(context, { frequency: 880 });
        tone.connect(gain).connect(out);
        tone.start();
        Object.assign(globalThis, { beep: gain });
        return out.stream;
      }
      const canvas = Object.assign(document.createElement('canvas'), { width: 160, height: 120 });
      const context = canvas.getContext('2d') as CanvasRenderingContext2D;
      let bright = false;
      setInterval(() => {
        const now = performance.now() % 930 < 300;
        if (now !== bright) {
          const { beep } = globalThis as unknown as { beep?: GainNode };
          beep?.gain.setValueAtTime(now ? 0.5 : 0, beep.context.currentTime);
        }
        bright = now;
        context.fillStyle = bright ? '#fff' : `rgb(20 20 ${20 + (performance.now() % 10)})`;
        context.fillRect(0, 0, 160, 120);
      }, 1000 / 30);
      return canvas.captureStream(30);
    };
  });
}

/** Seconds at which the tone of a file sets in. */
async function onsets(page: Page, path: string): Promise<readonly number[]> {
  await page.goto('/e2e/harness/media.html');
  await page.locator('input').setInputFiles(path);
  return page.evaluate(async () => {
    const file = document.querySelector('input')?.files?.[0] as File;
    const sound = await new OfflineAudioContext(1, 1, 48_000).decodeAudioData(await file.arrayBuffer());
    const data = sound.getChannelData(0);
    const step = sound.sampleRate / 500;
    const loud: boolean[] = [];
    for (let at = 0; at + step <= data.length; at += step) {
      loud.push(data.subarray(at, at + step).some((one) => Math.abs(one) > 0.1));
    }
    // Quiet for a tenth of a second, then loud.
    return loud.flatMap((now, i) =>
      now && i >= 50 && !loud.slice(i - 50, i).includes(true) ? [i / 500] : [],
    );
  });
}

for (const container of ['webm', 'mp4'] as const) {
  test(`sound in step with the picture within 40 ms, ${container}; the microphone is asked for then`, async ({
    page,
  }, info) => {
    await flashAndBeep(page);
    await page.goto('/?autostart&mode=mask&renderer=cpu');
    await live(page);
    const asked = () => page.evaluate(() => (globalThis as unknown as { asked: string[] }).asked);
    await page.getByRole('switch', { name: 'Record sound' }).check();
    expect(await asked()).toEqual(['picture']);
    await record(page, container);
    expect(await asked()).toEqual(['picture', 'sound']);
    await page.waitForTimeout(14_000);
    const path = await stop(page, info.outputPath(`sound.${container}`));
    const { times, pictures } = await lookInto(page, path);
    const bright = pictures.map(({ data }) => (data[0] ?? 0) > 128);
    const beeps = await onsets(page, path);
    // A flash came after the last dark picture and not after the first bright one. The more pictures a second, the stricter.
    const around = bright.flatMap((now, i) => {
      const [from, to] = [times[i - 1], times[i]];
      if (!now || bright[i - 1] !== false || from === undefined || to === undefined) {
        return [];
      }
      const beep = beeps.find((time) => Math.abs(time - to) < 0.4);
      return beep === undefined ? [] : [{ least: from - beep, most: to - beep }];
    });
    const least = Math.max(...around.map((flash) => flash.least));
    const most = Math.min(...around.map((flash) => flash.most));
    const ms = (seconds: number) => `${(seconds * 1000).toFixed(0)} ms`;
    console.log(
      `${container}: the picture is ${ms(least)} to ${ms(most)} behind the sound, by ${around.length} flashes`,
    );
    expect(around.length).toBeGreaterThanOrEqual(6);
    expect(least).toBeLessThanOrEqual(0.04);
    expect(most).toBeGreaterThanOrEqual(-0.04);
  });
}

test('a refused microphone is told in words, and nothing is recorded', async ({ openWithPerson }) => {
  const tab = await openWithPerson();
  await tab.goto('/?autostart&mode=mask&renderer=cpu');
  await live(tab);
  await tab.evaluate(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
  });
  await tab.getByRole('switch', { name: 'Record sound' }).check();
  await tab.getByRole('button', { name: 'Record', exact: true }).click();
  await expect(tab.getByRole('alert')).toContainText('did not let this page use the microphone');
  await expect(tab.getByTestId('tools')).toHaveAttribute('data-recording', 'off');
});

test('a dot and the time are seen in every view and in full screen; leaving asks first', async ({
  openWithPerson,
}) => {
  const tab = await openWithPerson();
  await tab.goto('/?autostart&mode=mask&renderer=cpu');
  await live(tab);
  const badge = tab.getByRole('timer', { name: /^Recording, 0:\d\d$/ });
  await expect(badge).toHaveCount(0);
  await record(tab, 'webm');
  await expect(badge).toBeInViewport({ ratio: 1 });
  for (const view of ['insight', 'study', 'about']) {
    await tab.evaluate((name) => {
      location.hash = name;
    }, view);
    await expect(badge.filter({ visible: true })).toHaveCount(1);
    await expect(badge.filter({ visible: true })).toBeInViewport({ ratio: 1 });
  }
  await tab.evaluate(() => {
    location.hash = 'live';
  });
  await tab.getByRole('button', { name: 'Full screen' }).click();
  await expect.poll(() => tab.evaluate(() => document.fullscreenElement?.id)).toBe('screen');
  await expect(badge).toBeInViewport({ ratio: 1 });
  await tab.evaluate(() => document.exitFullscreen());

  const questions: string[] = [];
  tab.on('dialog', async (dialog) => {
    questions.push(dialog.type());
    await dialog.dismiss();
  });
  await tab.evaluate(() => location.reload());
  await expect.poll(() => questions).toEqual(['beforeunload']);
  await expect(tab.getByTestId('tools')).toHaveAttribute('data-recording', 'on');
  const download = tab.waitForEvent('download');
  await tab.getByRole('button', { name: /^Stop/ }).click();
  await download;
  await expect(badge).toHaveCount(0);
  await tab.reload();
  expect(questions).toHaveLength(1);
});
