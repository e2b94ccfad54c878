/** The faces that papers are printed with. All come with npm packages; nothing is taken from the system. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** In the order in which a character is looked for. Tinos has the widths of Times and holds Latin, Greek, Cyrillic and Hebrew. */
export const FONT_FAMILIES = [
  'Tinos',
  'Noto Naskh Arabic',
  'Noto Sans SC',
  'Noto Sans Armenian',
  'Noto Sans Devanagari',
  'Noto Sans Khmer',
  'Noto Sans Thai',
] as const;

const FILES = [
  '@expo-google-fonts/tinos/400Regular/Tinos_400Regular.ttf',
  '@expo-google-fonts/tinos/700Bold/Tinos_700Bold.ttf',
  '@expo-google-fonts/tinos/400Regular_Italic/Tinos_400Regular_Italic.ttf',
  '@expo-google-fonts/tinos/700Bold_Italic/Tinos_700Bold_Italic.ttf',
  '@expo-google-fonts/noto-naskh-arabic/400Regular/NotoNaskhArabic_400Regular.ttf',
  '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf',
  '@expo-google-fonts/noto-sans-armenian/400Regular/NotoSansArmenian_400Regular.ttf',
  '@expo-google-fonts/noto-sans-devanagari/400Regular/NotoSansDevanagari_400Regular.ttf',
  '@expo-google-fonts/noto-sans-khmer/400Regular/NotoSansKhmer_400Regular.ttf',
  '@expo-google-fonts/noto-sans-thai/400Regular/NotoSansThai_400Regular.ttf',
] as const;

/** The font files, read from their packages. */
export function readFonts(): Buffer[] {
  const require = createRequire(import.meta.url);
  return FILES.map((file) => readFileSync(require.resolve(file)));
}
