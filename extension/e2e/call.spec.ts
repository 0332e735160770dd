/** Sites that know nothing of Guise send covered faces over WebRTC, in default and in sealed mode. */
import { endCall, startCall, watch } from './far-end.ts';
import type { PageName } from './server.ts';
import { expect, test } from './test.ts';

test('without Guise the far end sees the face: the test can fail', async ({ extension }) => {
  await extension.protect('off');
  const page = await extension.open('plain');
  await startCall(page);
  const { bare, judged } = await watch(page, extension.clip, 8);
  expect(bare.length).toBe(judged);
});

for (const protection of ['default', 'sealed'] as const) {
  for (const name of ['plain', 'strict', 'isolated', 'camera-self'] satisfies PageName[]) {
    test(`${name} page, ${protection}: the far end never sees a face`, async ({ extension }) => {
      await extension.protect(protection);
      const page = await extension.open(name);
      await startCall(page);
      const { bare, judged, untouched } = await watch(page, extension.clip, 10);
      expect(bare).toEqual([]);
      expect(untouched).toBeGreaterThan(judged / 2);
      await endCall(page);
    });
  }

  test(`the engine killed in mid-call, ${protection}: covered, and back by itself`, async ({ extension }) => {
    await extension.protect(protection);
    const page = await extension.open('plain');
    await startCall(page);
    const before = await watch(page, extension.clip, 3);
    await extension.killEngine(page);
    // What was on its way is still shown; then there is the plate, and in the end the picture again.
    const after = await watch(page, extension.clip, 15);
    expect([...before.bare, ...after.bare]).toEqual([]);
    await endCall(page);
  });
}
