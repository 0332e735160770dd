export interface ReadNetwork {
  readonly steps: readonly unknown[];
  readonly outputs: readonly number[];
  readonly block: number;
}

export function readNetwork(file: Uint8Array): ReadNetwork;
