/** What goes wrong: no camera, a refusal, a camera that ends, a worker that hangs or dies, a model that is damaged. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from './support/test.ts';

test('a camera that cannot be had: each reason is said in plain words, and trying again works', async ({
  guise,
}) => {
  const refusals = [
    ['NotAllowedError', 'The camera was refused'],
    ['NotReadableError', 'The camera is busy'],
    // What WebKit answers where Firefox answers the next one. In between, so that the words have to change.
    ['OverconstrainedError', 'No camera found'],
    ['NotAllowedError', 'The camera was refused'],
    ['NotFoundError', 'No camera found'],
  ] as const;
  await guise.open('', { errors: refusals.map(([error]) => error) });
  await guise.press('Start the camera');
  for (const [, words] of refusals) {
    await guise.expectText(words);
    await guise.press('Try again');
  }
  await guise.expectGoingOn();
});

test('a camera that is muted, then taken away: the picture stands still, with the reason', async ({
  guise,
}) => {
  await guise.open('?autostart');
  await guise.expectGoingOn();
  await guise.tellTrack('mute');
  await guise.expectText('sends no picture just now');
  await guise.tellTrack('unmute');
  await guise.expectGoingOn();
  await guise.tellTrack('ended');
  await guise.expectText('The camera has gone');
});

test('a worker that dies is replaced, and faces are covered again', async ({ guise }) => {
  await guise.open('?autostart&mode=mask');
  await guise.expectStatus('state', 'live');
  await guise.tellWorker('die');
  await guise.expectSaid('The engine stopped');
  await guise.expectGoingOn();
  await guise.expectStatus('state', 'live');
  await guise.expectFacesCovered({ enough: 2 });
});

test('a worker that hangs: the page says so, and goes on when it answers again', async ({ guise }) => {
  await guise.open('?autostart&mode=mask');
  await guise.expectStatus('state', 'live');
  await guise.tellWorker(6000);
  await guise.expectSaid('The engine is not answering');
  await guise.expectGoingOn();
  await guise.expectStatus('state', 'live');
});

test('a damaged face detector is refused: everything stays covered, and the words say why', async ({
  guise,
}) => {
  const path = '/models/face-detector-yunet-16bit.bin';
  const model = readFileSync(resolve(import.meta.dirname, `../../public${path}`));
  model[1000] = (model[1000] ?? 0) ^ 1;
  guise.site.serve(path, model);
  await guise.open('?autostart&mode=mask');
  await guise.expectText('damaged');
  await guise.expectGoingOn();
  await guise.expectStatus('state', 'covered');
});
