import { type LoadedRelease, loadRelease } from './loaded-release';
import type { Clock, RegistryReader } from './ports';
import { requireGlobal } from './require-global';

/** How often a refused JWT may make the container look for a newer release, in milliseconds. */
export const RELEASE_LOOKUP_INTERVAL_MS = 5_000;

/** Keeps the release that the container decides with; loads another once, whoever asks. */
export class ReleaseCache {
  #loaded: LoadedRelease | undefined;
  #loading: { readonly hash: string; readonly release: Promise<LoadedRelease> } | undefined;
  #lookedUpAt = Number.NEGATIVE_INFINITY;

  public constructor(
    private readonly registry: RegistryReader,
    private readonly clock: Clock,
  ) {}

  /** The release loaded last, if any was. */
  public get loaded(): LoadedRelease | undefined {
    return this.#loaded;
  }

  /** The release loaded last, whether or not it is still in force; where there is none, the one in force. */
  public async current(): Promise<LoadedRelease> {
    return this.#loaded ?? (await this.inForce());
  }

  /**
   * The release in force, looked up anew; for callers whose credential the current one refuses. Asks the registry no
   * more often than {@link RELEASE_LOOKUP_INTERVAL_MS}.
   */
  public async newer(): Promise<LoadedRelease> {
    const elapsed = this.clock.now() - this.#lookedUpAt;
    return this.#loaded !== undefined && elapsed >= 0 && elapsed < RELEASE_LOOKUP_INTERVAL_MS
      ? this.#loaded
      : await this.inForce();
  }

  /** @throws DependencyFault where it cannot be loaded. */
  public async load(hash: string): Promise<LoadedRelease> {
    if (this.#loaded?.hash === hash) {
      return this.#loaded;
    }
    if (this.#loading?.hash !== hash) {
      this.#loading = { hash, release: loadRelease(this.registry, hash) };
    }
    const loading = this.#loading;
    try {
      this.#loaded = await loading.release;
      return this.#loaded;
    } finally {
      if (this.#loading === loading) {
        this.#loading = undefined;
      }
    }
  }

  private async inForce(): Promise<LoadedRelease> {
    this.#lookedUpAt = this.clock.now();
    const global = requireGlobal(await this.registry.global());
    return await this.load(global.release);
  }
}
