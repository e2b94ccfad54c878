import { type Authority, type Pack, pathId, type PathFile, wordsForCriterion } from '../law/index.js';

/** A criterion in words. */
export interface Words {
  text: string;
  /** The citation, with ` (not verified)` where the pack says that nobody has checked it. */
  authority: string;
  verified: boolean;
}

/** A path and the pack it belongs to. */
export interface PathWords {
  pack: Pack;
  path: PathFile;
}

/** The words of the packs that a scan used. Looked up once for each criterion, since an export asks millions of times. */
export class PackWords {
  private readonly paths = new Map<string, PathWords>();
  private readonly criteria = new Map<string, Map<string, Words>>();

  constructor(packs: readonly Pack[]) {
    for (const pack of packs) {
      for (const path of pack.paths) this.paths.set(pathId(pack, path), { pack, path });
    }
  }

  /** The path of a finding. Throws for one that is not in the scan's packs: then the packs are not those of the scan. */
  path(id: string): PathWords {
    const found = this.paths.get(id);
    if (found === undefined) throw new Error(`The path ${id} is not in the packs of the scan.`);
    return found;
  }

  /** The sentence and the authority of a criterion, a review question or a caution of a path. */
  criterion(path: string, id: string): Words {
    let ofPath = this.criteria.get(path);
    if (ofPath === undefined) this.criteria.set(path, (ofPath = new Map<string, Words>()));
    let words = ofPath.get(id);
    if (words === undefined) {
      const found = this.path(path);
      const { text, authority } = wordsForCriterion(found.pack, found.path, id);
      words = { text, authority: citeOf(authority), verified: authority.verified };
      ofPath.set(id, words);
    }
    return words;
  }

  /** The path's main authority. */
  authorityOf(path: string): Words {
    const { pack, path: file } = this.path(path);
    const authority = pack.file.authorities[file.authority] ?? { cite: file.title, verified: false };
    return { text: file.title, authority: citeOf(authority), verified: authority.verified };
  }
}

/** The citation of an authority, marked where the pack says that it was not checked against its source. */
export function citeOf(authority: Authority): string {
  return authority.verified ? authority.cite : `${authority.cite} (not verified)`;
}
