import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** A way to an address of this machine that can be cut and mended, as an ssh tunnel can. */
export interface CuttableWay {
  readonly address: string;
  cut(): Promise<void>;
  mend(): Promise<void>;
}

/** @param address `http://127.0.0.1:8265` */
export async function cuttableWay(address: string): Promise<CuttableWay> {
  const to = Number(new URL(address).port);
  const sockets = new Set<Socket>();
  const open = async (port: number) => {
    const server = createServer((from) => {
      const on = connect(to, '127.0.0.1');
      for (const [one, other] of [[from, on], [on, from]] as const) {
        sockets.add(one);
        // What breaks on one side ends the other; who uses the way sees it and says so.
        one.pipe(other).on('error', () => one.destroy());
        one.on('error', () => other.destroy()).on('close', () => sockets.delete(one));
      }
    }).listen(port, '127.0.0.1');
    await once(server, 'listening');
    return server;
  };
  let server = await open(0);
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}`,
    async cut() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    async mend() {
      server = await open(port);
    },
  };
}
