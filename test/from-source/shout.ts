/** A step that comes after another: its texts, louder. */
export function begin(mark: string): (texts: string[]) => string[] {
  return (texts) => texts.map((text) => `${text.toUpperCase()}${mark}`);
}
