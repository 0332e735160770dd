/** The action network and its square, for comparing backends. */
import { type Tensor4D, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { DeviceSquare } from '../../src/engine/meters/action/device-square.ts';
import { SIDE } from '../../src/engine/meters/action/input-size.ts';
import { Square } from '../../src/engine/meters/action/square.ts';
import { loadActionModel } from '../../src/models/action/load.ts';
import { DEVIATION_BGR, MEAN_BGR } from '../../src/models/action/nanodet.ts';

/** Of the network's input, pixels: the coarsest level is three places wide. */
const SMALL = 96;

/** Largest and mean difference of a picture in the square, levels of 255. */
export interface SquareDifference {
  readonly most: number;
  readonly mean: number;
}

/** What the network says of a drawn picture, on the tfjs backend that is started. */
export async function networkOutput(): Promise<Float32Array> {
  const { network } = await loadActionModel();
  const picture: Tensor4D = tensor4d(
    Float32Array.from({ length: SMALL * SMALL * 3 }, (_, i) => 128 + 127 * Math.sin(i * i * 1e-4)),
    [1, SMALL, SMALL, 3],
  );
  const output = tidy(() => network.apply(picture));
  const values = (await output.data()) as Float32Array;
  output.dispose();
  picture.dispose();
  network.dispose();
  return values;
}

/** A wide picture as the device lays it into the square, against what a 2D canvas makes of it. */
export async function compareSquares(device: GPUDevice): Promise<SquareDifference> {
  const [width, height] = [640, 360];
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
  const gradient = context.createLinearGradient(0, 0, width, height);
  gradient.addColorStop(0, '#f0c020');
  gradient.addColorStop(1, '#1040a0');
  context.fillStyle = gradient;
  context.fillRect(0, 0, width, height);
  const picture = canvas.transferToImageBitmap();
  const wanted = new OffscreenCanvas(SIDE, SIDE).getContext('2d') as OffscreenCanvasRenderingContext2D;
  wanted.drawImage(new Square().of(picture, width, height), 0, 0);
  const { data } = wanted.getImageData(0, 0, SIDE, SIDE);
  const square = await DeviceSquare.create(device);
  square.draw(picture, width, height);
  const found = await floatsOf(device, square.buffer);
  square.dispose();
  let [most, sum] = [0, 0];
  found.forEach((value, i) => {
    const [pixel, channel] = [Math.floor(i / 3), i % 3];
    const level = value * (DEVIATION_BGR[channel] as number) + (MEAN_BGR[channel] as number);
    const difference = Math.abs(level - (data[pixel * 4 + 2 - channel] as number));
    most = Math.max(most, difference);
    sum += difference;
  });
  return { most, mean: sum / found.length };
}

async function floatsOf(device: GPUDevice, buffer: GPUBuffer): Promise<Float32Array> {
  const copy = device.createBuffer({
    size: buffer.size,
    usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ,
  });
  const encoder = device.createCommandEncoder();
  encoder.copyBufferToBuffer(buffer, 0, copy, 0, buffer.size);
  device.queue.submit([encoder.finish()]);
  await copy.mapAsync(GPUMapMode.READ);
  const values = new Float32Array(copy.getMappedRange().slice(0));
  copy.destroy();
  return values;
}
