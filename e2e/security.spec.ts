/** Nothing leaves: headers, Trusted Types, the network seal, and a session of over a minute without a foreign request. */
import { readFileSync } from 'node:fs';
import { headersFile, securityHeaders } from '../build/security-headers.mjs';
import type { DetectHarness } from './harness/detect.ts';
import { expectGoingOn } from './support/going-on.ts';
import { expect, test } from './support/test.ts';

test('every response has every security header, and static hosts get the same', async ({ page, watch }) => {
  const wanted = Object.entries(securityHeaders());
  const missing: string[] = [];
  page.on('response', (response) => {
    const headers = response.headers();
    for (const [name, value] of wanted) {
      if (headers[name.toLowerCase()] !== value) {
        missing.push(`${response.url()}: ${name}`);
      }
    }
  });
  await page.goto('/?autostart');
  await expect(page.getByTestId('status')).toHaveAttribute('data-state', 'covered', { timeout: 60_000 });
  expect(missing).toEqual([]);
  expect(watch.requests.length).toBeGreaterThan(3);
  expect(readFileSync('dist-test/_headers', 'utf8')).toBe(headersFile());
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
});

test('strings are no scripts: Trusted Types refuse them', async ({ page, watch }) => {
  watch.expect(/TrustedScript|TrustedHTML|Trusted Type|Content Security Policy|Refused/);
  await page.goto('/');
  const refused = await page.evaluate(() => {
    const attempts: (() => void)[] = [
      () => {
        document.createElement('div').innerHTML = '<img src=x onerror=alert(1)>';
      },
      () => {
        document.createElement('script').text = 'window.injected = 1';
      },
      () => {
        document.createElement('script').src = 'https://example.com/x.js';
      },
    ];
    return attempts.map((attempt) => {
      try {
        attempt();
        return 'allowed';
      } catch {
        return 'refused';
      }
    });
  });
  expect(refused).toEqual(['refused', 'refused', 'refused']);
});

test('the network seal: once everything is loaded the page cannot connect, not even home', async ({
  page,
  watch,
}) => {
  watch.expect(/Content Security Policy|Refused|violates|Failed to fetch|WebSocket/);
  await page.goto('/?autostart&mode=mask');
  await expect(page.getByText('The network seal is on.')).toBeVisible({ timeout: 60_000 });
  const blocked = await page.evaluate(async () => {
    const fetched = await fetch('/').then(
      () => 'connected',
      () => 'blocked',
    );
    const picture = await new Promise<string>((resolve) => {
      const image = new Image();
      image.onload = () => resolve('connected');
      image.onerror = () => resolve('blocked');
      image.src = '/icons/guise.svg?again';
    });
    const socket = await new Promise<string>((resolve) => {
      try {
        const s = new WebSocket(`ws://${location.host}/`);
        s.onopen = () => resolve('connected');
        s.onerror = () => resolve('blocked');
      } catch {
        resolve('blocked');
      }
    });
    return [fetched, picture, socket];
  });
  expect(blocked).toEqual(['blocked', 'blocked', 'blocked']);
  await expectGoingOn(page, 0);
});

/**
 * Everything that is fetched once pictures have gone on, by its whole path: what measures and what shows it, and the detector’s further
 * worker.
 */
const LATER = [
  /^\/assets\/(Measured|PrivacyCard|download|client|copies|rpc-worker)-[\w-]{8}\.(js|css)$/,
  /^\/assets\/(leak|privacy|action|detect)-worker-[\w-]{8}\.js$/,
  /^\/assets\/(tiny_face_detector|face_recognition)_model-[\w-]{8}\.bin$/,
  /^\/assets\/tfjs-backend-wasm(-simd)?-[\w-]{8}\.wasm$/,
  /^\/models\/action-nanodet-8bit\.(json|bin)$/,
];

test('a session of over 65 seconds, closed at its end, asks nobody else for anything', async ({
  page,
  watch,
}) => {
  test.setTimeout(180_000);
  await page.goto('/?autostart&mode=blur');
  await expect(page.getByTestId('status')).toHaveAttribute('data-state', 'covered', { timeout: 60_000 });
  // Beside it the detector alone, so that it can be closed in good order: newer versions of it report then as well.
  const alone = await page.context().newPage();
  await alone.goto('/e2e/harness/detect.html');
  const found = await alone.evaluate(async () => {
    const { detectHarness } = globalThis as unknown as { detectHarness: DetectHarness };
    await detectHarness.ready;
    const empty = new OffscreenCanvas(320, 240);
    empty.getContext('2d')?.fillRect(0, 0, 320, 240);
    return (await detectHarness.look(empty, { effort: 'thorough' })).detections.length;
  });
  expect(found).toBe(0);
  // Some seconds after its start the page keeps itself for when there is no network, by two scripts.
  await expect
    .poll(() => watch.requests.some((url) => url.includes('/workbox-window')), { timeout: 60_000 })
    .toBe(true);
  const loaded = watch.requests.length;
  await page.waitForTimeout(66_000);
  await alone.evaluate(() =>
    (globalThis as unknown as { detectHarness: DetectHarness }).detectHarness.close(),
  );
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.waitForTimeout(2_000);
  // The watch fails the test on any request to another origin. After loading there is none at all, but for these:
  // meters: they come with the first face, which the detector may once take the camera's test picture for.
  const late = watch.requests.slice(loaded).map((url) => new URL(url).pathname);
  expect(late.filter((path) => !LATER.some((part) => part.test(path)))).toEqual([]);
  expect(Number(await page.getByTestId('status').getAttribute('data-frames'))).toBeGreaterThan(30);
});
