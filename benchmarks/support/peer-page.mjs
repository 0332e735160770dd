/**
 * Runs in the browser, for benchmarks/peers.mjs: a camera page of the plainest kind around another library. Each frame is drawn
 * into a canvas, the library finds faces in that canvas, and every box it finds is blurred in the same picture before it
 * is shown, so that what is shown is what was searched.
 */

const TFJS_WASM = '/peers/tfjs-wasm/';
/** As wide as a blurred face becomes, pixels; Guise's blur mode does the same. */
const BLURRED = 16;
/** Share of its sides by which a box grows on every side: the libraries' boxes leave chin and brow out. */
const MARGIN = 0.2;

/** @typedef {{x: number, y: number, width: number, height: number}} Box */
/** @typedef {{words: string, find(picture: HTMLCanvasElement): Promise<Box[]>}} Finder */

/** @type {Record<string, (backend: string, most: number) => Promise<Finder>>} */
const finders = {
  /** Its detector alone, in every frame: what it offers besides (mesh, iris, keeping boxes for 2.5 s) is switched off. */
  async human(backend, most) {
    const { Human } = await import(/** @type {any} */ ('/peers/human/human.esm.js'));
    const off = { enabled: false };
    const human = new Human({
      backend,
      wasmPath: TFJS_WASM,
      modelBasePath: '/peers/human-models/',
      debug: false,
      warmup: 'none',
      cacheSensitivity: 0,
      filter: off,
      face: {
        enabled: true,
        detector: {
          rotation: false,
          return: false,
          maxDetected: most,
          minConfidence: 0.2,
          skipFrames: 0,
          skipTime: 0,
        },
        mesh: off,
        iris: off,
        emotion: off,
        description: off,
        antispoof: off,
        liveness: off,
      },
      body: off,
      hand: off,
      object: off,
      gesture: off,
      segmentation: off,
    });
    await human.load();
    await human.tf.ready();
    return {
      words: `${human.version}, ${human.tf.getBackend()}`,
      async find(picture) {
        const { face, error } = await human.detect(picture);
        if (error) {
          throw new Error(error);
        }
        return face.map(
          (/** @type {{box: [number, number, number, number]}} */ { box: [x, y, width, height] }) => ({
            x,
            y,
            width,
            height,
          }),
        );
      },
    };
  },
  'face-api-tiny': (backend) =>
    faceApi(backend, 'tinyFaceDetector', (api) => new api.TinyFaceDetectorOptions()),
  'face-api-ssd': (backend, most) =>
    faceApi(
      backend,
      'ssdMobilenetv1',
      (api) => new api.SsdMobilenetv1Options({ minConfidence: 0.2, maxResults: most }),
    ),
};

/** @param {string} backend @param {string} net @param {(api: any) => unknown} chosen */
async function faceApi(backend, net, chosen) {
  const api = await import(/** @type {any} */ ('/peers/face-api/face-api.esm.js'));
  api.tf.setWasmPaths(TFJS_WASM);
  await api.tf.setBackend(backend);
  await api.tf.ready();
  await api.nets[net].load('/peers/face-api-model/');
  const options = chosen(api);
  return {
    words: `${api.version}, ${api.tf.getBackend()}`,
    async find(/** @type {HTMLCanvasElement} */ picture) {
      return (await api.detectAllFaces(picture, options)).map((/** @type {any} */ { box }) => box);
    },
  };
}

/** @param {CanvasRenderingContext2D} context @param {Box} box @param {HTMLCanvasElement} small */
function blur(context, box, small) {
  const { width, height } = context.canvas;
  const [x, y] = [Math.max(0, box.x - MARGIN * box.width), Math.max(0, box.y - MARGIN * box.height)];
  const w = Math.min(width - x, box.width * (1 + 2 * MARGIN));
  const h = Math.min(height - y, box.height * (1 + 2 * MARGIN));
  if (w > 0 && h > 0) {
    small.getContext('2d')?.drawImage(context.canvas, x, y, w, h, 0, 0, BLURRED, BLURRED);
    context.drawImage(small, 0, 0, BLURRED, BLURRED, x, y, w, h);
  }
}

/** @param {number} width @param {number} height */
function canvas(width, height) {
  return Object.assign(document.createElement('canvas'), { width, height });
}

/**
 * Opens the camera and starts the library; the page then covers frame by frame and keeps what it took.
 * @param {{library: string, backend: string, width: number, height: number, most: number}} options `most`: faces it may find
 * @returns {Promise<string>} version and backend in use
 */
async function start({ library, backend, width, height, most }) {
  const finder = await finders[library]?.(backend, most);
  if (!finder) {
    throw new Error(`There is no peer ${library}.`);
  }
  const video = document.createElement('video');
  video.muted = true;
  video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { width, height, frameRate: 30 } });
  await video.play();
  const frame = canvas(video.videoWidth, video.videoHeight);
  const stage = canvas(video.videoWidth, video.videoHeight);
  document.body.append(stage);
  const small = canvas(BLURRED, BLURRED);
  const context = /** @type {CanvasRenderingContext2D} */ (
    frame.getContext('2d', { willReadFrequently: true })
  );
  const shown = /** @type {CanvasRenderingContext2D} */ (stage.getContext('2d'));
  /** @type {{at: number, total: number, detect: number, faces: number}[]} */
  const frames = [];
  const cover = async () => {
    const began = performance.now();
    context.drawImage(video, 0, 0);
    const boxes = await finder.find(frame);
    const found = performance.now();
    for (const box of boxes) {
      blur(context, box, small);
    }
    shown.drawImage(frame, 0, 0);
    const at = performance.now();
    frames.push({ at, total: at - began, detect: found - began, faces: boxes.length });
    video.requestVideoFrameCallback(() => void cover());
  };
  await cover();
  /** @type {any} */ (globalThis).peerFrames = frames;
  return `${finder.words}, ${stage.width}×${stage.height}`;
}

/** @type {any} */ (globalThis).startPeer = start;
