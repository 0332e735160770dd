import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';

const SRC = join(import.meta.dirname, '../..');

/** The modules that may hold a raw frame, each with the reason. Think before you add one: docs/architecture.md. */
const RAW_ROSTER: Readonly<Record<string, string>> = {
  'engine/safe/frame.ts': 'defines it',
  'engine/link/source.ts': 'takes it off the stream',
  'engine/link/file/frame-file.ts': 'the contract of reading frames out of a file, in the worker',
  'engine/link/host.ts': 'hands it to the engine',
  'engine/engine.ts': 'hands it to the pipeline and closes it',
  'engine/pipeline.ts': 'detects in it',
  'engine/safe/guard.ts': 'has it drawn over and vouches for the result',
  'engine/safe/pixels.ts': 'reads its pixels for the detector and the CPU renderer',
  'engine/safe/planes.ts': 'says whether it comes as planes',
  'engine/render/cpu/frame-planes.ts': 'copies its planes, to be drawn over',
  'engine/detect/detector.ts': 'the contract of detection',
  'engine/detect/yunet.ts': 'finds faces in it, and has bodies looked for',
  'engine/detect/bodies.ts': 'looks for people in it, where a face was lost',
  'engine/detect/helper.ts': 'moves it to a worker that detects in it and closes it',
  'engine/safe/renderer.ts': 'the contract of rendering',
  'engine/meters/action/detector.ts': 'the contract of comparing the labels of raw and safe pictures',
  'engine/meters/action/device-detector.ts': 'draws it small on the device for that comparison',
  'engine/meters/action/client.ts': 'copies a small picture of it for that comparison',
  'engine/meters/action/desk/client.ts': 'copies small pictures of it for that comparison',
  'engine/meters/leak/meter.ts': 'the contract of the leak meter',
  'engine/adapt/on-demand.ts': 'offers it to the controller, once that is there',
  'engine/adapt/controller.ts': 'copies crops of the person who adapts the learned face to themselves',
  'engine/meters/leak/client.ts': 'copies a small picture of it for the second detector',
  'engine/meters/meters.ts': 'offers it to the privacy meter and the action detector',
  'engine/meters/privacy/meter.ts': 'the contract of the privacy meter',
  'engine/meters/privacy/client.ts': 'copies a few small faces of it for the recogniser',
  'engine/render/webgpu/renderer.ts': 'draws the covers over it',
};

/** Modules outside the engine that may copy a picture, each with the reason: all of them take `SafeFrame` and check it. */
const COPY_ROSTER: Readonly<Record<string, string>> = {
  'media/thumbnail-sink.ts': 'draws safe frames small, and checks them like every sink',
  'media/face-picture.ts': 'cuts a face out of a safe picture',
  'media/one-kind.ts': 'copies a safe picture into one of another kind, for an encoder',
  'media/picture-writer.ts': 'copies a safe picture into an image file',
  'media/safe-track.ts': 'copies safe pictures into a track',
};

/** Modules outside the engine that draw pictures of their own, and are handed none. */
const DRAWN_ROSTER: Readonly<Record<string, string>> = {
  'session/trial-scene.ts': 'draws people who do not exist, in the camera’s place',
};

/** Modules that may make a SafeFrame. */
const MINT_ROSTER: readonly string[] = ['engine/safe/frame.ts', 'engine/safe/guard.ts'];

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => relative(SRC, join(entry.parentPath, entry.name)));
}

/** Reads sound in pieces, by the interface that gives pictures in pieces to others. */
const MICROPHONE = 'media/microphone.ts';

function naming(word: RegExp): string[] {
  return sources(SRC).filter((file) => word.test(withoutComments(readFileSync(join(SRC, file), 'utf8'))));
}

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
}

test('only the modules on the roster touch RawFrame', () => {
  expect(naming(/\bRawFrame\b/).filter((file) => !(file in RAW_ROSTER))).toEqual([]);
});

test('the roster names no module that is gone or has no need of it', () => {
  expect(Object.keys(RAW_ROSTER).filter((file) => !naming(/\bRawFrame\b/).includes(file))).toEqual([]);
});

test('only the guard makes safe frames', () => {
  expect(naming(/\bmintSafeFrame\b/)).toEqual(MINT_ROSTER);
});

test('safe frames are unpacked only by the client of the worker', () => {
  expect(naming(/\bunpackSafeFrame\b/).sort()).toEqual([
    'engine/link/client.ts',
    'engine/link/file/requests.ts',
    'engine/safe/frame.ts',
  ]);
});

test('nothing but the engine and its feed names VideoFrame or takes pictures from a video element', () => {
  const allowed = /^engine\//;
  expect(
    naming(
      /\bVideoFrame\b|\bdrawImage\(|\bcaptureStream\(|\bcreateImageBitmap\(|\bMediaStreamTrackProcessor\b/,
    ).filter(
      (file) =>
        !allowed.test(file) && !(file in COPY_ROSTER) && !(file in DRAWN_ROSTER) && file !== MICROPHONE,
    ),
  ).toEqual([]);
});

test('the microphone is asked for sound alone, and names no picture', () => {
  const source = withoutComments(readFileSync(join(SRC, MICROPHONE), 'utf8'));
  expect(source).toContain('getUserMedia({ audio: true, video: false })');
  expect(source).not.toMatch(/\bVideoFrame\b|\bgetVideoTracks\b|\bgetTracks\b|\bcreateImageBitmap\b/);
});

test('who copies pictures outside the engine checks that they are safe', () => {
  const checking = naming(/\bassertSafe\(frame\)/);
  expect(Object.keys(COPY_ROSTER).filter((file) => !checking.includes(file))).toEqual([]);
});

test('no module casts its way to a SafeFrame', () => {
  expect(naming(/as (unknown as )?SafeFrame\b/).filter((file) => file !== 'engine/safe/frame.ts')).toEqual(
    [],
  );
});

test('one module alone says that a person chose to leave a face visible', () => {
  expect(naming(/as (unknown as )?ChosenVisible\b/)).toEqual(['engine/edits/apply.ts']);
});
