/**
 * A worker that another one wants and the page starts (`engine/link/page-workers.ts`): its messages come and go by the port that the page
 * sends first, not to and from the page. Imported by every worker that the engine starts, before what it serves; one that
 * the engine started itself is left as it is.
 */

/** At the end of the name of a worker that was started so. */
export const BY_PORT = ', by port';

if ((globalThis as { name?: string }).name?.endsWith(BY_PORT)) {
  const port = new Promise<MessagePort>((resolve) => {
    addEventListener(
      'message',
      (event: MessageEvent<MessagePort>) => {
        // It is no order.
        event.stopImmediatePropagation();
        event.data.onmessage = ({ data }) => dispatchEvent(new MessageEvent('message', { data }));
        resolve(event.data);
      },
      { once: true },
    );
  });
  const post = (message: unknown, transfer?: Transferable[] | StructuredSerializeOptions) =>
    void port.then((there) => there.postMessage(message, transfer as StructuredSerializeOptions));
  Object.assign(globalThis, { postMessage: post });
}
