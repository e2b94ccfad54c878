/** What changed in the law between two scans, as far as it concerns a path: the packs, the path itself, the engine. */
import { type Pack, pathId, type PathFile } from '../../law/index.js';

/** A pack as one of the scans used it. */
export interface PackVersion {
  version: string;
  hash: string;
  overlays: readonly string[];
}

export interface LawChange {
  /** Packs of the path's state whose content differs; null where a scan did not ask about them. */
  packs: { jurisdiction: string; from: PackVersion | null; to: PackVersion | null }[];
  /** The path's own text; `same` where only what it shares with others changed. */
  path: 'new' | 'gone' | 'changed' | 'same';
  /** Where the program judges by other code. */
  engine?: { from: string; to: string };
}

/** The packs of two scans, compared when somebody asks about a path. */
export class LawComparison {
  private readonly from: PacksByName;
  private readonly to: PacksByName;
  private readonly known = new Map<string, LawChange | null>();

  constructor(
    from: readonly Pack[],
    to: readonly Pack[],
    private readonly engine: { from: string; to: string },
  ) {
    this.from = new PacksByName(from);
    this.to = new PacksByName(to);
  }

  /** Whether any pack differs. */
  get differs(): boolean {
    return this.changedPacks(() => true).length > 0;
  }

  /** Whether the two scans were made by different engines. */
  get engineDiffers(): boolean {
    return this.engine.from !== this.engine.to;
  }

  /** What changed in the packs of the path's state; null where nothing did. */
  ofPath(path: string, jurisdiction: string): LawChange | null {
    let change = this.known.get(path);
    if (change === undefined) {
      const state = stateOf(jurisdiction);
      const packs = this.changedPacks((name) => stateOf(name) === state);
      change =
        packs.length === 0 && !this.engineDiffers
          ? null
          : {
              packs,
              path: this.pathChange(path),
              ...(this.engineDiffers ? { engine: this.engine } : {}),
            };
      this.known.set(path, change);
    }
    return change;
  }

  /** Whether the packs of the path's state differ, whatever the engine. */
  packsDiffer(path: string, jurisdiction: string): boolean {
    return (this.ofPath(path, jurisdiction)?.packs.length ?? 0) > 0;
  }

  /** Whether both scans asked about the jurisdiction. */
  askedByBoth(jurisdiction: string): boolean {
    return this.from.version(jurisdiction) !== null && this.to.version(jurisdiction) !== null;
  }

  /** When the path is in force, as the later scan has it, or else the earlier. */
  inForce(path: string): PathFile['inForce'] | undefined {
    return (this.to.path(path) ?? this.from.path(path))?.inForce;
  }

  private changedPacks(isMeant: (jurisdiction: string) => boolean): LawChange['packs'] {
    return [...new Set([...this.from.names, ...this.to.names])]
      .filter(isMeant)
      .map((jurisdiction) => ({
        jurisdiction,
        from: this.from.version(jurisdiction),
        to: this.to.version(jurisdiction),
      }))
      .filter(({ from, to }) => from?.hash !== to?.hash);
  }

  private pathChange(path: string): LawChange['path'] {
    const was = this.from.path(path);
    const is = this.to.path(path);
    if (was === undefined) return 'new';
    if (is === undefined) return 'gone';
    return JSON.stringify(was) === JSON.stringify(is) ? 'same' : 'changed';
  }
}

class PacksByName {
  private readonly packs: ReadonlyMap<string, Pack>;
  private readonly paths: ReadonlyMap<string, PathFile>;

  constructor(packs: readonly Pack[]) {
    this.packs = new Map(packs.map((pack) => [pack.file.jurisdiction, pack]));
    this.paths = new Map(packs.flatMap((pack) => pack.paths.map((path) => [pathId(pack, path), path] as const)));
  }

  get names(): Iterable<string> {
    return this.packs.keys();
  }

  path(id: string): PathFile | undefined {
    return this.paths.get(id);
  }

  version(jurisdiction: string): PackVersion | null {
    const pack = this.packs.get(jurisdiction);
    return pack === undefined ? null : { version: pack.file.version, hash: pack.hash, overlays: [...pack.overlays] };
  }
}

/** `us-md` of `us-md-baltimore-city`: an office's paths and its state's are preferred to one another. */
function stateOf(jurisdiction: string): string {
  return jurisdiction.split('-').slice(0, 2).join('-');
}
