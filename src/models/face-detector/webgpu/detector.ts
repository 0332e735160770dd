/** The face networks on WebGPU: a texture in, faces out. */
import type { Weight } from '../../weights.ts';
import { type Candidate, DEFAULTS, type DetectOptions } from '../candidates.ts';
import { decodeYunet } from '../decode-yunet.ts';
import { decodeFullRange, FULL_RANGE_DEFAULTS, type FullRangeModel } from '../full-range.ts';
import type { OutputMap } from '../network.ts';
import { assertWeights, type Plan } from '../plan.ts';
import { createReferenceNetwork } from '../reference.ts';
import { assertNear, drawMark, EVERY, SIDE } from '../self-test.ts';
import { planYunet } from '../yunet-plan.ts';
import { GpuFaceNetwork } from './network.ts';

export interface GpuFaceDetector {
  /**
   * @param picture a sampled texture; scaled in proportion to fit into width × height, from the top left on, black beyond.
   *   It must stay as it is until the promise is settled.
   * @param width and height of the picture that the network reads: multiples of 32.
   * @returns faces, best first, in pixels of that picture: those of the texture × min(width ÷ texture's width, height ÷ texture's
   *   height).
   * @throws as FaceNetwork's `detect` does, and Error when the device is lost.
   */
  detect(
    picture: GPUTexture,
    width: number,
    height: number,
    options?: DetectOptions,
  ): Promise<readonly Candidate[]>;
  dispose(): void;
}

/** YuNet on a device. @throws as `createYunet` does, and Error when a shader does not compile. */
export async function createGpuYunet(
  device: GPUDevice,
  weights: ReadonlyMap<string, Weight>,
): Promise<GpuFaceDetector> {
  return createDetector(device, planYunet(weights), weights, DEFAULTS, decodeYunet);
}

/** MediaPipe's full range on a device. @throws as `createGpuYunet` does. */
export async function createGpuFullRange(
  device: GPUDevice,
  { plan, weights, block }: FullRangeModel,
): Promise<GpuFaceDetector> {
  return createDetector(device, plan, weights, FULL_RANGE_DEFAULTS, (maps, threshold, overlap) =>
    decodeFullRange(maps, block, threshold, overlap),
  );
}

async function createDetector(
  device: GPUDevice,
  plan: Plan,
  weights: ReadonlyMap<string, Weight>,
  defaults: Required<DetectOptions>,
  decode: (maps: readonly OutputMap[], threshold: number, overlap: number) => readonly Candidate[],
): Promise<GpuFaceDetector> {
  assertWeights(plan, weights);
  const network = await GpuFaceNetwork.create(device, plan, weights);
  const mark = markTexture(device);
  const expected = createReferenceNetwork(plan, weights).run(drawMark(), SIDE, SIDE);
  const test = async () => assertNear(await network.run(mark, SIDE, SIDE), expected);
  const dispose = () => {
    mark.destroy();
    network.dispose();
  };
  try {
    await test();
  } catch (error) {
    dispose();
    throw error;
  }
  let runs = 0;
  return {
    async detect(
      picture,
      width,
      height,
      { threshold = defaults.threshold, overlap = defaults.overlap } = {},
    ) {
      if (++runs % EVERY === 0) {
        await test();
      }
      return decode(await network.run(picture, width, height), threshold, overlap);
    },
    dispose,
  };
}

function markTexture(device: GPUDevice): GPUTexture {
  const rgb = drawMark();
  const rgba = new Uint8Array(SIDE * SIDE * 4).map((_, i) =>
    i % 4 === 3 ? 255 : (rgb[(i >> 2) * 3 + (i % 4)] as number),
  );
  const texture = device.createTexture({
    size: [SIDE, SIDE],
    format: 'rgba8unorm',
    usage: GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST,
  });
  device.queue.writeTexture({ texture }, rgba, { bytesPerRow: SIDE * 4 }, [SIDE, SIDE]);
  return texture;
}
