import type { PeerMessage, PeerMessageKind, Peers, Told } from '../foundation/peers.ts';

type Listener = (message: never, from: string) => void;

/** Processes that hear each other at once, without a database. */
export function linkedPeers(count: number): (Peers & { beat(): void; said: PeerMessage[] })[] {
  const all = Array.from({ length: count }, () => new Map<PeerMessageKind, Listener[]>());
  return all.map((own, index) => {
    const beats: (() => void)[] = [];
    const said: PeerMessage[] = [];
    return {
      said,
      isWell: true,
      unheardSince: null,
      tell(message) {
        said.push(message);
        for (const other of all) {
          if (other === own) continue;
          for (const hear of other.get(message[0]) ?? []) hear(message as never, `${index}`);
        }
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
