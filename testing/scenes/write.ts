/** Scenes as files: JPEG pictures and WebM videos, drawn and encoded by a browser's page. */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Page } from '@playwright/test';
import { BufferTarget, EncodedPacket, EncodedVideoPacketSource, Output, WebMOutputFormat } from 'mediabunny';
import type { Scene } from './scene.ts';
import { type DrawnScene, drawable, installStage } from './stage.ts';

/** Writes scenes as JPEG files, or as their names say PNG or WebP. The page may be an empty one. */
export async function writePictures(page: Page, files: ReadonlyMap<string, Scene>): Promise<void> {
  await installStage(page);
  for (const [path, scene] of files) {
    const type = /\.(png|webp)$/.exec(path)?.[1] ?? 'jpeg';
    const base64 = await page.evaluate(drawAs, { scene: drawable(scene), type: `image/${type}` });
    mkdirSync(dirname(path), { recursive: true });
    // There at once and whole: two of the tests' processes may draw the same one.
    const half = `${path}.${process.pid}`;
    writeFileSync(half, Buffer.from(base64, 'base64'));
    renameSync(half, path);
  }
}

async function drawAs({ scene, type }: { scene: DrawnScene; type: string }): Promise<string> {
  const stage = (globalThis as unknown as { guiseStage: { draw(scene: DrawnScene): OffscreenCanvas } })
    .guiseStage;
  const blob = await stage.draw(scene).convertToBlob({ type, quality: 0.92 });
  return new Uint8Array(await blob.arrayBuffer()).toBase64();
}

/** Writes a WebM video (VP8) of scenes. The page must be one of the site's: encoders need a secure context. */
export async function writeVideo(
  page: Page,
  path: string,
  scenes: readonly Scene[],
  fps: number,
): Promise<void> {
  await installStage(page);
  const { width, height } = scenes[0] as Scene;
  const chunks = await page.evaluate(encodeVp8, { scenes: scenes.map(drawable), fps });
  const output = new Output({ format: new WebMOutputFormat(), target: new BufferTarget() });
  const source = new EncodedVideoPacketSource('vp8');
  output.addVideoTrack(source);
  await output.start();
  for (const [i, { key, base64 }] of chunks.entries()) {
    const packet = new EncodedPacket(Buffer.from(base64, 'base64'), key ? 'key' : 'delta', i / fps, 1 / fps);
    await source.add(packet, {
      decoderConfig: { codec: 'vp8', codedWidth: width, codedHeight: height },
    });
  }
  await output.finalize();
  writeFileSync(path, Buffer.from(output.target.buffer ?? new ArrayBuffer(0)));
}

/** Runs in the page: every scene as a VP8 chunk, in order. */
async function encodeVp8({
  scenes,
  fps,
}: {
  scenes: readonly DrawnScene[];
  fps: number;
}): Promise<{ key: boolean; base64: string }[]> {
  const stage = (globalThis as unknown as { guiseStage: { draw(scene: DrawnScene): OffscreenCanvas } })
    .guiseStage;
  const chunks: { key: boolean; base64: string }[] = [];
  const encoder = new VideoEncoder({
    output(chunk) {
      const bytes = new Uint8Array(chunk.byteLength);
      chunk.copyTo(bytes);
      chunks.push({ key: chunk.type === 'key', base64: bytes.toBase64() });
    },
    error(error) {
      throw error;
    },
  });
  const { width, height } = scenes[0] as DrawnScene;
  encoder.configure({ codec: 'vp8', width, height, bitrate: 3_000_000, framerate: fps });
  for (const [i, scene] of scenes.entries()) {
    const frame = new VideoFrame(stage.draw(scene), { timestamp: Math.round((i * 1e6) / fps) });
    encoder.encode(frame, { keyFrame: i === 0 });
    frame.close();
  }
  await encoder.flush();
  encoder.close();
  return chunks;
}
