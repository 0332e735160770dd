export function imageMetadata(options: {
  readonly name: string;
  readonly mean: number;
  readonly std: number;
  readonly outputs: readonly string[];
}): Uint8Array;

export function addMetadata(model: Uint8Array, metadata: Uint8Array): Uint8Array;
