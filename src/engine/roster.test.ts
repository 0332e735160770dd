import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';

const SRC = join(import.meta.dirname, '..');

/** The modules that may hold a raw frame, each with the reason. Think before you add one: docs/architecture.md. */
const RAW_ROSTER: Readonly<Record<string, string>> = {
  'engine/frame.ts': 'defines it',
  'engine/source.ts': 'takes it off the stream',
  'engine/file/frame-file.ts': 'the contract of reading frames out of a file, in the worker',
  'engine/host.ts': 'hands it to the engine',
  'engine/engine.ts': 'hands it to the pipeline and closes it',
  'engine/pipeline.ts': 'detects in it',
  'engine/guard.ts': 'has it drawn over and vouches for the result',
  'engine/pixels.ts': 'reads its pixels for the detector and the CPU renderer',
  'engine/detect/detector.ts': 'the contract of detection',
  'engine/render/renderer.ts': 'the contract of rendering',
  'engine/action/detector.ts': 'the contract of comparing the labels of raw and safe pictures',
  'engine/action/device-detector.ts': 'draws it small on the device for that comparison',
  'engine/action/client.ts': 'copies a small picture of it for that comparison',
  'engine/audit/audit.ts': 'the contract of the leak meter',
  'engine/adapt/adaptation.ts': 'copies crops of the person who adapts the learned face to themselves',
  'engine/audit/client.ts': 'copies a small picture of it for the second detector',
  'engine/onlookers.ts': 'offers it to the privacy meter and the action detector',
  'engine/privacy/meter.ts': 'the contract of the privacy meter',
  'engine/privacy/client.ts': 'copies a few small faces of it for the recogniser',
  'engine/render/webgpu/renderer.ts': 'draws the covers over it',
};

/** Modules outside the engine that may copy a picture, each with the reason: all of them take `SafeFrame` and check it. */
const COPY_ROSTER: Readonly<Record<string, string>> = {
  'media/face-picture.ts': 'cuts a face out of a safe picture',
  'media/picture-writer.ts': 'copies a safe picture into an image file',
  'media/safe-track.ts': 'copies safe pictures into a track',
};

/** Modules that may make a SafeFrame. */
const MINT_ROSTER: readonly string[] = ['engine/frame.ts', 'engine/guard.ts'];

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => relative(SRC, join(entry.parentPath, entry.name)));
}

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
    'engine/client.ts',
    'engine/file/requests.ts',
    'engine/frame.ts',
  ]);
});

test('nothing but the engine and its feed names VideoFrame or takes pictures from a video element', () => {
  const allowed = /^engine\//;
  expect(
    naming(
      /\bVideoFrame\b|\bdrawImage\(|\bcaptureStream\(|\bcreateImageBitmap\(|\bMediaStreamTrackProcessor\b/,
    ).filter((file) => !allowed.test(file) && !(file in COPY_ROSTER)),
  ).toEqual([]);
});

test('who copies pictures outside the engine checks that they are safe', () => {
  const checking = naming(/\bassertSafe\(frame\)/);
  expect(Object.keys(COPY_ROSTER).filter((file) => !checking.includes(file))).toEqual([]);
});

test('no module casts its way to a SafeFrame', () => {
  expect(naming(/as (unknown as )?SafeFrame\b/).filter((file) => file !== 'engine/frame.ts')).toEqual([]);
});
