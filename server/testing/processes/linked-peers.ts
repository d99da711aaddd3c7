import type { PeerMessage, PeerMessageKind, Peers, Told } from '../../foundation/peers.ts';

type Listener = (message: never, from: string) => void;

/**
 * Processes that exchange messages without a database, each in the same order.
 *
 * @param carry carries one message, now or later; never: it is lost
 */
export function linkedPeers(
  count: number,
  carry: (deliver: () => void) => void = (deliver) => deliver(),
): (Peers & { beat(): void; said: PeerMessage[] })[] {
  const all = Array.from({ length: count }, () => new Map<PeerMessageKind, Listener[]>());
  return all.map((own, index) => {
    const beats: (() => void)[] = [];
    const said: PeerMessage[] = [];
    const returned: ((message: PeerMessage) => void)[] = [];
    return {
      said,
      isWell: true,
      count,
      onReturned(listener) {
        returned.push(listener);
      },
      unheardSince: null,
      tell(message) {
        said.push(message);
        carry(() => {
          for (const other of all) {
            if (other === own) continue;
            for (const hear of other.get(message[0]) ?? []) hear(message as never, `${index}`);
          }
          for (const listener of returned) listener(message);
        });
      },
      hear<Kind extends PeerMessageKind>(
        kind: Kind,
        listener: (message: Told<Kind>, from: string) => void,
      ) {
        own.set(kind, [...(own.get(kind) ?? []), listener]);
      },
      onBeat(listener) {
        beats.push(listener);
      },
      beat() {
        for (const beat of beats) beat();
      },
      async stop() {},
    };
  });
}
