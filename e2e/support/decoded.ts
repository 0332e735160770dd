/** A picture file's pixels, by the browser's own decoder. */
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import type { Picture } from './clips.ts';

export async function decoded(page: Page, path: string): Promise<Picture> {
  const { data, ...size } = await page.evaluate(async (base64) => {
    const bitmap = await createImageBitmap(new Blob([Uint8Array.fromBase64(base64)]));
    const { width, height } = bitmap;
    const context = new OffscreenCanvas(width, height).getContext('2d') as OffscreenCanvasRenderingContext2D;
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    return { width, height, data: new Uint8Array(data.buffer).toBase64() };
  }, readFileSync(path).toString('base64'));
  return { ...size, data: new Uint8ClampedArray(Buffer.from(data, 'base64')) };
}
