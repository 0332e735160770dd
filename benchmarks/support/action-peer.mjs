/**
 * Runs in the browser, for benchmarks/action-peers.mjs: MoveNet and COCO-SSD as tfjs-models has them, from their own scripts, on tfjs's
 * WebAssembly backend. One thread, as everything of Guise that looks at pictures.
 */

const { tf, cocoSsd, poseDetection } = /** @type {any} */ (globalThis);

tf.wasm.setWasmPaths('/peers/tfjs-wasm/');
tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
await tf.setBackend('wasm');
await tf.ready();
const [objects, joints] = await Promise.all([
  cocoSsd.load({ modelUrl: '/peers/coco-ssd/model.json' }),
  poseDetection.createDetector(poseDetection.SupportedModels.MoveNet, {
    modelType: poseDetection.movenet.modelType.SINGLEPOSE_LIGHTNING,
    modelUrl: '/peers/human-models/movenet-lightning.json',
  }),
]);

/** As many as the library gives by itself. */
const MOST = 20;

/** @type {any} */ (globalThis).actionPeer = {
  words: `tfjs ${tf.version_core ?? tf.version?.tfjs ?? ''}, ${tf.getBackend()}`,
  /** @param {OffscreenCanvas} picture @param {number} least score */
  objects: (picture, least) => objects.detect(picture, MOST, least),
  /**
   * Joints of one person. Where it looks follows from where it saw the person before: a picture that does not follow is shown twice.
   * @param {OffscreenCanvas} picture @param {boolean} follows @param {number} at ms
   */
  async joints(picture, follows, at) {
    if (!follows) {
      joints.reset();
      await joints.estimatePoses(picture, undefined, at);
    }
    const [person] = await joints.estimatePoses(picture, undefined, at + 1);
    return person?.keypoints ?? [];
  },
};
