import { expect, test, vi } from 'vitest';
import type { EngineSettings } from '../engine/settings.ts';
import type { TrackSettings } from './guise.d.ts';
import { anonymizeTrack } from './index.ts';

const given: EngineSettings[] = [];

vi.mock('../engine/link/client.ts', () => ({
  createEngine: (_open: unknown, settings: EngineSettings) => {
    given.push(settings);
    return { start: async () => undefined, configure: (now: EngineSettings) => given.push(now), close() {} };
  },
}));
vi.mock('../media/safe-track.ts', () => ({ createSafeTrack: () => ({ track: {}, stop() {} }) }));

test('what is changed in place stays beside what is changed later: mode, values, linger, and whose face is drawn', async () => {
  vi.stubGlobal('document', { baseURI: 'https://site.example/' });
  vi.stubGlobal('location', { origin: 'https://site.example' });
  const safe = await anonymizeTrack({ kind: 'video', readyState: 'live' } as MediaStreamTrack);
  expect(given.at(-1)).toMatchObject({ views: [{ mode: 'mask' }], faceKey: 0 });
  const changes: TrackSettings[] = [
    { mode: 'persona', faceKey: 77 },
    { linger: 500 },
    { mode: 'blur', values: { cells: 8 } },
  ];
  changes.forEach(safe.configure);
  expect(given.at(-1)).toMatchObject({
    views: [{ mode: 'blur' }],
    values: { blur: { cells: 8 } },
    linger: 500,
    faceKey: 77,
  });
  safe.pause();
  expect(given.at(-1)).toMatchObject({ views: [{ mode: 'none' }], faceKey: 77 });
  safe.stop();
  vi.unstubAllGlobals();
});
