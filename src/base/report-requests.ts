/**
 * Every thread of the page reports what it asks the network for, so that the page can show it. The browser's own record is
 * read (resource timing), which nothing in the page can leave a request out of.
 */
const CHANNEL = 'guise-requests';

export interface RequestMade {
  /** Of the address asked for. */
  readonly origin: string;
  /** ms since 1970. */
  readonly at: number;
}

/** In a worker: reports its requests, earlier ones too, to the page that opened it. */
export function reportRequests(): void {
  const channel = new BroadcastChannel(CHANNEL);
  observe((made) => channel.postMessage(made));
}

/** In the page: `take` gets its own requests and those that workers report. */
export function watchRequests(take: (made: readonly RequestMade[]) => void): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = ({ data }: MessageEvent<readonly RequestMade[]>) => take(data);
  observe(take);
}

function observe(take: (made: readonly RequestMade[]) => void): void {
  const observer = new PerformanceObserver((list) => {
    take(
      list
        .getEntries()
        // What lies in the page already is not asked of the network.
        .filter(({ name }) => !/^(blob|data):/.test(name))
        .map(({ name, startTime }) => ({
          origin: new URL(name).origin,
          at: performance.timeOrigin + startTime,
        })),
    );
  });
  observer.observe({ type: 'resource', buffered: true });
}
