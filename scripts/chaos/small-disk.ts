import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const BALLAST = 'ballast';

/** A file system of its own, in a file: small enough to be filled. */
export class SmallDisk {
  readonly folder: string;
  readonly #base: string;
  #isRemoved = false;

  private constructor(base: string, folder: string) {
    this.#base = base;
    this.folder = folder;
  }

  /** @returns null where this user may mount nothing, or the machine has no such tools */
  static make(megabytes: number): SmallDisk | null {
    const base = mkdtempSync(join(tmpdir(), 'renewal-disk-'));
    chmodSync(base, 0o755);
    const [image, folder] = [join(base, 'image'), join(base, 'disk')];
    writeFileSync(image, '');
    truncateSync(image, megabytes * 1024 * 1024);
    mkdirSync(folder);
    // Without reserved blocks: everybody can fill it.
    if (run('mkfs.ext4', '-q', '-m', '0', image) && run('mount', '-o', 'loop', image, folder)) {
      const disk = new SmallDisk(base, folder);
      // For an interrupted run.
      process.once('exit', () => disk.remove());
      return disk;
    }
    rmSync(base, { recursive: true });
    return null;
  }

  /** To the last byte. */
  fill(): void {
    const ballast = openSync(join(this.folder, BALLAST), 'w');
    for (const size of [1_048_576, 65_536, 4_096, 1]) {
      const part = Buffer.alloc(size, 1);
      try {
        for (;;) writeSync(ballast, part);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      }
    }
    closeSync(ballast);
  }

  free(): void {
    rmSync(join(this.folder, BALLAST), { force: true });
  }

  /** Makes the files immutable, and their folder; files mapped into memory stay writable. */
  protect(isProtected: boolean): void {
    const files = readdirSync(this.folder).filter((name) => /sqlite(?:-wal)?$/.test(name));
    const paths = [...files.map((name) => join(this.folder, name)), this.folder];
    run('chattr', isProtected ? '+i' : '-i', ...paths);
  }

  remove(): void {
    if (this.#isRemoved) return;
    this.#isRemoved = true;
    this.protect(false);
    // Lazily: processes of an interrupted run may still have files there.
    run('umount', '--lazy', this.folder);
    rmSync(this.#base, { recursive: true, force: true });
  }
}

function run(command: string, ...args: string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}
