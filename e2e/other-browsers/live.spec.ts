/** The camera: every mode covers every face, without WebGL and without insertable streams. */
import { expect, test } from './support/test.ts';

/** A cover in the face's own colours is as the face was at more places than a mask; of a bare face nine tenths are. */
const OWN_COLOURS = 0.5;

test('opens without WebGL, says what it does, and is accessible', async ({ guise }) => {
  await guise.open();
  await guise.expectText('Start the camera');
  await guise.expectText('on this device');
  const has = await guise.tab.run(() => ({
    webgl: document.createElement('canvas').getContext('webgl') !== null,
    webgl2: new OffscreenCanvas(1, 1).getContext('webgl2') !== null,
    insertable: 'MediaStreamTrackProcessor' in globalThis,
    isolated: crossOriginIsolated,
  }));
  expect(has).toEqual({ webgl: false, webgl2: false, insertable: false, isolated: true });
  await guise.expectAccessible();
});

test('a camera of four people: every mode covers every face, and "None" shows nothing', async ({ guise }) => {
  await guise.open('?mode=mask');
  await guise.press('Start the camera');
  await guise.expectStatus('state', 'live');
  await guise.expectStatus('renderer', 'cpu');
  for (const mode of ['mask', 'oval', 'mosaic', 'blur', 'noise', 'super-pixel', 'edge', 'learned']) {
    await guise.chooseMode(mode);
    await guise.expectStatus('state', 'live');
    await guise.expectFacesCovered({ limit: mode === 'mask' ? 0.2 : OWN_COLOURS });
  }
  // Too slow it may be, on a busy machine; masks stand in for it then.
  expect(await guise.text()).not.toMatch(/learned face(’s|'s)? (model|failed|could)/);
  await guise.expectAccessible();
  await guise.chooseMode('none');
  await guise.expectStatus('reason', 'comparison-only');
  await guise.expectStatus('state', 'covered');
});

test('behind another tab, where the browser draws nothing and calls for no frames, pictures go on now and then', async ({
  guise,
}) => {
  test.skip(guise.tab.hide === null, 'This driver has no tabs.');
  await guise.open('?autostart&mode=mask');
  await guise.expectStatus('state', 'live');
  await guise.tab.hide?.();
  expect(await guise.tab.run(() => document.visibilityState)).toBe('hidden');
  await guise.expectGoingOn();
});
