/**
 * Pools of buffers. A fresh megabyte costs more than most of what is done with it, since the system has to find and
 * clear every page of it first; a frame needs several.
 */

/** Free buffers that are kept; of more, the smallest go. */
const KEPT = 24;

/** For what lives longer than a call, or may have to be given up: the caller that takes memory says when it is free again. */
export class BufferPool {
  #free: ArrayBuffer[] = [];

  /** At least so many bytes, holding anything. It is the caller's until given back; what is never given back is collected. */
  take(bytes: number): ArrayBuffer {
    const at = this.#free.findIndex((buffer) => buffer.byteLength >= bytes);
    const [found] = at < 0 ? [] : this.#free.splice(at, 1);
    return found ?? new ArrayBuffer(bytes);
  }

  /** Nobody may look at `buffer` afterwards. @throws RangeError when it was given back already: two would take it. */
  give(buffer: ArrayBuffer): void {
    if (this.#free.includes(buffer)) {
      throw new RangeError('A buffer was given back twice.');
    }
    // Smallest first, so that `take` finds the one that fits best.
    const at = this.#free.findIndex((other) => other.byteLength >= buffer.byteLength);
    this.#free.splice(at < 0 ? this.#free.length : at, 0, buffer);
    if (this.#free.length > KEPT) {
      this.#free.shift();
    }
  }
}

/** `length` numbers in memory of the pool, holding anything. */
export function floatsOf(pool: BufferPool, length: number): Float32Array<ArrayBuffer> {
  return new Float32Array(pool.take(length * Float32Array.BYTES_PER_ELEMENT), 0, length);
}

type Numbers = Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer>;

/**
 * For what lives no longer than a synchronous call: an array that the next call overwrites, of the length that is asked for,
 * holding anything.
 */
export function scratch<T extends Numbers>(Kind: new (buffer: ArrayBuffer, at: number, length: number) => T) {
  let buffer = new ArrayBuffer(0);
  return (length: number): T => {
    const bytes = length * 4;
    if (buffer.byteLength < bytes) {
      buffer = new ArrayBuffer(bytes);
    }
    return new Kind(buffer, 0, length);
  };
}
