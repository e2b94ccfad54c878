import { AppError } from '../common/index.js';
import type { InspectedFile } from './inspect-file.js';
import type { IntakeOptions } from './intake.js';
import { listProfiles, loadProfile } from './load-profile.js';
import type { SourceProfile } from './profile.js';
import { firstLine, recognises } from './resolve-table.js';

/**
 * The profile named in the options, or the one that recognises every file. Refuses files that none recognises, and files
 * of different sources: what silence means differs between sources, so each is an import of its own.
 */
export function chooseProfile(files: readonly InspectedFile[], options: IntakeOptions): SourceProfile {
  if (options.profile !== undefined) return loadProfile(options.profile, options.profileDir);
  const profiles = listProfiles(options.profileDir).map(({ path }) => loadProfile(path));
  let chosen: { profile: SourceProfile; file: InspectedFile } | null = null;
  for (const file of files) {
    // A profile that names its columns knows its file better than the canonical one, which takes any JSON.
    const able = profiles.filter((profile) => recognises(profile, file));
    const profile = able.find((one) => one.profile !== 'canonical') ?? able[0];
    if (profile === undefined) throw unrecognised(file, profiles);
    if (chosen !== null && chosen.profile.profile !== profile.profile) {
      throw new AppError(
        'mixed-sources',
        `${chosen.file.name} is of the source ${chosen.profile.profile} and ${file.name} of ${profile.profile}; import them one after the other.`,
      );
    }
    chosen ??= { profile, file };
  }
  if (chosen === null)
    throw new AppError('no-input', 'No input was given; name at least one file or directory to import.');
  return chosen.profile;
}

function unrecognised(file: InspectedFile, profiles: readonly SourceProfile[]): AppError {
  const columns = firstLine(file).slice(0, 6).join(', ');
  const shown = columns.length <= 120 ? columns : `${columns.slice(0, 120)}…`;
  return new AppError(
    'unknown-format',
    `No source profile recognises ${file.name} (it begins: ${shown}); name one of ${profiles.map((one) => one.profile).join(', ')} with --profile, or the path of your own.`,
  );
}
